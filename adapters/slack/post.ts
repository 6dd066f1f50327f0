import { z } from 'zod'
import type { Instant, Log, OutgoingMessage, SendOutcome } from '../../bot/index.ts'
import { messageId, type Posted, parseMessageId } from './address.ts'
import type { SlackMessage } from './blocks/types.ts'
import type { Failure } from './errors.ts'
import { EVENT_TYPE, findPosted } from './find-posted.ts'
import { isGone, isUndrawable, outcomeOf } from './outcome.ts'
import type { Pace } from './pace.ts'
import { opaqueKey, type PostedMessages } from './posted.ts'
import type { Called, Method, SlackApi } from './web-api.ts'
import type { Workspace } from './workspace.ts'

export interface PostSurroundings {
  readonly api: SlackApi
  readonly pace: Pace
  readonly posted: PostedMessages
  readonly workspace: () => Workspace | null
  readonly now: () => Instant
  /** Milliseconds since 1970: Slack's own time, more or less. */
  readonly wallClock: () => number
  readonly log: Log
}

/** What goes to a conversation: `to` is a channel, or a user, which Slack takes for their direct messages. */
export interface Post {
  readonly message: OutgoingMessage
  readonly to: string
  readonly content: SlackMessage
  /** Why nothing new may be posted there, or null. What stands there already is still brought up to date. */
  readonly refuse: () => Promise<SendOutcome | null>
}

const postResult = z.object({ channel: z.string().min(1), ts: z.string().min(1) })
const openResult = z.object({ channel: z.object({ id: z.string().min(1) }) })

/** Posts a message, unless an earlier attempt did: that one is then brought to this state. */
export async function postOnce(post: Post, around: PostSurroundings): Promise<SendOutcome> {
  const key = opaqueKey(post.message.key)
  const attempt = await around.posted.find(key)
  if (!attempt) return postNow(post, key, around)
  if (attempt.posted) return update(post, attempt.posted, around)
  const found = await lookFor(post, key, attempt.at, around)
  if (found.outcome === 'found') {
    await around.posted.complete(key, attempt.at, found.posted)
    return update(post, found.posted, around)
  }
  if (found.outcome === 'notFound') return postNow(post, key, around)
  if (found.outcome !== 'refused') return outcomeOf(found, around.now())
  around.log.warn({ reason: found.code }, 'Slack does not let us look whether a message was posted: it is posted again')
  return postNow(post, key, around)
}

/** Brings a posted message to a newer state; one that is gone, or can no longer be changed, is posted anew. */
export async function update(post: Post, posted: Posted, around: PostSurroundings): Promise<SendOutcome> {
  const key = opaqueKey(post.message.key)
  const args = { ...argsOf(post.content, key), channel: posted.channel, ts: posted.ts }
  const called = await paced('chat.update', posted.channel, post, args, around)
  if (called.outcome === 'ok') return { outcome: 'sent', messageId: messageId(posted) }
  if (isGone(called)) return postNow(post, key, around)
  return outcomeOf(called, around.now())
}

async function postNow(post: Post, key: string, around: PostSurroundings): Promise<SendOutcome> {
  const { posted, now, wallClock } = around
  const refused = await post.refuse()
  if (refused) return refused
  const at = wallClock()
  let isBegun = false
  const begin = async () => {
    await posted.begin(key, at)
    isBegun = true
  }
  const args = {
    ...argsOf(post.content, key),
    channel: post.to,
    unfurl_links: false,
    unfurl_media: false,
    ...inThread(post),
  }
  const called = await paced('chat.postMessage', post.to, post, args, around, begin)
  if (called.outcome === 'ok') {
    const { data } = postResult.safeParse(called.result)
    if (!data) return { outcome: 'retry', notBefore: null, reason: 'unexpected_answer' }
    await complete(key, at, data, around)
    return { outcome: 'sent', messageId: messageId(data) }
  }
  if (isBegun && called.outcome !== 'unknown') await posted.forget(key)
  return outcomeOf(called, now())
}

/** It is out, whatever becomes of the note. */
async function complete(key: string, at: number, where: Posted, { posted, log }: PostSurroundings): Promise<void> {
  try {
    await posted.complete(key, at, where)
  } catch {
    log.warn({}, 'A message was posted, and the note of it was not stored')
  }
}

/** Waits for its turn, and calls. What Slack will not draw goes out as text. */
async function paced(
  method: Method & `chat.${string}`,
  place: string,
  { message, content }: Post,
  args: { readonly [name: string]: unknown },
  { api, pace, log }: PostSurroundings,
  before: () => Promise<void> = async () => {},
): Promise<Called> {
  const turn = await pace.turn(`${method} ${place}`, message.key, isUrgent(message.view))
  if (turn.outcome === 'later') return { outcome: 'limited', waitMs: turn.afterMs }
  await before()
  const called = await api.call(method, args, place)
  if (called.outcome === 'ok' || !isUndrawable(called)) return called
  log.error({ card: message.view.card, reason: called.code }, 'Slack does not draw a card: its text is sent')
  return api.call(method, { ...args, blocks: [], text: content.text }, place)
}

/** The feed gives way to whatever somebody waits for. */
function isUrgent(view: OutgoingMessage['view']): boolean {
  return view.card !== 'activation' && view.card !== 'history' && !(view.card === 'list' && view.list === 'feed')
}

/** https://docs.slack.dev/reference/methods/chat.postMessage: a reply is never sent to the channel as well. */
function inThread({ message }: Post): { readonly thread_ts?: string } {
  const under = parseMessageId(message.thread ?? null)
  return under ? { thread_ts: under.ts } : {}
}

function argsOf({ text, blocks }: SlackMessage, key: string) {
  return { text, blocks, metadata: { event_type: EVENT_TYPE, event_payload: { key } } }
}

async function lookFor({ to, message }: Post, key: string, since: number, { api, workspace }: PostSurroundings) {
  const channel = await conversationOf(to, api)
  if (typeof channel !== 'string') return channel
  const { botId = null, botUserId = null } = workspace() ?? {}
  const thread = parseMessageId(message.thread ?? null)?.ts ?? null
  return findPosted(api, { channel, thread, key, since, botId, botUserId })
}

/** Histories are of conversations, not of users. */
async function conversationOf(to: string, api: SlackApi): Promise<string | Failure> {
  if (!/^[UW]/.test(to)) return to
  const called = await api.call('conversations.open', { users: to }, to)
  if (called.outcome !== 'ok') return called
  return openResult.safeParse(called.result).data?.channel.id ?? { outcome: 'unknown', reason: 'unexpected_answer' }
}
