import { randomUUID } from 'node:crypto'
import type { AdapterState, ChatPlatform, Instant, Log, Person, PersonId } from '../../bot/index.ts'
import { userAddress } from './address.ts'
import type { Cloud } from './config-clouds.ts'
import { type Connector, createConnector } from './connector.ts'
import { type Conversations, createConversations } from './conversations.ts'
import { tokenIssuer } from './issue-token.ts'
import { createLookOf, type LookOf } from './look.ts'
import { type Credential, createOwnToken, type OwnToken } from './own-token.ts'
import { createPace } from './pace.ts'
import { createPostedMessages, type PostedMessages } from './posted.ts'
import type { Replies } from './replies.ts'
import { personalChat, send } from './send.ts'
import { understand } from './understand.ts'

export interface TeamsPlatformOptions {
  /** Null: the playground, where nothing proves anything. */
  readonly app: { readonly appId: string; readonly credential: Credential } | null
  readonly tenantId: string
  readonly cloud: Cloud
  readonly state: AdapterState
  /** Shared with the app that receives. */
  readonly replies: Replies
  /** Object id of an account ↔ person, as the configuration or the directory says. */
  readonly links: Links
  /** The directory's person; may fail. */
  readonly person: (id: PersonId) => Promise<Person | null>
  readonly now: () => Instant
  readonly log: Log
  readonly timing?: TeamsTiming
}

export interface Links {
  personOf(userId: string): PersonId | null
  userOf(personId: PersonId): string | null
}

/** For tests; the defaults fit Teams. Milliseconds. */
export interface TeamsTiming {
  /** Of one call. */
  readonly timeout?: number
  readonly monotonic?: () => number
  readonly sleep?: (ms: number) => Promise<void>
}

export interface TeamsPlatform extends ChatPlatform {
  readonly name: 'teams'
  readonly threads: boolean
  /** Why the person's own chat with the app is not there, or null. Sends nothing. */
  reach(personId: PersonId): Promise<string | null>
  readonly connector: Connector
  readonly conversations: Conversations
  readonly posted: PostedMessages
  readonly lookOf: LookOf
  /** Null in the playground. */
  readonly token: OwnToken | null
}

/** Teams as a chat platform: what goes out, and who is who. What comes in is `createTeamsApp`'s. */
export function createTeamsPlatform(options: TeamsPlatformOptions): TeamsPlatform {
  const { app, tenantId, cloud, state, replies, links, now, log, timing = {} } = options
  const { authority, scope, serviceOrigins, serviceUrl } = cloud
  const issuer = app && tokenIssuer({ ...app, tenantId, authority, scope, ...timeoutOf(timing) })
  const token = issuer && createOwnToken({ issue: issuer, ...monotonicOf(timing) })
  const botId = `28:${app?.appId ?? 'bot-id'}`
  const connector = createConnector({
    token,
    serviceOrigins,
    tenantId,
    botId,
    ...monotonicOf(timing),
    ...timeoutOf(timing),
  })
  const conversations = createConversations(state)
  const posted = createPostedMessages(state, now, randomUUID())
  const personOf = async (userId: string) => {
    const personId = links.personOf(userId)
    return personId === null ? null : options.person(personId)
  }
  const lookOf = createLookOf({ conversations, personOf })
  const pace = createPace({ ...monotonicOf(timing), ...(timing.sleep && { sleep: timing.sleep }) })
  const userOf = async (personId: PersonId) => links.userOf(personId)
  const around = { connector, conversations, posted, lookOf, pace, userOf, replies, serviceUrl, now, log }
  return {
    name: 'teams',
    threads: true,
    feedInterval: 2000,
    ...{ connector, conversations, posted, lookOf, token },
    understand: (delivery) =>
      understand(delivery, async (accountId) => personByAccount(accountId, conversations, links)),
    addressOf: async (personId) => {
      const userId = links.userOf(personId)
      return userId === null ? null : userAddress(userId)
    },
    reach: async (personId) => {
      const userId = links.userOf(personId)
      const chat = userId === null ? null : await personalChat(userId, around)
      return chat && 'outcome' in chat ? ('reason' in chat ? chat.reason : null) : null
    },
    send: (message) => send(message, around),
  }
}

async function personByAccount(
  accountId: string,
  conversations: Conversations,
  links: Links,
): Promise<PersonId | null> {
  const userId = await conversations.ownerOf(accountId)
  return userId === null ? null : links.personOf(userId)
}

function monotonicOf({ monotonic }: TeamsTiming) {
  return monotonic ? { monotonic } : {}
}

function timeoutOf({ timeout }: TeamsTiming) {
  return timeout === undefined ? {} : { timeout }
}
