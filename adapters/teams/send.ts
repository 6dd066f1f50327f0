import type { CardView, OutgoingMessage, PersonId, SendOutcome } from '../../bot/index.ts'
import { parseAddress, parseMessageId } from './address.ts'
import { answer } from './answer.ts'
import { type Look, toActivity, toCard, toTextActivity } from './card.ts'
import type { At } from './connector.ts'
import type { Conversations } from './conversations.ts'
import type { LookOf } from './look.ts'
import { outcomeOf } from './outcome.ts'
import { type Post, type PostSurroundings, postOnce, type Tried, update } from './post.ts'
import type { Replies } from './replies.ts'

export interface SendSurroundings extends PostSurroundings {
  readonly conversations: Conversations
  readonly replies: Replies
  readonly lookOf: LookOf
  /** The account of a person of the directory, by its object id. */
  readonly userOf: (personId: PersonId) => Promise<string | null>
  /** For conversations that nothing was heard of. */
  readonly serviceUrl: string
}

/** Sends a message where its address says. Does not throw: whatever goes wrong is tried again. */
export async function send(message: OutgoingMessage, around: SendSurroundings): Promise<SendOutcome> {
  try {
    return await deliver(message, around)
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown'
    around.log.error({ key: message.key, reason }, 'A message to Teams failed')
    return { outcome: 'retry', notBefore: null, reason }
  }
}

async function deliver(message: OutgoingMessage, around: SendSurroundings): Promise<SendOutcome> {
  const address = parseAddress(message.address)
  switch (address?.kind) {
    case undefined:
      return { outcome: 'unreachable', reason: 'unknown_address' }
    case 'channel':
      return toShared(message, address.conversationId, around)
    case 'user':
      return toUser(message, address.userId, around)
    case 'reply':
      return answer(message, address, around)
  }
}

/** To the person's own chat with the app, which is made where it is not there. */
export async function toUser(message: OutgoingMessage, userId: string, around: SendSurroundings): Promise<SendOutcome> {
  const look = await around.lookOf(userId, message)
  const first = await personalChat(userId, around)
  if ('outcome' in first) return first
  let tried = await tryPost(postTo(first, message, look, { readOnly: false, refreshFor: null }), around)
  if (tried.outcome === 'gone') {
    await around.conversations.forgetPersonal(userId)
    const again = await personalChat(userId, around)
    if ('outcome' in again) return again
    tried = await tryPost(postTo(again, message, look, { readOnly: false, refreshFor: null }), around)
  }
  const sent = settled(tried)
  if (sent.outcome === 'sent') around.replies.told(userId, message)
  return sent
}

export async function personalChat(
  userId: string,
  { conversations, connector, serviceUrl, now }: SendSurroundings,
): Promise<At | SendOutcome> {
  const account = await conversations.account(userId)
  const at = account?.serviceUrl ?? serviceUrl
  if (account?.personal) return { serviceUrl: at, conversationId: account.personal }
  const opened = await connector.personal(at, userId)
  if (opened.outcome !== 'ok') return outcomeOf(opened, now())
  const { conversationId } = opened.result
  await conversations.opened(userId, conversationId, at)
  return { serviceUrl: at, conversationId }
}

async function toShared(
  message: OutgoingMessage,
  conversationId: string,
  around: SendSurroundings,
): Promise<SendOutcome> {
  const serviceUrl = (await around.conversations.serviceUrlOf(conversationId)) ?? around.serviceUrl
  const under = threadOf(message, conversationId)
  // What the thread would tell stands in the card that is brought up to date.
  if (under === 'none') return { outcome: 'sent', messageId: 'shown' }
  const readOnly = message.view.card === 'approval' || message.view.card === 'request'
  const refreshFor = readOnly ? await accountsIn(message.view, around) : null
  return settled(
    await tryPost(postTo({ serviceUrl, conversationId: under }, message, message, { readOnly, refreshFor }), around),
  )
}

/** Channels of teams have threads, named by the message they begin with; group chats have none. */
function threadOf({ thread }: OutgoingMessage, conversationId: string): string | 'none' {
  const root = parseMessageId(thread ?? null)
  if (!root) return conversationId
  return /@thread\.(tacv2|skype)$/.test(conversationId) ? `${conversationId};messageid=${root.activityId}` : 'none'
}

/** Who may do something with the card: their clients ask for a view of their own. */
async function accountsIn(view: CardView, { userOf, conversations }: SendSurroundings): Promise<readonly string[]> {
  if (view.card !== 'approval') return []
  const { approvals, requester } = view
  const people = [...(approvals?.waitingFor ?? []), ...(approvals?.given ?? []), requester]
  const accounts = await Promise.all(
    people.slice(0, 60).map(async ({ id }) => {
      const userId = await userOf(id)
      return userId === null ? null : ((await conversations.account(userId))?.accountId ?? null)
    }),
  )
  return accounts.filter((id) => id !== null)
}

function tryPost(post: Post, around: SendSurroundings): Promise<Tried> {
  const posted = parseMessageId(post.message.replaces)
  return posted ? update(post, posted, around) : postOnce(post, around)
}

interface Face {
  readonly readOnly: boolean
  readonly refreshFor: readonly string[] | null
}

/** The message as it is posted there. */
export function postTo(at: At, message: OutgoingMessage, look: Look, face: Face): Post {
  const { view } = message
  const card = toCard(view, look, { ...face, key: refreshKey(message) })
  return { message, at, activity: toActivity(card, view, look), text: toTextActivity(view, look) }
}

/**
 * Cards that live as long as their request. What is said once stays as it is, and so does the warning of an end: its
 * newest view would be the card of the request, without the warning.
 */
function refreshKey({ key, view }: OutgoingMessage): string | null {
  return key.startsWith('card:') && view.card !== 'notice' ? key : null
}

export function settled(tried: Tried): SendOutcome {
  return tried.outcome === 'gone' ? { outcome: 'unreachable', reason: 'conversation_gone' } : tried
}
