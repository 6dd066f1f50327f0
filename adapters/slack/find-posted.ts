import { z } from 'zod'
import type { Posted } from './address.ts'
import type { Failure } from './errors.ts'
import type { SlackApi } from './web-api.ts'

export const EVENT_TYPE = 'elevate'

const PAGE = 200
const MOST_PAGES = 5
/** Clocks differ: what Slack stamped a little before we began may be ours. */
const MARGIN = 5 * 60_000

const history = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.string().optional(),
      bot_id: z.string().optional(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ key: z.string().optional() }) })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})

/** `notFound` is an answer: Slack was asked, as far as it goes back. */
export type Found = { readonly outcome: 'found'; readonly posted: Posted } | { readonly outcome: 'notFound' } | Failure

export interface Wanted {
  readonly channel: string
  /** `ts` of the message in whose thread it would be; null for the conversation itself. */
  readonly thread: string | null
  readonly key: string
  /** By the wall clock. */
  readonly since: number
  /** Who we are: a message of anybody else is not ours, whatever its metadata say. */
  readonly botId: string | null
  readonly botUserId: string | null
}

/**
 * Looks for a message that may have been posted. Histories leave out replies, which have a method of their own.
 * https://docs.slack.dev/reference/methods/conversations.history, .../conversations.replies
 */
export async function findPosted(api: SlackApi, wanted: Wanted): Promise<Found> {
  const { channel, thread, key, since } = wanted
  const method = thread === null ? 'conversations.history' : 'conversations.replies'
  const oldest = String(Math.max(0, Math.floor((since - MARGIN) / 1000)))
  let cursor = ''
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const args = {
      channel,
      oldest,
      limit: PAGE,
      include_all_metadata: true,
      ...(thread !== null && { ts: thread }),
      ...(cursor !== '' && { cursor }),
    }
    const called = await api.call(method, args, channel)
    if (called.outcome !== 'ok') return called
    const parsed = history.safeParse(called.result)
    if (!parsed.success) return { outcome: 'unknown', reason: 'unexpected_history' }
    const { messages, response_metadata } = parsed.data
    const ours = messages.find(({ metadata, ...author }) => {
      return metadata?.event_type === EVENT_TYPE && metadata.event_payload.key === key && isOurs(author, wanted)
    })
    if (ours) return { outcome: 'found', posted: { channel, ts: ours.ts } }
    cursor = response_metadata?.next_cursor ?? ''
    if (cursor === '') break
  }
  return { outcome: 'notFound' }
}

function isOurs(author: { user?: string | undefined; bot_id?: string | undefined }, wanted: Wanted): boolean {
  const { botId, botUserId } = wanted
  if (botId === null && botUserId === null) return true
  return (author.bot_id !== undefined && author.bot_id === botId) || author.user === botUserId
}
