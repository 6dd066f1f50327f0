import type { Activatable } from '../activatable.ts'
import type { Actor, Status } from '../activation-request.ts'
import type { Instant, PersonId, RequestId } from '../values.ts'

/** An approval as the audit log tells it. */
export interface RecordedApproval {
  readonly personId: PersonId
  readonly at: Instant
  readonly proven: boolean
}

/**
 * What the audit log tells of one request, from its first event to the newest: for usage, alerts and reports. It is
 * derived from the log alone and can be rebuilt from it at any time. Texts that people typed are held as their
 * commitments, so that erasing a text erases it here too.
 */
export interface RequestRecord {
  /** `seq` of the event that submitted it. */
  readonly seq: number
  readonly requestId: RequestId
  readonly requesterId: PersonId
  readonly activatable: Activatable
  readonly status: Status
  readonly submittedAt: Instant
  /** As asked for, or as the approvers agreed to when that is less. Milliseconds. */
  readonly durationMs: number
  readonly ticket: string | null
  /** SHA-256 that commits to the text. */
  readonly justification: string | null
  readonly continuesRequestId: RequestId | null
  readonly provenAt: Instant | null
  /** When the request began to wait for approvers; null where none was asked for. */
  readonly approvalOpenedAt: Instant | null
  /** Quorum asked for, known from the first approval on. */
  readonly required: number | null
  readonly approvals: readonly RecordedApproval[]
  /** When the quorum was complete, or one approver denied. */
  readonly decidedAt: Instant | null
  readonly deniedBy: PersonId | null
  readonly escalatedAt: Instant | null
  /** Who could have approved when it was asked; null where the log does not say (older events). */
  readonly couldApprove: readonly PersonId[] | null
  /** How many those were, should the list be cut. */
  readonly couldApproveCount: number | null
  /** SHA-256 of the canonical JSON of the role settings in force; null where the log does not say. */
  readonly settings: string | null
  /** By the directory's own account. */
  readonly startedAt: Instant | null
  readonly endsAt: Instant | null
  /** When the directory was read back and no longer showed it. */
  readonly endVerifiedAt: Instant | null
  /** Set when the end had passed and the directory still showed it. */
  readonly overdueAt: Instant | null
  readonly foundAfterEndAt: Instant | null
  /** Who or what ended it, or decided it. */
  readonly closedBy: Actor | null
  readonly closedAt: Instant | null
  readonly code: string | null
  /** SHA-256 that commits to the words of whoever denied or revoked. */
  readonly reason: string | null
}

/** What statistics read: a few columns of a record. Milliseconds and instants. */
export type UsageRow = Pick<
  RequestRecord,
  | 'requesterId'
  | 'status'
  | 'submittedAt'
  | 'durationMs'
  | 'approvalOpenedAt'
  | 'decidedAt'
  | 'startedAt'
  | 'endsAt'
  | 'endVerifiedAt'
> & {
  /** See `activatableKey`. */
  readonly activatableKey: string
}

/** The role or group itself, in whatever scope or access it is held: what usage is asked about. */
export function subjectOf(activatable: Activatable): string {
  return activatable.kind === 'role' ? `role:${activatable.roleDefinitionId}` : `group:${activatable.groupId}`
}
