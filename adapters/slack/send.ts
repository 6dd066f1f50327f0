import type { Log, OutgoingMessage, SendOutcome } from '../../bot/index.ts'
import { renderCard } from '../../cards/render-card.ts'
import { parseAddress, parseMessageId } from './address.ts'
import { type AnswerSurroundings, answer } from './answer.ts'
import { toMessage } from './blocks/message.ts'
import type { SlackMessage } from './blocks/types.ts'
import { outcomeOf } from './outcome.ts'
import type { People } from './people.ts'
import { type Post, type PostSurroundings, postOnce, update } from './post.ts'

export interface SendSurroundings extends PostSurroundings, Omit<AnswerSurroundings, 'direct'> {
  readonly people: People
  /** Something about this user changed: their home is to follow. */
  readonly onUserTold: (userId: string) => void
  readonly log: Log
}

/** Sends a message where its address says. Does not throw: whatever goes wrong is tried again. */
export async function send(message: OutgoingMessage, around: SendSurroundings): Promise<SendOutcome> {
  try {
    return await deliver(message, around)
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown'
    around.log.error({ key: message.key, reason }, 'A message to Slack failed')
    return { outcome: 'retry', notBefore: null, reason }
  }
}

async function deliver(message: OutgoingMessage, around: SendSurroundings): Promise<SendOutcome> {
  const address = parseAddress(message.address)
  switch (address?.kind) {
    case undefined:
      return { outcome: 'unreachable', reason: 'unknown_address' }
    case 'channel':
      return toConversation(message, address.channelId, contentOf(message), around)
    case 'user': {
      const { userId } = address
      const sent = await toUser(message, userId, contentOf(message), around)
      around.replies.letGo(userId)
      if (sent.outcome === 'sent') around.onUserTold(userId)
      return sent
    }
    case 'reply': {
      const direct = (reply: OutgoingMessage, userId: string, content: SlackMessage) =>
        toUser(reply, userId, content, around)
      const sent = await answer(message, address, { ...around, direct })
      if (sent.outcome === 'sent') around.onUserTold(address.userId)
      return sent
    }
  }
}

function toUser(
  message: OutgoingMessage,
  userId: string,
  content: SlackMessage,
  around: SendSurroundings,
): Promise<SendOutcome> {
  return toConversation(message, userId, content, around, () => refuseUser(userId, around))
}

/** A card says who asks for what: it goes to nobody who has left, is a guest, or belongs to another workspace. */
async function refuseUser(userId: string, { people, now }: SendSurroundings): Promise<SendOutcome | null> {
  const standing = await people.standing(userId)
  if (standing.kind === 'stranger') return { outcome: 'unreachable', reason: standing.why }
  return standing.kind === 'unknown' ? outcomeOf(standing.failure, now()) : null
}

function toConversation(
  message: OutgoingMessage,
  to: string,
  content: SlackMessage,
  around: SendSurroundings,
  refuse: Post['refuse'] = async () => null,
): Promise<SendOutcome> {
  const posted = parseMessageId(message.replaces)
  const post = { message, to, content, refuse }
  return posted ? update(post, posted, around) : postOnce(post, around)
}

function contentOf(message: OutgoingMessage): SlackMessage {
  return toMessage(renderCard(message.view, message), message)
}
