import type { Actor } from './activation-request.ts'
import type { Instant, JsonObject, PersonId, RequestId } from './values.ts'
import type { CardView } from './views/card-view.ts'
import type { WatchReportCardView } from './views/watch-view.ts'

/**
 * Living cards: one message each, brought to the newest state of its request for as long as it exists. `digest` stands in
 * a busy feed for many activations, and goes by the first of them. `signInAgain` is a message of
 * its own: an edit of the first would call nobody.
 */
export const LIVING_CARDS = [
  'request',
  'approval',
  'activation',
  'endingSoon',
  'digest',
  'signIn',
  'signInAgain',
] as const
export type LivingCard = (typeof LIVING_CARDS)[number]

/** Messages sent once, because somebody should look up. */
export const NOTICES = [
  'decided',
  'activated',
  'endingSoon',
  'ended',
  'reminder',
  'escalated',
  'endDelayed',
  'signIn',
] as const
export type Notice = (typeof NOTICES)[number]

/** What the thread under a card tells of its request, each step once. */
export const HISTORY_STEPS = [
  'approved',
  'denied',
  'canceled',
  'timedOut',
  'failed',
  'revoked',
  'escalated',
  'unreachable',
  'activated',
  'overdue',
  'endingStarted',
  'endingDelayed',
  'endingStuck',
  'ended',
  'removedOutside',
] as const
export type HistoryStep = (typeof HISTORY_STEPS)[number]

export interface HistoryEntry {
  readonly step: HistoryStep
  readonly at: Instant
  readonly by: Actor
  /** What the wording of the step uses. */
  readonly params: JsonObject
}

export const ALERTS = [
  'notMe',
  'personBlocked',
  'activationOverdue',
  'endingStuck',
  'activeAfterEnd',
  'removedOutside',
  'assignedOutside',
  'assignedOutsideMore',
  'provisioningUnknown',
  'factorEnrolled',
  'proofLocked',
  'accountLinked',
  'accountUnlinked',
  'accountLinkRefused',
  'clockJumped',
  'approversUnreachable',
  'effectAbandoned',
  'deliveryGivenUp',
] as const
export type Alert = (typeof ALERTS)[number]

export type Audience =
  | { readonly kind: 'person'; readonly personId: PersonId }
  | { readonly kind: 'channel'; readonly channel: 'feed' | 'alerts' }
  /** The channels where the settings of the request's role let approvals be asked. */
  | { readonly kind: 'channel'; readonly channel: 'approvers' }

/** What a decision wants shown, before channels are resolved to the configured addresses. */
export type EffectDraft =
  | { readonly kind: 'card'; readonly card: LivingCard; readonly requestId: RequestId; readonly to: Audience }
  | {
      readonly kind: 'notice'
      readonly notice: Notice
      readonly requestId: RequestId
      readonly to: Audience
      /** Tells one sending from the next of the same notice, such as the number of the reminder. */
      readonly occasion: string
    }
  | {
      readonly kind: 'history'
      readonly entry: HistoryEntry
      readonly requestId: RequestId
      /** The card in whose thread it goes. */
      readonly card: LivingCard
      readonly to: Audience
      readonly occasion: string
    }
  | {
      readonly kind: 'alert'
      readonly alert: Alert
      readonly requestId: RequestId | null
      readonly params: JsonObject
      readonly to: Audience
      readonly occasion: string
    }
  | { readonly kind: 'usageAlert'; readonly alertId: string; readonly occurrence: number; readonly to: Audience }
  | { readonly kind: 'report'; readonly view: WatchReportCardView; readonly to: Audience; readonly occasion: string }

export type Recipient =
  | { readonly kind: 'person'; readonly personId: PersonId }
  | { readonly kind: 'channel'; readonly platform: string; readonly channelId: string }

/** Lanes are drained apart: answers, approvals and alerts never wait behind the feed. */
export const LANES = ['reply', 'prompt', 'feed'] as const
export type Lane = (typeof LANES)[number]

export type EffectBody =
  | { readonly kind: 'card'; readonly card: LivingCard; readonly requestId: RequestId; readonly to: Recipient }
  | { readonly kind: 'notice'; readonly notice: Notice; readonly requestId: RequestId; readonly to: Recipient }
  | {
      readonly kind: 'history'
      readonly entry: HistoryEntry
      readonly requestId: RequestId
      readonly card: LivingCard
      readonly to: Recipient
    }
  | {
      readonly kind: 'alert'
      readonly alert: Alert
      readonly at: Instant
      readonly requestId: RequestId | null
      readonly params: JsonObject
      readonly to: Recipient
    }
  /** A living card too: each occurrence of an alert has its own message, brought to the alert's newest state. */
  | { readonly kind: 'usageAlert'; readonly alertId: string; readonly occurrence: number; readonly to: Recipient }
  /** As it was when it was due: it is not brought up to date. */
  | { readonly kind: 'report'; readonly view: WatchReportCardView; readonly to: Recipient }
  | {
      readonly kind: 'reply'
      readonly platform: string
      readonly address: string
      readonly personId: PersonId | null
      readonly view: CardView
    }

/** An intended message, committed with the decision that wants it. The key makes a repeated save or run harmless. */
export interface Effect {
  readonly key: string
  readonly lane: Lane
  readonly requestId: RequestId | null
  readonly body: EffectBody
}

/** Key of a living card's message: one for each request, face and recipient. */
export function cardKey(requestId: RequestId, card: LivingCard, to: Recipient): string {
  return `card:${requestId}:${card}:${recipientKey(to)}`
}

/** What a living card's key says; null for any other. `who` is as `recipientKey` writes it. */
export function parseCardKey(
  key: string,
): { readonly requestId: RequestId; readonly card: LivingCard; readonly who: string } | null {
  const [, requestId, named, who] = /^card:([^:]+):([a-zA-Z]+):(.+)$/s.exec(key) ?? []
  const card = LIVING_CARDS.find((each) => each === named)
  return requestId !== undefined && who !== undefined && card ? { requestId, card, who } : null
}

export function recipientKey(recipient: Recipient): string {
  return recipient.kind === 'person' ? `person:${recipient.personId}` : `${recipient.platform}:${recipient.channelId}`
}
