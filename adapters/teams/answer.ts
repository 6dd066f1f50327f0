import type { OutgoingMessage, SendOutcome } from '../../bot/index.ts'
import type { ReplyAddress } from './address.ts'
import { sentenceActivity, toActivity, toCard, toTextActivity } from './card.ts'
import type { At, Outgoing } from './connector.ts'
import { isUndrawable, outcomeOf } from './outcome.ts'
import { postOnce } from './post.ts'
import { postTo, type SendSurroundings, settled, toUser } from './send.ts'
import { word } from './wording.ts'

/** There is no message to bring to a newer state. */
const SHOWN: SendOutcome = { outcome: 'sent', messageId: 'shown' }

/**
 * Answers somebody where they asked, and nobody else: in the card they pressed, in their own chat, or among others as a
 * message that only they see. Where that cannot be, in their own chat, and where they have none, all that is said before
 * others is where the answer can be had.
 */
export async function answer(
  message: OutgoingMessage,
  address: ReplyAddress,
  around: SendSurroundings,
): Promise<SendOutcome> {
  const { userId, deliveryKey, place } = address
  if (around.replies.offer(deliveryKey, message)) return SHOWN
  const account = await around.conversations.account(userId)
  const at = { serviceUrl: account?.serviceUrl ?? around.serviceUrl, conversationId: place.conversationId }
  if (place.kind === 'shared') return answerAmongOthers(message, address, at, around)
  const look = await around.lookOf(userId, message)
  return settled(await postOnce(postTo(at, message, look, { readOnly: false, refreshFor: null }), around))
}

async function answerAmongOthers(
  message: OutgoingMessage,
  { userId, place }: ReplyAddress,
  at: At,
  around: SendSurroundings,
): Promise<SendOutcome> {
  const { view } = message
  const look = await around.lookOf(userId, message)
  const card = toActivity(toCard(view, look, { key: null }), view, look)
  let targeted = await target(card, at, place.accountId, around)
  if (targeted.outcome !== 'ok' && isUndrawable(targeted)) {
    targeted = await target(toTextActivity(view, look), at, place.accountId, around)
  }
  if (targeted.outcome === 'ok') return SHOWN
  if (targeted.outcome !== 'refused') return unlessInDoubt(outcomeOf(targeted, around.now()), targeted.outcome)
  const own = await toUser(message, userId, around)
  if (own.outcome !== 'unreachable') return own
  const told = await around.connector.post(at, sentenceActivity(word(look.language, 'answeredPrivately')))
  return told.outcome === 'ok' ? SHOWN : own
}

/** A message that may be there is not sent again: who misses it asks again. */
function unlessInDoubt(outcome: SendOutcome, failure: 'again' | 'unsent' | 'unknown'): SendOutcome {
  return failure === 'unknown' ? { outcome: 'unreachable', reason: 'unconfirmed' } : outcome
}

/** https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages */
async function target(activity: Outgoing, at: At, accountId: string, { connector, pace }: SendSurroundings) {
  const turn = await pace.turn(at.conversationId, true)
  if (turn.outcome === 'later') return { outcome: 'again' as const, waitMs: turn.afterMs, reason: 'pace' }
  return connector.post(at, { ...activity, recipient: { id: accountId, name: '' } }, true)
}
