import type { Activatable } from './activatable.ts'
import type { IsoDuration } from './duration.ts'
import type { RefusalCode } from './refusal.ts'
import type { Instant, PersonId, RequestId } from './values.ts'

export const STATUSES = [
  'pendingVerification',
  'pendingApproval',
  'approved',
  'provisioning',
  'active',
  'ending',
  'denied',
  'canceled',
  'timedOut',
  'failed',
  'revoked',
  'deactivated',
  'expired',
] as const
export type Status = (typeof STATUSES)[number]

export const TERMINAL_STATUSES = [
  'denied',
  'canceled',
  'timedOut',
  'failed',
  'revoked',
  'deactivated',
  'expired',
] as const satisfies readonly Status[]
export type TerminalStatus = (typeof TERMINAL_STATUSES)[number]

/** What is asked for, and what an approver agrees to. */
export interface Terms {
  readonly activatable: Activatable
  readonly duration: IsoDuration
  /** From `until 17:00`: the activation is cut to end no later, whenever it starts. */
  readonly latestEnd: Instant | null
  readonly justification: string | null
  readonly ticket: string | null
}

export interface Vote {
  readonly personId: PersonId
  readonly at: Instant
  /** The longest that this approver agreed to; the shortest of all wins. */
  readonly duration: IsoDuration
  /** Given with the approver's own fresh proof of identity. */
  readonly proven: boolean
}

export interface Proof {
  readonly at: Instant
  /** `totp`, later `oidc`. */
  readonly method: string
}

/** Times of the approval stage, fixed when it opens. Who may decide is not among them: that is asked at each decision. */
export interface ApprovalStage {
  readonly openedAt: Instant
  readonly required: number
  readonly nextReminderAt: Instant | null
  readonly reminderInterval: IsoDuration | null
  readonly escalatesAt: Instant | null
  readonly escalatedAt: Instant | null
  /** Who was sent an approval card. Who may decide is another question. */
  readonly asked: readonly PersonId[]
  /** Of those, whom no chat could deliver it to, as far as is known. */
  readonly unreachable: readonly PersonId[]
  /** The directory asked for it, and decides: what approvers answer is handed to it. */
  readonly inDirectory?: boolean | undefined
}

/** Delegated activation: everything is decided, and the requester's sign-in is waited for. */
export interface SignInStage {
  readonly since: Instant
  /** What the directory wants of that sign-in, as it said when it refused the last one; null: any fresh one. */
  readonly challenge: string | null
  /** A call of an earlier sign-in was never answered and nothing came of it so far. */
  readonly unsettled: boolean
}

export interface Provisioning {
  readonly startedAt: Instant
  /** Calls made to the directory. At most two: the second repeats the first under the same key. */
  readonly attempts: number
  readonly outcome: 'requested' | 'accepted' | 'unknown' | 'waitingForDirectory'
  readonly readBackAt: Instant
  readonly readBacks: number
}

export interface Activation {
  readonly assignmentId: string
  readonly startedAt: Instant
  readonly endsAt: Instant
  /** When the ending-soon notice is due; null once sent, or where the activation is too short for one. */
  readonly noticeAt: Instant | null
  /** Set when the end had passed and the directory still showed the assignment. */
  readonly overdueSince: Instant | null
  readonly readBackAt: Instant
  readonly readBacks: number
}

export type EndReason = 'canceled' | 'revoked' | 'deactivated'

export interface Ending {
  readonly reason: EndReason
  readonly since: Instant
  readonly by: Actor
  readonly note: string | null
  /** Why Elevate itself ends it; null where a person does. */
  readonly code: RefusalCode | null
  readonly retryAt: Instant
  readonly attempts: number
  /** The directory agreed to remove it, or what there was to remove. Before that an absence is not believed. */
  readonly removed: boolean
  /** A call in flight may still take effect until then, though nothing is to be seen. */
  readonly unsettledUntil: Instant
  /** Until when the directory said that it will not remove the assignment (five-minute floor). */
  readonly refusedUntil: Instant | null
  /** Since when people have known that the directory does not agree to it; absent: they need not. */
  readonly stuckSince?: Instant | undefined
}

/** Who made something happen: a person, the directory on its own, or Elevate (time, reconciliation). */
export type Actor =
  | { readonly kind: 'person'; readonly personId: PersonId }
  | { readonly kind: 'directory' }
  | { readonly kind: 'elevate' }

export interface Outcome {
  readonly at: Instant
  readonly by: Actor
  readonly code: RefusalCode | null
  /** A person's words: why denied, why revoked. */
  readonly reason: string | null
}

export interface ActivationRequest {
  readonly id: RequestId
  /** Guards writes. */
  readonly rowVersion: number
  /** What an approver agrees to; buttons carry it. */
  readonly termsVersion: number
  /** Which face a posted card shows. */
  readonly viewVersion: number
  readonly status: Status
  readonly requesterId: PersonId
  readonly terms: Terms
  readonly submittedAt: Instant
  /** The running request that this one follows (*Again*); it waits in `approved` until that one is read back as gone. */
  readonly continuesRequestId: RequestId | null
  readonly proof: Proof | null
  readonly approval: ApprovalStage | null
  readonly votes: readonly Vote[]
  /** When verification, approval or waiting in `approved` times out. */
  readonly windowEndsAt: Instant | null
  readonly provisioning: Provisioning | null
  /** Set while `approved` waits for it; what it left open still counts when that ends. */
  readonly signIn?: SignInStage | null | undefined
  readonly activation: Activation | null
  readonly ending: Ending | null
  readonly outcome: Outcome | null
  /** When the directory was read back and no longer showed the assignment. */
  readonly endVerifiedAt: Instant | null
}

export function isTerminal(status: Status): status is TerminalStatus {
  return (TERMINAL_STATUSES as readonly Status[]).includes(status)
}

/** All is decided, and the requester has to sign in. */
export function awaitsSignIn({ status, signIn }: Pick<ActivationRequest, 'status' | 'signIn'>): boolean {
  return status === 'approved' && signIn != null
}

/** The directory has been asked and waits for approvers, and Elevate asks them in its name. */
export function isAskedInDirectory({
  status,
  approval,
  provisioning,
}: Pick<ActivationRequest, 'status' | 'approval' | 'provisioning'>): boolean {
  const waits = status === 'provisioning' && provisioning?.outcome === 'waitingForDirectory'
  return waits && approval?.inDirectory === true
}

/** Somebody may approve or deny. */
export function isUndecided(request: Pick<ActivationRequest, 'status' | 'approval' | 'provisioning'>): boolean {
  return request.status === 'pendingApproval' || isAskedInDirectory(request)
}

/** Ended before the directory's own approval was given: what still waits there has to be withdrawn. */
export function isBeingWithdrawn({
  status,
  provisioning,
  activation,
  ending,
}: Pick<ActivationRequest, 'status' | 'provisioning' | 'activation' | 'ending'>): boolean {
  const waits = provisioning?.outcome === 'waitingForDirectory' && activation === null
  return status === 'ending' && waits && ending?.refusedUntil == null
}

/** The directory was called, and nobody knows what came of it. */
export function isUnsettled({ status, provisioning }: Pick<ActivationRequest, 'status' | 'provisioning'>): boolean {
  return status === 'provisioning' && provisioning?.outcome === 'unknown'
}

/** Not yet handed to the directory: nothing exists there. */
export function isBeforeProvisioning(status: Status): boolean {
  return status === 'pendingVerification' || status === 'pendingApproval' || status === 'approved'
}
