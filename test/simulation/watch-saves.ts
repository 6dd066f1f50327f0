import { activatableKey } from '../../bot/domain/activatable.ts'
import { type ActivationRequest, isTerminal, type Status } from '../../bot/domain/activation-request.ts'
import type { SealedAuditEvent } from '../../bot/domain/audit-event.ts'
import { durationToMs } from '../../bot/domain/duration.ts'
import type { Change } from '../../bot/ports/request-store.ts'
import type { Scene } from './ledger.ts'
import { isAmong, LATELY_MS, mayDecide } from './truth.ts'

/** The table of the design, written down apart from the machine. */
const LEGAL: { readonly [from: string]: readonly Status[] } = {
  none: ['pendingVerification', 'pendingApproval', 'approved', 'provisioning'],
  pendingVerification: ['pendingApproval', 'approved', 'provisioning', 'canceled', 'timedOut', 'failed', 'revoked'],
  pendingApproval: ['approved', 'provisioning', 'denied', 'canceled', 'timedOut', 'failed', 'revoked'],
  approved: ['provisioning', 'canceled', 'timedOut', 'failed', 'revoked'],
  provisioning: ['active', 'failed', 'expired', 'approved', 'ending'],
  active: ['ending', 'revoked', 'expired'],
  ending: ['canceled', 'revoked', 'deactivated', 'expired'],
}

export const LEGAL_TRANSITIONS: readonly string[] = Object.entries(LEGAL).flatMap(([from, list]) =>
  list.map((to) => `${from}>${to}`),
)

/** Holds every commit of the server against the rules. Called with what was saved, right after it was. */
export function watchSave(scene: Scene, change: Change): void {
  const { ledger } = scene
  const before = change.request ? (ledger.requests.get(change.request.next.id) ?? null) : null
  if (change.request) checkRequest(scene, change.request, before, change)
  for (const event of change.auditEvents) checkAuthor(scene, event, change, before)
  for (const fact of change.facts ?? []) noteFact(scene, fact.key, fact.value)
  if (change.delivery) noteDelivery(scene, change)
  if (change.request) noteRequest(scene, change.request.next)
}

function checkRequest(
  scene: Scene,
  write: NonNullable<Change['request']>,
  before: ActivationRequest | null,
  change: Change,
): void {
  const { next } = write
  const { fail, ledger } = scene
  if (write.expectedRowVersion !== (before?.rowVersion ?? 0))
    fail(
      'guarded write',
      `${next.id} was written over ${before?.rowVersion} by who expected ${write.expectedRowVersion}`,
    )
  if (next.rowVersion !== (before?.rowVersion ?? 0) + 1) fail('row version', `${next.id} jumped to ${next.rowVersion}`)
  checkTransition(scene, before, next, change)
  if (next.proof && !before?.proof && !ledger.proofs.has(`${next.id}|${next.requesterId}`))
    fail('proof', `${next.id} has a proof that ${next.requesterId} never gave`)
  if (!before) checkSubmission(scene, next)
  else checkVotes(scene, before, next, change)
  if (next.status === 'active' && before?.status !== 'active') checkSeen(scene, next)
  if (before && isTerminal(next.status) && next.endVerifiedAt !== null && before.endVerifiedAt === null)
    checkGone(scene, before, next)
  if (next.approval && !before?.approval) checkStage(scene, next)
  checkReminder(scene, before, next, change)
}

/** The times of the approval stage, as the settings of the moment have them. */
function checkStage({ fail, inForce }: Scene, { id, terms, approval, windowEndsAt }: ActivationRequest): undefined {
  const settings = inForce().settings[activatableKey(terms.activatable)]?.approval
  if (!settings || !approval) return fail('stage', `${id} asks for an approval that no settings ask for`)
  const due = (after: typeof settings.remindEvery) => (after ? approval.openedAt + durationToMs(after) : null)
  const isRight =
    approval.required === settings.required &&
    approval.nextReminderAt === due(settings.remindEvery) &&
    approval.escalatesAt === due(settings.escalateAfter) &&
    windowEndsAt === due(settings.window)
  if (!isRight) fail('stage', `${id} opens with ${JSON.stringify({ ...approval, windowEndsAt })}`)
}

function checkTransition(
  { fail, ledger }: Scene,
  before: ActivationRequest | null,
  next: ActivationRequest,
  { auditEvents }: Change,
): void {
  const from = before?.status ?? 'none'
  const own = auditEvents.filter((event) => event.requestId === next.id && 'rowVersion' in event.data)
  for (const event of own) {
    const { data } = event
    const isRight =
      data['from'] === (before?.status ?? null) && data['to'] === next.status && data['rowVersion'] === next.rowVersion
    if (!isRight) fail('audit of a transition', `${event.type} of ${next.id} says ${JSON.stringify(data)}`)
  }
  if (from === next.status) return
  ledger.transitions.add(`${from}>${next.status}`)
  if (!LEGAL[from]?.includes(next.status)) fail('legal transition', `${next.id}: ${from} to ${next.status}`)
  if (own.length === 0) fail('audited transition', `${next.id}: ${from} to ${next.status} without an event`)
}

function checkSubmission(scene: Scene, next: ActivationRequest): void {
  const { fail, inForce, truth } = scene
  if (isLongBlocked(scene, next.requesterId)) fail('blocked', `${next.id} of ${next.requesterId}, who is blocked`)
  if (inForce().emergencyAccounts.includes(next.requesterId))
    fail('emergency account', `${next.id} of ${next.requesterId}`)
  if (!truth.lately(({ enabled }) => enabled[next.requesterId] === true))
    fail('disabled', `${next.id} of ${next.requesterId}, who is disabled`)
  const settings = inForce().settings[activatableKey(next.terms.activatable)]
  if (settings?.require.includes('mfa') && next.status !== 'pendingVerification')
    fail('proof', `${next.id} begins in ${next.status} without a proof`)
  if (settings?.approval && next.status !== 'pendingVerification' && next.status !== 'pendingApproval')
    fail('quorum', `${next.id} begins in ${next.status} without approval`)
}

function checkVotes(scene: Scene, before: ActivationRequest, next: ActivationRequest, change: Change): void {
  const { fail } = scene
  const added = next.votes.slice(before.votes.length)
  if (next.votes.length < before.votes.length || added.length > 1) fail('votes', `${next.id} lost or doubled votes`)
  for (const vote of added) checkVote(scene, before, vote, change)
  if (before.status !== 'pendingApproval' || (next.status !== 'approved' && next.status !== 'provisioning')) return
  checkQuorum(scene, next)
  const agreed = Math.min(...next.votes.map(({ duration }) => durationToMs(duration)))
  if (durationToMs(next.terms.duration) !== agreed) fail('agreed duration', `${next.id}: not the shortest of its votes`)
}

function checkVote(
  scene: Scene,
  before: ActivationRequest,
  vote: ActivationRequest['votes'][number],
  change: Change,
): void {
  const { fail, ledger, inForce } = scene
  const { id } = before
  const by = vote.personId
  if (before.votes.some(({ personId }) => personId === by)) fail('distinct approvers', `${by} approved ${id} twice`)
  if (by === before.requesterId) fail('own request', `${by} approved their own ${id}`)
  if (before.windowEndsAt !== null && vote.at >= before.windowEndsAt) fail('window', `${by} approved ${id} too late`)
  if (durationToMs(vote.duration) > durationToMs(before.terms.duration)) fail('longer', `${by} lengthened ${id}`)
  if (!isDecider(scene, before, by)) fail('approver', `${by} may not decide on ${id}`)
  const settings = inForce().settings[activatableKey(before.terms.activatable)]
  if (settings?.approverStepUp && !ledger.approvalProofs.has(`${id}|${by}`))
    fail('approver step-up', `${by} approved ${id} without a proof`)
  const raw = change.delivery && ledger.deliveries.get(change.delivery.deliveryKey)?.raw
  if (raw && isDecision(raw['verb']) && raw['termsVersion'] !== null && raw['termsVersion'] !== before.termsVersion)
    fail('stale card', `${by} approved ${id} by a button for other terms`)
}

/** Other buttons may stand for typed words, which are about the newest terms. */
function isDecision(verb: unknown): boolean {
  return verb === 'approve' || verb === 'approveLess'
}

/** Whether somebody may decide on a request: lately, by directory, settings and blocks. */
export function isDecider(scene: Scene, request: ActivationRequest, personId: string): boolean {
  const { inForce, truth } = scene
  const { settings, emergencyAccounts } = inForce()
  if (isLongBlocked(scene, personId)) return false
  const role = settings[activatableKey(request.terms.activatable)] ?? null
  const hasEscalated = request.approval?.escalatedAt != null
  return truth.lately((snapshot) =>
    mayDecide(personId, request.requesterId, role, hasEscalated, emergencyAccounts, snapshot),
  )
}

/** Blocked for so long that every decision now under way must know. */
export function isLongBlocked({ ledger, now }: Scene, personId: string): boolean {
  const since = ledger.blocked.get(personId)
  return since !== undefined && now() - since > LATELY_MS
}

/** Votes of distinct people who may decide now, at least as many as the settings of now ask for. */
export function checkQuorum(scene: Scene, request: ActivationRequest): void {
  const required = scene.inForce().settings[activatableKey(request.terms.activatable)]?.approval?.required ?? 0
  const voters = new Set(request.votes.map(({ personId }) => personId))
  const valid = [...voters].filter((id) => isDecider(scene, request, id))
  if (valid.length < required) scene.fail('quorum', `${request.id} goes on with ${valid.length} of ${required}`)
}

function checkSeen({ fail, ledger }: Scene, next: ActivationRequest): void {
  if (!ledger.sightings.get(next.id)?.seen) fail('read back', `${next.id} is called active and was never read back`)
}

function checkGone(scene: Scene, before: ActivationRequest, next: ActivationRequest): void {
  const { fail, ledger } = scene
  if (!before.activation && before.provisioning?.attempts === 0) return
  const sighting = ledger.sightings.get(next.id)
  if (!sighting || sighting.absences === 0) fail('read back', `${next.id} is called over and was not read back as gone`)
  const isEarly = before.status === 'active' && next.status === 'revoked'
  if (isEarly && (sighting?.absences ?? 0) < 2) fail('second look', `${next.id} is called removed at the first look`)
}

function checkReminder(
  { fail }: Scene,
  before: ActivationRequest | null,
  next: ActivationRequest,
  change: Change,
): void {
  if (!before?.approval?.reminderInterval || !next.approval) return
  if (!change.auditEvents.some(({ type }) => type === 'approvalReminded')) return
  const [was, is] = [before.approval.reminderInterval, next.approval.reminderInterval].map(
    (each) => each && durationToMs(each),
  )
  if (is !== 2 * Number(was)) fail('reminders', `${next.id}: the interval went from ${was} to ${is}`)
}

type Person = SealedAuditEvent['actor'] & { kind: 'person' }

/** Whether who is named as having done it did it, and might. */
function checkAuthor(scene: Scene, event: SealedAuditEvent, change: Change, before: ActivationRequest | null): void {
  const { fail, ledger } = scene
  if (event.actor.kind !== 'person') return
  const { personId } = event.actor satisfies Person
  const sender = change.delivery && ledger.deliveries.get(change.delivery.deliveryKey)
  if (sender && sender.personId !== personId) fail('author', `${event.type} by ${personId}, sent by ${sender.personId}`)
  if (!isPermitted(scene, event, personId, before)) fail('author', `${event.type} by ${personId} of ${event.requestId}`)
}

function isPermitted(scene: Scene, event: SealedAuditEvent, by: string, before: ActivationRequest | null): boolean {
  const { truth, ledger } = scene
  const isOwn = before?.requesterId === by
  const { access } = scene.inForce()
  const guards = [...access.security, ...access.administrators]
  const isGuard = () => truth.lately((snapshot) => isAmong(by, guards, snapshot))
  switch (event.type) {
    case 'requestCanceled':
      return isOwn
    case 'requestDenied':
      return before !== null && !isOwn && isDecider(scene, before, by)
    case 'requestRevoked':
      return mayRevoke(before)
    case 'endingStarted':
      return event.data['reason'] === 'revoked' ? mayRevoke(before) : isOwn
    case 'personBlocked':
      return event.data['person'] !== by && isGuard()
    case 'personUnblocked':
      return event.data['person'] !== by && isGuard()
    case 'notMeReported':
      return event.data['person'] === by
    case 'clockConfirmed':
      return isGuard()
    default:
      return true
  }

  function mayRevoke(request: ActivationRequest | null): boolean {
    if (!request) return false
    if (request.votes.some(({ personId }) => personId === by)) return true
    return ledger.blocks.has(`${request.requesterId}|${by}`) || (!isOwn && isGuard())
  }
}

function noteFact({ ledger, now }: Scene, key: string, value: unknown): void {
  if (key === 'clock:unconfirmed') {
    ledger.isJumpRecorded = value !== null
    if (value === null) ledger.clockUnconfirmedSince = null
  }
  if (!key.startsWith('blocked:')) return
  const personId = key.slice('blocked:'.length)
  if (value === null) ledger.blocked.delete(personId)
  else {
    if (!ledger.blocked.has(personId)) ledger.blocked.set(personId, now())
    ledger.blocks.add(`${personId}|${String((value as { by?: unknown }).by)}`)
  }
}

function noteDelivery({ ledger, fail }: Scene, change: Change): undefined {
  const { deliveryKey } = change.delivery ?? { deliveryKey: '' }
  const sent = ledger.deliveries.get(deliveryKey)
  if (!sent) return fail('delivery', `${deliveryKey} was answered and never sent`)
  sent.completed += 1
  if (sent.completed > 1) fail('delivery once', `${deliveryKey} was processed ${sent.completed} times`)
  const replies = change.effects.filter(({ lane }) => lane === 'reply').length
  const isSilent = change.request !== undefined && change.request.expectedRowVersion === 0
  if (replies > 1 || (replies === 0 && !isSilent)) fail('one reply', `${deliveryKey} got ${replies} replies`)
}

function noteRequest({ ledger }: Scene, next: ActivationRequest): void {
  ledger.requests.set(next.id, next)
  const face = `${next.id}:${next.viewVersion}`
  if (!ledger.faces.has(face)) ledger.faces.set(face, next.status)
}
