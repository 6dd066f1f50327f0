import type { Activatable } from '../../bot/domain/activatable.ts'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import { type AuditEventDraft, ELEVATE } from '../../bot/domain/audit-event.ts'
import { durationFromMs, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import type { Decision, Plan, RequestEvent } from '../../bot/domain/request-event.ts'
import { decide, submit } from '../../bot/domain/request-machine.ts'
import type { ApprovalSettings } from '../../bot/domain/role-settings.ts'
import type { Instant, PersonId } from '../../bot/domain/values.ts'
import type { Life } from '../bench/lives.ts'

/** One request as it went. Spans are milliseconds. */
export interface Told {
  readonly id: string
  readonly personId: PersonId
  readonly activatable: Activatable
  readonly at: Instant
  readonly durationMs: number
  readonly ticket: string | null
  readonly justification: string | null
  readonly approval: ApprovalSettings | null
  /** Proof of identity, after submission; null: none asked for. */
  readonly provenAfter: number | null
  /** Who approves, each so long after the request began to wait. */
  readonly approvers?: readonly { readonly personId: PersonId; readonly after: number }[]
  readonly outcome: 'runs' | 'deactivates' | 'denied' | 'timesOut' | 'canceled' | 'overdue'
  /** For `deactivates`, of the duration; for `overdue`, milliseconds past the end. */
  readonly share?: number
}

const DIRECTORY_TAKES = 4 * SECOND

/** The life of a request: every step decided by the request machine itself. Throws where it refuses one. */
export function tell(told: Told): Life {
  const life = createTale(told)
  if (told.provenAfter !== null)
    life.step({ type: 'identityProven', proof: { at: 0, method: 'totp' }, plan: planOf(told) }, told.provenAfter)
  if (told.approval && !decidedOn(life, told)) return life.life()
  life.step({ type: 'attempt' }, SECOND)
  life.step({ type: 'accepted' }, SECOND)
  const startedAt = life.now() + DIRECTORY_TAKES
  const endsAt = startedAt + told.durationMs
  const noticeAt = told.durationMs > 20 * MINUTE ? endsAt - 10 * MINUTE : null
  life.step(
    { type: 'readBackActive', assignmentId: `activated/${told.id}`, startedAt, endsAt, noticeAt },
    DIRECTORY_TAKES,
  )
  if (told.outcome === 'deactivates') return deactivated(life, told, startedAt)
  if (noticeAt !== null) life.stepAt({ type: 'endingSoon' }, noticeAt)
  if (told.outcome === 'overdue') {
    life.stepAt(
      { type: 'readBackActive', assignmentId: `activated/${told.id}`, startedAt, endsAt, noticeAt },
      endsAt + SECOND,
    )
    life.step({ type: 'removalAttempted' }, SECOND)
    life.stepAt({ type: 'readBackGone' }, endsAt + (told.share ?? MINUTE))
    return life.life()
  }
  life.stepAt({ type: 'readBackGone' }, endsAt + 2 * SECOND)
  return life.life()
}

type Tale = ReturnType<typeof createTale>

/** False where it came to no approval. */
function decidedOn(life: Tale, told: Told): boolean {
  const waitsFrom = life.now()
  const approvers = told.approvers ?? []
  const validVoters = approvers.map(({ personId }) => personId)
  if (told.outcome === 'timesOut') {
    life.stepAt({ type: 'windowOver' }, life.request().windowEndsAt ?? waitsFrom)
    return false
  }
  if (told.outcome === 'canceled') {
    life.step({ type: 'cancel', by: told.personId }, 3 * MINUTE)
    return false
  }
  for (const { personId: by, after } of approvers) {
    const at = waitsFrom + after
    if (told.outcome === 'denied') {
      life.stepAt({ type: 'deny', by, reason: 'Not needed for this ticket' }, at)
      return false
    }
    const required = told.approval?.required ?? 1
    const plan = { ...planOf(told), approval: null }
    life.stepAt({ type: 'approve', by, duration: null, proven: false, required, validVoters, plan }, at)
  }
  return true
}

function deactivated(life: Tale, told: Told, startedAt: Instant): Life {
  const at = Math.max(startedAt + 5 * MINUTE, startedAt + Math.round((told.share ?? 0.5) * told.durationMs))
  life.stepAt({ type: 'deactivate', by: told.personId }, at)
  life.step({ type: 'removalAttempted' }, SECOND)
  life.step({ type: 'removalAccepted' }, SECOND)
  life.step({ type: 'readBackGone' }, 2 * SECOND)
  return life.life()
}

function createTale(told: Told) {
  let now = told.at
  let request = draftOf(told)
  const audit: AuditEventDraft[] = []
  function take(decision: Decision, name: string): void {
    if (!decision.decided) throw new Error(`${told.id}: the machine refused ${name}: ${decision.refusal.code}`)
    request = decision.next
    audit.push(...decision.audit)
  }
  take(submit(request, { type: 'submit', verification: told.provenAfter !== null, plan: planOf(told) }, now), 'submit')
  const step = (event: RequestEvent, after: number) => {
    now += after
    take(decide(request, event, now), event.type)
  }
  return {
    step,
    stepAt: (event: RequestEvent, at: Instant) => step(event, Math.max(0, at - now)),
    now: () => now,
    request: () => request,
    life: (): Life => ({ request, audit, effects: [] }),
  }
}

function planOf({ approval }: Told): Plan {
  return { approval, notify: [], waits: false, waitsUntil: null, signIn: false }
}

function draftOf({ id, personId, activatable, at, durationMs, justification, ticket }: Told): ActivationRequest {
  return {
    id,
    rowVersion: 0,
    termsVersion: 1,
    viewVersion: 0,
    status: 'pendingVerification',
    requesterId: personId,
    terms: { activatable, duration: durationFromMs(durationMs), latestEnd: null, justification, ticket },
    submittedAt: at,
    continuesRequestId: null,
    proof: null,
    approval: null,
    votes: [],
    windowEndsAt: null,
    provisioning: null,
    activation: null,
    ending: null,
    outcome: null,
    endVerifiedAt: null,
  }
}

/** An event that is about no request. */
export function foundOutside(at: Instant, person: PersonId, activatable: string, assignment: string): AuditEventDraft {
  const data = { person, activatable, assignment }
  return { at, type: 'assignmentFoundOutside', actor: { kind: 'directory' }, requestId: null, data, personal: {} }
}

export function settingsApplied(at: Instant, roleSettings: readonly unknown[]): AuditEventDraft {
  const settings = JSON.parse(JSON.stringify({ roleSettings })) as AuditEventDraft['data']
  return { at, type: 'settingsApplied', actor: ELEVATE, requestId: null, data: { settings }, personal: {} }
}
