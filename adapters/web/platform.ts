import type { AdapterState, ChatPlatform, Instant, Person, PersonId } from '../../bot/index.ts'
import { personAddress } from './address.ts'
import { type Conversations, createConversations, HISTORY } from './conversations.ts'
import { send } from './send.ts'
import { understand } from './understand.ts'

export interface WebPlatformOptions {
  readonly state: AdapterState
  readonly now: () => Instant
  /** The directory's person of that id. */
  readonly person: (id: PersonId) => Promise<Person | null>
  /** Channels besides everybody's own conversation: what the configuration writes as `web:<name>`. */
  readonly channels: readonly string[]
  /** Whose people these are: `local`, or the tenant's id. */
  readonly tenant?: string
  /** Messages kept in each conversation. */
  readonly history?: number
}

export interface WebPlatform extends ChatPlatform {
  readonly name: 'web'
  readonly channels: readonly string[]
  readonly conversations: Conversations
}

/** The web chat as a chat platform. `createWebApp` shows it in browsers. */
export function createWebPlatform(options: WebPlatformOptions): WebPlatform {
  const { state, now, person, channels, tenant = 'local', history = HISTORY } = options
  const conversations = createConversations(state, history)
  return {
    name: 'web',
    threads: false,
    channels,
    conversations,
    understand: async (delivery) => understand(delivery, tenant),
    addressOf: async (personId) => ((await person(personId)) ? personAddress(personId) : null),
    send: (message) => send(message, { conversations, channels, now, person }),
  }
}
