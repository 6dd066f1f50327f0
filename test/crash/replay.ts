import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import type { AuditEvent } from '../../bot/domain/audit-event.ts'
import { durationToMs, parseIsoDuration } from '../../bot/domain/duration.ts'
import type { JsonObject } from '../../bot/domain/values.ts'

/** What the audit log alone says of a request. */
export interface Rebuilt {
  readonly status: string
  /** Of the last change that people see; when to look again is noted without an event and may lie above it. */
  readonly rowVersion: number
  /** How many such changes there were. */
  readonly viewVersion: number
  readonly requesterId: string
  readonly submittedAt: number
  readonly continuesRequestId: string | null
  readonly activatable: unknown
  readonly duration: unknown
  readonly latestEnd: unknown
  readonly ticket: unknown
  readonly justification: string | null
  readonly proof: unknown
  readonly votes: readonly Readonly<Record<'personId' | 'at' | 'duration' | 'proven', unknown>>[]
  readonly activation: { readonly assignmentId: unknown; readonly startedAt: unknown; readonly endsAt: unknown } | null
  readonly outcome: {
    readonly at: number
    readonly by: unknown
    readonly code: unknown
    readonly reason: string | null
  } | null
}

type Texts = ReadonlyMap<string, string>

const ENDS = new Set(['denied', 'canceled', 'timedOut', 'failed', 'revoked', 'deactivated', 'expired'])

/** Rebuilds every request from the log, in order. Where the log contradicts itself, `faults` says so. */
export function replay(events: readonly AuditEvent[], texts: Texts) {
  const requests = new Map<string, Rebuilt>()
  const faults: string[] = []
  for (const event of events) {
    const { requestId, data } = event
    // Refusals name the request they are about and change nothing of it.
    if (requestId === null || typeof data['rowVersion'] !== 'number') continue
    const before = requests.get(requestId)
    const fault = contradiction(before, event)
    if (fault) faults.push(`audit event ${event.seq} of ${requestId}: ${fault}`)
    requests.set(requestId, before ? changed(before, event, texts) : created(event, texts))
  }
  return { requests, faults }
}

/** What the replay of the log says otherwise than the requests as stored. */
export function replayFaults(
  events: readonly AuditEvent[],
  texts: Texts,
  stored: readonly ActivationRequest[],
): readonly string[] {
  const { requests, faults } = replay(events, texts)
  const found = [...faults]
  for (const request of stored) {
    const rebuilt = requests.get(request.id)
    requests.delete(request.id)
    if (!rebuilt) found.push(`${request.id} is not in the audit log`)
    else found.push(...differences(rebuilt, request))
  }
  return [...found, ...[...requests.keys()].map((id) => `${id} is in the audit log alone`)]
}

function contradiction(before: Rebuilt | undefined, { type, data }: AuditEvent): string | null {
  const { from = null, rowVersion } = data
  if (!before) return type === 'requestSubmitted' && from === null && rowVersion === 1 ? null : `begins with ${type}`
  if (type === 'requestSubmitted') return 'submitted a second time'
  if (from !== before.status) return `${type} from ${String(from)}, but it was ${before.status}`
  return Number(rowVersion) > before.rowVersion ? null : `version ${String(rowVersion)} after ${before.rowVersion}`
}

function created({ at, data }: AuditEvent, texts: Texts): Rebuilt {
  return {
    status: String(data['to']),
    rowVersion: Number(data['rowVersion']),
    viewVersion: 1,
    requesterId: String(data['requester']),
    submittedAt: at,
    continuesRequestId: data['continues'] === null ? null : String(data['continues']),
    activatable: data['activatable'],
    duration: data['duration'],
    latestEnd: data['latestEnd'],
    ticket: data['ticket'],
    justification: textOf(data, 'justification', texts),
    proof: null,
    votes: [],
    activation: null,
    outcome: null,
  }
}

function changed(before: Rebuilt, event: AuditEvent, texts: Texts): Rebuilt {
  const { at, type, actor, data } = event
  const status = String(data['to'])
  const next = { ...before, status, rowVersion: Number(data['rowVersion']), viewVersion: before.viewVersion + 1 }
  if (ENDS.has(status) && !ENDS.has(before.status)) {
    const code = data['code'] ?? null
    return { ...next, outcome: { at, by: actor, code, reason: textOf(data, 'reason', texts) } }
  }
  switch (type) {
    case 'identityProven':
      return { ...next, proof: data['method'] }
    case 'requestApproved':
      return approved(next, event)
    case 'activationStarted': {
      const { assignmentId, startedAt, endsAt } = data
      return { ...next, activation: { assignmentId, startedAt, endsAt } }
    }
    default:
      return next
  }
}

/** The shortest that anybody agreed to becomes the duration when the quorum is complete. */
function approved(before: Rebuilt, { at, actor, data }: AuditEvent): Rebuilt {
  const personId = actor.kind === 'person' ? actor.personId : ''
  const votes = [...before.votes, { personId, at, duration: data['duration'], proven: data['proven'] }]
  const isComplete = before.status !== 'pendingApproval'
  return { ...before, votes, duration: isComplete ? shortest(votes.map(({ duration }) => duration)) : before.duration }
}

function shortest(durations: readonly unknown[]): unknown {
  const length = (duration: unknown) => {
    const parsed = parseIsoDuration(String(duration))
    return parsed === null ? 0 : durationToMs(parsed)
  }
  return durations.toSorted((a, b) => length(a) - length(b))[0]
}

function textOf(data: JsonObject, name: string, texts: Texts): string | null {
  const personal = data['personal']
  if (typeof personal !== 'object' || personal === null || Array.isArray(personal)) return null
  const commitment = personal[name]
  return typeof commitment === 'string' ? (texts.get(commitment) ?? 'erased') : null
}

function differences(rebuilt: Rebuilt, request: ActivationRequest): readonly string[] {
  const { terms, activation } = request
  const stored: { readonly [name in Exclude<keyof Rebuilt, 'rowVersion'>]: unknown } = {
    status: request.status,
    viewVersion: request.viewVersion,
    requesterId: request.requesterId,
    submittedAt: request.submittedAt,
    continuesRequestId: request.continuesRequestId,
    activatable: terms.activatable,
    duration: terms.duration,
    latestEnd: terms.latestEnd,
    ticket: terms.ticket,
    justification: terms.justification,
    // Its instant is read a moment before that of its event.
    proof: request.proof?.method ?? null,
    votes: request.votes,
    activation: activation && {
      assignmentId: activation.assignmentId,
      startedAt: activation.startedAt,
      endsAt: activation.endsAt,
    },
    outcome: request.outcome,
  }
  const found = request.rowVersion < rebuilt.rowVersion ? [`${request.id} is older than the log says`] : []
  for (const [name, value] of Object.entries(stored)) {
    const said = Object.entries(rebuilt).find(([key]) => key === name)?.[1]
    if (canonical(said) !== canonical(value)) {
      found.push(`${request.id}: ${name} is ${canonical(value)}, by the log ${canonical(said)}`)
    }
  }
  return found
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
