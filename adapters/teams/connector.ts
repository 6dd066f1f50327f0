import type { Activity, ConversationParameters } from 'botbuilder'
import { ConnectorClient } from 'botframework-connector'
import { z } from 'zod'
import { isServiceUrl } from './config-clouds.ts'
import { type Failure, failureOf } from './errors.ts'
import { createHolds } from './holds.ts'
import type { OwnToken } from './own-token.ts'
import { ownTransport, TARGETED } from './transport.ts'

/** What a bot sends: text, or one card. */
export type Outgoing = Partial<Activity>

export type Called<Result> = { readonly outcome: 'ok'; readonly result: Result } | Failure

/** One conversation, and the address of the connector that serves it. */
export interface At {
  readonly serviceUrl: string
  readonly conversationId: string
}

/** The calls that are made of Teams. Each is made once; whoever wants it again calls again. None throws. */
export interface Connector {
  /** The id of a person's own chat with the app. Asking twice makes no second one. */
  personal(serviceUrl: string, userId: string): Promise<Called<{ readonly conversationId: string }>>
  /** `targeted`: only the recipient of the activity sees it. */
  post(at: At, activity: Outgoing, targeted?: boolean): Promise<Called<{ readonly activityId: string | null }>>
  update(at: At, activityId: string, activity: Outgoing): Promise<Called<null>>
  member(at: At, userId: string): Promise<Called<{ readonly tenantId: string | null; readonly role: string | null }>>
}

export interface ConnectorOptions {
  /** Null: unauthenticated, as the playground has it. */
  readonly token: OwnToken | null
  readonly serviceOrigins: readonly string[]
  readonly tenantId: string
  /** As Teams calls the app: `28:` and its id. */
  readonly botId: string
  readonly timeout?: number
  readonly monotonic?: () => number
}

const TIMEOUT = 8_000

const named = z.object({ id: z.string().min(1).max(1_000) })
const member = z.object({ tenantId: z.string().nullish(), userRole: z.string().nullish() })

/** The SDK words the calls; how they travel is ours (`transport.ts`). */
export function createConnector(options: ConnectorOptions): Connector {
  const { token, serviceOrigins, tenantId, botId, timeout = TIMEOUT, monotonic } = options
  const requestPolicyFactories = ownTransport({ token, serviceOrigins, timeout })
  const holds = createHolds(monotonic)
  const clients = new Map<string, ConnectorClient>()

  function clientAt(serviceUrl: string): ConnectorClient['conversations'] | null {
    if (!isServiceUrl(serviceUrl, serviceOrigins)) return null
    const known = clients.get(serviceUrl)
    if (known) return known.conversations
    const client = new ConnectorClient(UNSIGNED, { baseUri: serviceUrl, requestPolicyFactories })
    clients.set(serviceUrl, client)
    return client.conversations
  }

  async function call<Result>(
    place: string,
    serviceUrl: string,
    make: (conversations: ConnectorClient['conversations']) => Promise<Result>,
  ): Promise<Called<Result>> {
    const client = clientAt(serviceUrl)
    if (!client) return { outcome: 'refused', status: 0, code: 'host_not_listed' }
    const waitMs = holds.remaining(place)
    if (waitMs > 0) return { outcome: 'again', waitMs, reason: 'held' }
    try {
      return { outcome: 'ok', result: await make(client) }
    } catch (error) {
      const failure = failureOf(error)
      if (failure.outcome === 'again' && failure.waitMs !== null) holds.hold(place, failure.waitMs)
      return failure
    }
  }

  return {
    personal: (serviceUrl, userId) =>
      call(`create ${userId}`, serviceUrl, async (conversations) => {
        const members = [{ id: userId, name: '' }]
        const bot = { id: botId, name: '' }
        const channelData = { tenant: { id: tenantId } }
        const wanted: Partial<ConversationParameters> = { isGroup: false, bot, members, tenantId, channelData }
        const made = await conversations.createConversation(wanted as ConversationParameters)
        return { conversationId: named.parse(made).id }
      }),
    post: ({ serviceUrl, conversationId }, activity, targeted = false) =>
      call(`post ${conversationId}`, serviceUrl, async (conversations) => {
        const options = targeted ? { customHeaders: { [TARGETED]: 'true' } } : {}
        const posted = await conversations.sendToConversation(conversationId, activity, options)
        return { activityId: named.safeParse(posted).data?.id ?? null }
      }),
    update: ({ serviceUrl, conversationId }, activityId, activity) =>
      call(`update ${conversationId}`, serviceUrl, async (conversations) => {
        await conversations.updateActivity(conversationId, activityId, activity)
        return null
      }),
    member: ({ serviceUrl, conversationId }, userId) =>
      call(`member ${conversationId}`, serviceUrl, async (conversations) => {
        const found = member.parse(await conversations.getConversationMember(conversationId, userId))
        return { tenantId: found.tenantId ?? null, role: found.userRole ?? null }
      }),
  }
}

/** Tokens are the transport's: the SDK never holds one. */
const UNSIGNED = { signRequest: async <T>(request: T) => request }
