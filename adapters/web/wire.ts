import type { AdaptiveCardJson } from '../../cards/element-subset.ts'

/** What the server and the page say to each other, as JSON. Instants are milliseconds since 1970. */

export const WIRE_ERROR_CODES = [
  'fence',
  'signedOut',
  'crossSite',
  'unknownPerson',
  'unknownConversation',
  'notFound',
  'invalid',
  'notJson',
  'tooLarge',
  'unavailable',
] as const
export type WireErrorCode = (typeof WIRE_ERROR_CODES)[number]

export interface WireError {
  readonly error: { readonly code: WireErrorCode; readonly message: string }
}

export interface WirePerson {
  readonly id: string
  readonly displayName: string
  readonly enabled: boolean
}

export interface WireConversation {
  /** As in URLs. */
  readonly name: string
  /** As people read it: `Elevate`, `#security-feed`. */
  readonly label: string
  readonly kind: 'own' | 'channel'
}

export interface WireState {
  /** `demo`: everybody may act as anybody. `signIn`: whoever is signed in. */
  readonly mode: 'demo' | 'signIn'
  /** To be sent along with whatever changes something; null in the demonstration. */
  readonly csrf: string | null
  readonly actingAs: WirePerson
  readonly people: readonly WirePerson[]
  readonly conversations: readonly WireConversation[]
  readonly language: string
  readonly timeZone: string
  readonly now: number
  /** Set where the past was simulated, and the page has to say so. */
  readonly simulated: { readonly from: number; readonly to: number } | null
  /** Where to start following events, so that nothing after this answer is missed. */
  readonly cursor: string
}

export interface WireMessage {
  readonly id: string
  readonly conversation: string
  /** Order within the conversation. */
  readonly position: number
  /** Grows each time the message is replaced. */
  readonly version: number
  readonly at: number
  /** What the person said, or null for a card of Elevate's. */
  readonly text: string | null
  readonly card: AdaptiveCardJson | null
  /** The card's content in plain words. */
  readonly fallbackText: string
}

export interface WireCode {
  /** Null: this person has no authenticator yet. */
  readonly code: string | null
  readonly validForMs: number
}

/** Server-sent events by name, with what their data holds. */
export interface WireEvents {
  readonly message: WireMessage
  readonly clock: { readonly now: number }
  /** The place asked for is unknown here: load everything again. */
  readonly reset: Record<string, never>
}
