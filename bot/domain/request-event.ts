import type { ActivationRequest, Actor, Proof } from './activation-request.ts'
import type { AuditEventDraft } from './audit-event.ts'
import type { IsoDuration } from './duration.ts'
import type { EffectDraft } from './effect.ts'
import type { Refusal, RefusalCode } from './refusal.ts'
import type { ApprovalSettings } from './role-settings.ts'
import type { Instant, PersonId } from './values.ts'

/** What stands between a request and provisioning, as the settings and the directory say at this moment. */
export interface Plan {
  /** Null: no approval is asked. */
  readonly approval: ApprovalSettings | null
  /** Whom to show an approval card. Who may decide is asked again at each decision. */
  readonly notify: readonly PersonId[]
  /** A linked request: its predecessor has not been read back as gone. */
  readonly waits: boolean
  /** How long a waiting request is kept. */
  readonly waitsUntil: Instant | null
  /** The directory is called with the requester's own sign-in, which is waited for last. */
  readonly signIn: boolean
}

/** What an approver says. */
export type Verdict = 'approve' | 'deny'

export type RequestEvent =
  | { readonly type: 'submit'; readonly verification: boolean; readonly plan: Plan }
  | { readonly type: 'identityProven'; readonly proof: Proof; readonly plan: Plan }
  | {
      readonly type: 'approve'
      readonly by: PersonId
      /** The longest the approver agrees to; null for the terms as they are. */
      readonly duration: IsoDuration | null
      /** With their own fresh proof of identity. */
      readonly proven: boolean
      /** Quorum by the settings of now. */
      readonly required: number
      /** Earlier voters who may still decide. */
      readonly validVoters: readonly PersonId[]
      readonly plan: Plan
    }
  | { readonly type: 'deny'; readonly by: PersonId; readonly reason: string }
  | { readonly type: 'cancel'; readonly by: PersonId }
  | { readonly type: 'windowOver' }
  | { readonly type: 'invalidated'; readonly code: RefusalCode }
  | { readonly type: 'takeBack'; readonly by: PersonId; readonly reason: string | null }
  | { readonly type: 'revoke'; readonly by: Actor; readonly reason: string | null }
  /** What it waited for is gone. `signIn`: the requester's sign-in is waited for next. */
  | { readonly type: 'start'; readonly signIn: boolean }
  | { readonly type: 'attempt' }
  | { readonly type: 'accepted' }
  /** `ask`: whom Elevate asks in the directory's name; left out where it asks nobody. */
  | {
      readonly type: 'waitsForDirectory'
      readonly ask?: { readonly settings: ApprovalSettings; readonly notify: readonly PersonId[] }
    }
  /** An approver's answer is about to be handed to the directory, with their own sign-in. */
  | { readonly type: 'answering'; readonly by: PersonId; readonly verdict: Verdict; readonly reason: string | null }
  /** The directory said whose answer it took: `by`, through Elevate where they proved who they are for it. */
  | {
      readonly type: 'answered'
      readonly by: PersonId
      readonly verdict: Verdict
      readonly reason: string | null
      readonly proven: boolean
      readonly required: number
    }
  | { readonly type: 'outcomeUnknown'; readonly reason: string }
  | { readonly type: 'refused'; readonly code: RefusalCode; readonly reason: string | null }
  /**
   * Delegated activation: nothing was made, and the requester's sign-in is needed again. `unsettled`: a call was never
   * answered, and long enough nothing was to be seen of it.
   */
  | { readonly type: 'neverCreated'; readonly challenge: string | null; readonly unsettled: boolean }
  | {
      readonly type: 'readBackActive'
      readonly assignmentId: string
      readonly startedAt: Instant
      readonly endsAt: Instant
      /** When the holder is told that the end is near; null: not at all. */
      readonly noticeAt: Instant | null
    }
  | { readonly type: 'readBackGone' }
  | { readonly type: 'deactivate'; readonly by: PersonId }
  | { readonly type: 'removalAttempted' }
  | { readonly type: 'removalAccepted' }
  | { readonly type: 'removalDelayed'; readonly until: Instant }
  /** Nobody knows whether an end was carried out, or it was refused, for so long that people have to be told. */
  | { readonly type: 'removalStuck' }
  | { readonly type: 'remind'; readonly notify: readonly PersonId[] }
  | { readonly type: 'escalate'; readonly notify: readonly PersonId[] }
  | {
      readonly type: 'approverUnreachable'
      readonly personId: PersonId
      /** As the chat says it; a code. */
      readonly reason: string
      /** Whom to ask instead. */
      readonly notify: readonly PersonId[]
      /** The escalation people join now, before their time. */
      readonly escalates: boolean
      /** Set where the quorum is out of reach, whoever is asked. */
      readonly short: { readonly reachable: number; readonly needed: number } | null
    }
  | { readonly type: 'approverReached'; readonly personId: PersonId }
  | { readonly type: 'endingSoon' }

export type RequestEventType = RequestEvent['type']

export const REQUEST_EVENT_TYPES = [
  'submit',
  'identityProven',
  'approve',
  'deny',
  'cancel',
  'windowOver',
  'invalidated',
  'takeBack',
  'revoke',
  'start',
  'attempt',
  'accepted',
  'waitsForDirectory',
  'answering',
  'answered',
  'outcomeUnknown',
  'refused',
  'neverCreated',
  'readBackActive',
  'readBackGone',
  'deactivate',
  'removalAttempted',
  'removalAccepted',
  'removalDelayed',
  'removalStuck',
  'remind',
  'escalate',
  'approverUnreachable',
  'approverReached',
  'endingSoon',
] as const satisfies readonly RequestEventType[]

/** What the machine answers: the next request with what must be recorded and shown, or why not. */
export type Decision =
  | {
      readonly decided: true
      readonly next: ActivationRequest
      readonly audit: readonly AuditEventDraft[]
      readonly effects: readonly EffectDraft[]
    }
  | { readonly decided: false; readonly refusal: Refusal }
