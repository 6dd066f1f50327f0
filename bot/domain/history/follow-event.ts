import type { Activatable } from '../activatable.ts'
import { type Actor, isTerminal, STATUSES, type Status } from '../activation-request.ts'
import type { AuditEvent } from '../audit-event.ts'
import { durationToMs, parseIsoDuration } from '../duration.ts'
import type { Json, JsonObject } from '../values.ts'
import type { RequestRecord } from './request-record.ts'

type Content = Omit<AuditEvent, 'previous'>

/**
 * The record of a request after one more event of the log. Pure, so that the record kept beside the log and one rebuilt
 * from it are the same. Null where the event is about no request, or about one whose submission the log does not hold.
 */
export function followEvent(record: RequestRecord | null, event: Content): RequestRecord | null {
  if (event.type === 'requestSubmitted') return record ?? submittedRecord(event)
  if (record === null || event.requestId !== record.requestId) return record
  const status = statusIn(event.data) ?? record.status
  return { ...record, ...changesBy(event, record), ...closing(event, record, status), status }
}

function submittedRecord(event: Content): RequestRecord | null {
  const { data, requestId } = event
  const activatable = activatableIn(data['activatable'])
  const status = statusIn(data)
  const requesterId = textIn(data['requester'])
  if (requestId === null || !activatable || !status || requesterId === null) return null
  return {
    ...BLANK,
    seq: event.seq,
    requestId,
    requesterId,
    activatable,
    status,
    submittedAt: event.at,
    durationMs: durationIn(data['duration']),
    ticket: textIn(data['ticket']),
    justification: commitmentIn(data, 'justification'),
    continuesRequestId: textIn(data['continues']),
    approvalOpenedAt: status === 'pendingApproval' ? event.at : null,
    ...circumstances(data),
  }
}

function changesBy(event: Content, record: RequestRecord): Partial<RequestRecord> {
  const { at, data } = event
  switch (event.type) {
    case 'identityProven':
      return {
        provenAt: at,
        approvalOpenedAt: statusIn(data) === 'pendingApproval' ? at : record.approvalOpenedAt,
        ...circumstances(data),
      }
    case 'requestApproved':
      return approvedBy(event, record)
    case 'directoryApprovalAwaited':
      return { approvalOpenedAt: record.approvalOpenedAt ?? at }
    case 'provisioningAccepted':
      // Approved in the directory itself, by somebody whom it does not name.
      return record.approvalOpenedAt === null ? {} : { decidedAt: record.decidedAt ?? at }
    case 'requestDenied':
      return { decidedAt: at, deniedBy: personOf(event.actor) }
    case 'approvalEscalated':
      return { escalatedAt: at }
    case 'activationStarted':
      return { startedAt: numberIn(data['startedAt']), endsAt: numberIn(data['endsAt']) }
    case 'activationOverdue':
      return { overdueAt: record.overdueAt ?? at }
    case 'activationEnded':
    case 'activationRemovedOutside':
      return { endVerifiedAt: at }
    case 'assignmentFoundAfterEnd':
      return { foundAfterEndAt: record.foundAfterEndAt ?? at }
    default:
      return {}
  }
}

function approvedBy(event: Content, record: RequestRecord): Partial<RequestRecord> {
  const { at, data } = event
  const personId = personOf(event.actor)
  if (personId === null) return {}
  const approval = { personId, at, proven: data['proven'] === true }
  const agreed = durationIn(data['duration'])
  return {
    approvals: [...record.approvals, approval],
    required: numberIn(data['required']),
    decidedAt: statusIn(data) === 'pendingApproval' || isPartial(data) ? null : at,
    ...(agreed > 0 && { durationMs: Math.min(record.durationMs, agreed) }),
  }
}

/** Asked for in the directory, a request waits there while it has too few approvals. */
function isPartial(data: JsonObject): boolean {
  const [votes, required] = [numberIn(data['votes']), numberIn(data['required'])]
  return votes !== null && required !== null && votes < required
}

/** Who or what brought it to its end, kept from the event that made it final. */
function closing(event: Content, record: RequestRecord, status: Status): Partial<RequestRecord> {
  if (!isTerminal(status) || isTerminal(record.status)) return {}
  return {
    closedAt: event.at,
    closedBy: event.actor,
    code: textIn(event.data['code']),
    reason: commitmentIn(event.data, 'reason'),
  }
}

function circumstances(data: JsonObject): Partial<RequestRecord> {
  const people = data['couldApprove']
  return {
    ...(Array.isArray(people) && { couldApprove: people.filter((id) => typeof id === 'string') }),
    ...(typeof data['couldApproveCount'] === 'number' && { couldApproveCount: data['couldApproveCount'] }),
    ...(typeof data['settings'] === 'string' && { settings: data['settings'] }),
  }
}

const BLANK = {
  provenAt: null,
  approvalOpenedAt: null,
  required: null,
  approvals: [],
  decidedAt: null,
  deniedBy: null,
  escalatedAt: null,
  couldApprove: null,
  couldApproveCount: null,
  settings: null,
  startedAt: null,
  endsAt: null,
  endVerifiedAt: null,
  overdueAt: null,
  foundAfterEndAt: null,
  closedBy: null,
  closedAt: null,
  code: null,
  reason: null,
} as const

function activatableIn(value: Json | undefined): Activatable | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { kind, roleDefinitionId, scope, groupId, access } = value
  if (kind === 'role' && typeof roleDefinitionId === 'string' && typeof scope === 'string')
    return { kind, roleDefinitionId, scope }
  if (kind === 'group' && typeof groupId === 'string' && (access === 'member' || access === 'owner'))
    return { kind, groupId, access }
  return null
}

function statusIn(data: JsonObject): Status | null {
  return STATUSES.find((status) => status === data['to']) ?? null
}

function commitmentIn(data: JsonObject, name: string): string | null {
  const personal = data['personal']
  if (typeof personal !== 'object' || personal === null || Array.isArray(personal)) return null
  return textIn(personal[name])
}

function durationIn(value: Json | undefined): number {
  const duration = typeof value === 'string' ? parseIsoDuration(value) : null
  return duration ? durationToMs(duration) : 0
}

function textIn(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function numberIn(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null
}

function personOf(actor: Actor): string | null {
  return actor.kind === 'person' ? actor.personId : null
}
