import type { ChatIdentity } from '../domain/person.ts'
import type { Instant, JsonObject, Language, PersonId, RequestId } from '../domain/values.ts'
import type { CardView, Verb } from '../domain/views/card-view.ts'
import type { Delivery } from './request-store.ts'

/** One chat platform. Adapters carry; they decide nothing. */
export interface ChatPlatform {
  /** As in the configuration: `web`, ... */
  readonly name: string
  /** Whether a message can be posted in the thread under another one. */
  readonly threads: boolean
  /**
   * Milliseconds between two new messages that one channel takes in the long run. Where the feed has more to tell, it
   * tells many activations in one. Left out: no such limit.
   */
  readonly feedInterval?: number
  /** What a stored delivery means. Pure: the same delivery is always understood the same way. */
  understand(delivery: Delivery): Promise<Understood>
  /** Where this person is reached on the platform, or null where they are not. */
  addressOf(personId: PersonId): Promise<string | null>
  /**
   * Where whoever uses an account that belongs to nobody yet proves once who they are; null: it cannot be linked like
   * that. Absent where accounts are always linked otherwise. May throw `DirectoryUnavailable`.
   */
  linkUrlFor?(identity: ChatIdentity): Promise<string | null>
  /**
   * Ends a link that was begun with `linkUrlFor`: its code, typed in the account itself. Absent as that is. May throw
   * `DirectoryUnavailable`.
   */
  finishLink?(identity: ChatIdentity, code: string): Promise<LinkFinish>
  /** Posts a message, or brings the posted one named by `replaces` to a newer state. Does not throw. */
  send(message: OutgoingMessage): Promise<SendOutcome>
}

/** `linked`: now or before; `wrong`: counted and told; `taken`: the person has another account; `refused`: no account to link. */
export type LinkFinish = 'linked' | 'wrong' | 'taken' | 'refused'

export type Understood =
  | {
      readonly kind: 'intent'
      readonly identity: ChatIdentity
      readonly intent: Intent
      /** Where the answer goes. */
      readonly replyTo: string
      readonly language: Language | null
    }
  | { readonly kind: 'ignored'; readonly reason: string }

/** What a verified human asked, platform-neutral. */
export type Intent =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'action'
      readonly verb: Verb
      readonly requestId: RequestId | null
      readonly termsVersion: number | null
      /** Inputs of the card, untrusted: `duration`, `reason`, `activatable`, `ticket`, `justification`, `text`. */
      readonly inputs: { readonly [name: string]: string }
    }

export interface OutgoingMessage {
  /** The same key never makes a second message where the platform can tell. */
  readonly key: string
  readonly address: string
  readonly view: CardView
  readonly viewVersion: number
  readonly language: Language
  readonly timeZone: string
  readonly replaces: string | null
  /** The posted message (its `messageId`, at the same address) in whose thread this goes; left out or null: the conversation itself. */
  readonly thread?: string | null
}

export type SendOutcome =
  | { readonly outcome: 'sent'; readonly messageId: string }
  | { readonly outcome: 'retry'; readonly notBefore: Instant | null; readonly reason: string }
  | { readonly outcome: 'unreachable'; readonly reason: string }

/** Raw content of a delivery as the adapter wrote it. */
export type RawDelivery = JsonObject
