import type { Activatable } from '../domain/activatable.ts'
import type { IsoDuration } from '../domain/duration.ts'
import type { ChatIdentity } from '../domain/person.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { Instant, PersonId, RequestId } from '../domain/values.ts'
import type { CardView, FormCardView, RequestCardView, RequestListCardView } from '../domain/views/card-view.ts'
import type { NewDelivery } from './request-store.ts'
import type { StepUpPurpose } from './step-up.ts'

/** What adapters may ask of the engine. Everything a person does in chat goes through `receive`. */
export interface Engine {
  /** The engine's time: never earlier than it was, whatever the wall clock does. */
  now(): Instant
  /** Stores a delivery durably, then wakes the inbox. Acknowledge to the platform only after it returns. */
  receive(delivery: NewDelivery): Promise<'stored' | 'duplicate'>
  /** What a command would do, without doing it. */
  explain(personId: PersonId, text: string): Promise<Explanation>
  /** Commands that complete what was typed so far; from what the person is eligible for. */
  suggest(personId: PersonId, typed: string): Promise<readonly string[]>
  /** What the person may choose from in a form. Suggestions: what is chosen is decided on anew. */
  choices(personId: PersonId): Promise<FormCardView['choices']>
  /** What `mine` and `pending` answer, for a page that shows both and changes nothing. */
  overview(personId: PersonId): Promise<Overview>
  /**
   * What this person should see of a request now, for platforms that show the same message differently to each viewer:
   * approvers their choices, the requester their own card, everyone else the bare text. Null for who may not see it: the
   * message stays as it is. Changes nothing; the buttons are offers. Throws `DirectoryUnavailable`.
   */
  viewOf(about: ViewAbout, personId: PersonId): Promise<CardView | null>
  /** The request a step-up page is about, as its requester may see it; null where the purpose is over. */
  purposeView(purpose: StepUpPurpose, personId: PersonId): Promise<PurposeView | null>
  /** The person proved to be present, by `method`, for that purpose. The adapter has checked the proof. */
  proveIdentity(purpose: StepUpPurpose, personId: PersonId, method: string): Promise<ProofOutcome>
  /** Something about a person's factor happened: audited, and told to the person and the alerts channel. */
  recordFactor(event: FactorEvent): Promise<void>
  /**
   * A chat account was linked to a person, or no longer is, or was to be and may not: audited, and told to the person and
   * the alerts channel. Repeating the same event (account, person, kind, `at`) records and tells nothing more, so that an
   * adapter may tell again after a crash.
   */
  recordLink(event: LinkEvent): Promise<void>
}

export type ViewAbout =
  /** Shown to those whom the access table lets see it. */
  | { readonly kind: 'request'; readonly requestId: RequestId }
  /**
   * A message by its `OutgoingMessage.key`, as the adapter noted it where it posted it, never as a body says. Who reads a
   * channel may read the card posted there; a person's own card is theirs alone.
   */
  | { readonly kind: 'posted'; readonly key: string }

export type PurposeView = RequestCardView & {
  /** What the directory wants of the sign-in that activates (`claims` of OpenID Connect, JSON text), if it said so. */
  readonly challenge?: string | null
}

export interface Overview {
  readonly mine: RequestListCardView
  readonly pending: RequestListCardView
}

export type ProofOutcome =
  /** `isUncertain`: nobody knows yet whether the directory took what was handed over. */
  | { readonly outcome: 'accepted'; readonly isUncertain?: boolean }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

export type FactorEvent =
  /** `generation`: 1 for the person's first factor, one more with each. Told again after a crash, it is recorded once. */
  | { readonly kind: 'enrolled'; readonly personId: PersonId; readonly generation: number }
  | {
      readonly kind: 'proofRefused'
      readonly personId: PersonId
      readonly code: 'proofWrong' | 'proofReplayed' | 'proofLocked'
    }
  /** A sign-in that was made on somebody's page and proved nothing; `personId` is whose page it was. */
  | { readonly kind: 'signInRefused'; readonly personId: PersonId; readonly code: string }
  | { readonly kind: 'enrolmentRefused'; readonly personId: PersonId | null; readonly code: 'linkInvalid' }

interface LinkEventBase {
  readonly identity: ChatIdentity
  /** The account as people know it, such as `Chat: adele`; text, written by nobody we trust. */
  readonly account: string
  /** When it happened, as the adapter recorded it. */
  readonly at: Instant
}

export type LinkEvent =
  | (LinkEventBase & {
      readonly kind: 'linked'
      readonly personId: PersonId
      /** What the link rests on: the person's proof of identity, or an address the organisation trusts. */
      readonly by: 'proof' | 'email'
    })
  | (LinkEventBase & { readonly kind: 'unlinked'; readonly personId: PersonId })
  /** `personId`: to whom it was to be linked, null where nobody proved to be anybody. */
  | (LinkEventBase & {
      readonly kind: 'refused'
      readonly personId: PersonId | null
      readonly code: 'linkInvalid' | 'accountLinked' | 'personLinked' | 'proofWrong'
    })

/** What a command would do. Absent is null or an empty list. */
export interface Explanation {
  readonly outcome: 'notACommand' | 'ambiguous' | 'refused' | 'needsInput' | 'allowed'
  readonly intent: string | null
  readonly role: { readonly displayName: string; readonly roleDefinitionId: string } | null
  readonly group: { readonly displayName: string; readonly groupId: string; readonly access: 'member' | 'owner' } | null
  readonly scope: string | null
  readonly duration: IsoDuration | null
  readonly ticket: string | null
  readonly justification: string | null
  readonly candidates: readonly { readonly displayName: string; readonly activatable: Activatable }[]
  readonly requirements: readonly string[]
  readonly approvers: { readonly required: number; readonly people: readonly string[] } | null
  readonly missing: readonly string[]
  /** Whoever prints them adds the words. */
  readonly refusals: readonly Refusal[]
}
