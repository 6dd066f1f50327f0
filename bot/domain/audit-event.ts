import type { Actor } from './activation-request.ts'
import type { Instant, JsonObject, RequestId } from './values.ts'

export const AUDIT_EVENT_TYPES = [
  'requestSubmitted',
  'submitRefused',
  'identityProven',
  'requestApproved',
  'requestDenied',
  'requestCanceled',
  'requestTimedOut',
  'requestFailed',
  'requestRevoked',
  'approvalReminded',
  'approvalEscalated',
  'approverUnreachable',
  'approverReached',
  'signInAwaited',
  'directoryApprovalAwaited',
  'directoryAnswerSent',
  'provisioningStarted',
  'provisioningAttempted',
  'provisioningAccepted',
  'provisioningUnknown',
  'activationStarted',
  'activationChecked',
  'activationEndingSoon',
  'activationOverdue',
  'endingStarted',
  'endingDelayed',
  'endingStuck',
  'activationEnded',
  'activationRemovedOutside',
  'assignmentFoundOutside',
  'assignmentMadeOutside',
  'assignmentFoundAfterEnd',
  'changeFoundOutside',
  'importFailed',
  'importResumed',
  'importGap',
  'actionRefused',
  'personBlocked',
  'personUnblocked',
  'notMeReported',
  'approverAway',
  'factorEnrolled',
  'factorRefused',
  'proofRefused',
  'accountLinked',
  'accountUnlinked',
  'accountLinkRefused',
  'directoryChanged',
  'settingsApplied',
  'clockJumped',
  'clockConfirmed',
  'alertRaised',
  'alertHandled',
  'alertResolved',
  'serverStarted',
  'serverStopped',
] as const
export type AuditEventType = (typeof AUDIT_EVENT_TYPES)[number]

/**
 * A fact to be recorded. `personal` is text typed by people or naming them; what is stored in the event is its
 * commitment SHA-256(salt ‖ text), the text lies beside it, so that erasing a text leaves every event as it was.
 */
export interface AuditEventDraft {
  readonly at: Instant
  readonly type: AuditEventType
  readonly actor: Actor
  readonly requestId: RequestId | null
  readonly data: JsonObject
  readonly personal: { readonly [name: string]: string }
}

/** A draft with its commitments made: `data.personal` maps each name to the SHA-256, `texts` holds what they stand for. */
export interface SealedAuditEvent {
  readonly at: Instant
  readonly type: AuditEventType
  readonly actor: Actor
  readonly requestId: RequestId | null
  readonly data: JsonObject
  readonly texts: readonly AuditText[]
}

export interface AuditText {
  /** Hex SHA-256 of salt ‖ text. */
  readonly sha256: string
  /** Hex. */
  readonly salt: string
  readonly text: string
}

/** An event as recorded: gapless `seq` from 1, and the hash of the canonical JSON of the event before it. */
export interface AuditEvent {
  readonly seq: number
  /** Hex SHA-256 of the previous event's canonical JSON; 64 zeros for the first. */
  readonly previous: string
  readonly at: Instant
  readonly type: AuditEventType
  readonly actor: Actor
  readonly requestId: RequestId | null
  readonly data: JsonObject
}

/** Largest canonical event in bytes: entries of a C2SP log tile are length-prefixed by a uint16. */
export const MAXIMUM_AUDIT_EVENT_BYTES = 65_535

export function auditEvent(
  at: Instant,
  type: AuditEventType,
  actor: Actor,
  requestId: RequestId | null,
  data: JsonObject = {},
  personal: { readonly [name: string]: string | null } = {},
): AuditEventDraft {
  const present = Object.entries(personal).filter((entry): entry is [string, string] => entry[1] !== null)
  return { at, type, actor, requestId, data, personal: Object.fromEntries(present) }
}

export const ELEVATE: Actor = { kind: 'elevate' }
export const DIRECTORY: Actor = { kind: 'directory' }
export function personActor(personId: string): Actor {
  return { kind: 'person', personId }
}
