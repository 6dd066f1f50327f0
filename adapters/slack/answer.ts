import type { AdapterState, OutgoingMessage, SendOutcome } from '../../bot/index.ts'
import { renderCard } from '../../cards/render-card.ts'
import type { SlackAddress } from './address.ts'
import { toMessage } from './blocks/message.ts'
import { formModal } from './blocks/modal.ts'
import type { SlackMessage, SlackModal } from './blocks/types.ts'
import { outcomeOf } from './outcome.ts'
import type { Replies } from './replies.ts'
import { type ReplyTarget, replyTargetOf } from './reply-state.ts'
import type { Called, SlackApi } from './web-api.ts'

export interface AnswerSurroundings {
  readonly api: SlackApi
  readonly state: AdapterState
  readonly replies: Replies
  readonly now: () => number
  /** The last resort: a direct message. */
  readonly direct: (message: OutgoingMessage, userId: string, content: SlackMessage) => Promise<SendOutcome>
}

type ReplyAddress = SlackAddress & { readonly kind: 'reply' }

/** There is no message to bring to a newer state: only the person sees it, and Slack names it to nobody. */
const SHOWN: SendOutcome = { outcome: 'sent', messageId: 'shown' }

/**
 * Answers somebody where they asked: in the modal they have open, as a modal, or as a message that only they see; where
 * all of that is over, as a direct message.
 */
export async function answer(
  message: OutgoingMessage,
  address: ReplyAddress,
  around: AnswerSurroundings,
): Promise<SendOutcome> {
  const { replies } = around
  const { deliveryKey } = address
  if (replies.offer(deliveryKey, message)) return SHOWN
  const { view } = message
  const trigger = view.card === 'form' ? replies.triggerFor(deliveryKey) : null
  if (view.card === 'form' && trigger !== null) {
    if (await openModal(around.api, trigger, formModal(view, message, ''))) return SHOWN
  }
  // A form that could not be opened in time is a message, with a button that brings a new trigger.
  return show(message, address, toMessage(renderCard(view, message), message), around)
}

/** False where Slack did not open it, or nobody knows. Does not throw. */
export async function openModal(api: SlackApi, triggerId: string, modal: SlackModal): Promise<boolean> {
  const called = await api.call('views.open', { trigger_id: triggerId, view: modal }, triggerId)
  return called.outcome === 'ok'
}

async function show(
  message: OutgoingMessage,
  { userId, deliveryKey }: ReplyAddress,
  content: SlackMessage,
  around: AnswerSurroundings,
): Promise<SendOutcome> {
  const target = await replyTargetOf(around.state, deliveryKey)
  const called = target && (await showThere(target, userId, content, around.api))
  if (called?.outcome === 'ok') return SHOWN
  // Refused: the answer address is used up, or the app is not where the person asked.
  if (called && called.outcome !== 'refused') return outcomeOf(called, around.now())
  return around.direct(message, userId, content)
}

async function showThere(
  { responseUrl, channelId }: ReplyTarget,
  userId: string,
  content: SlackMessage,
  api: SlackApi,
): Promise<Called | null> {
  const { text, blocks } = content
  if (responseUrl !== null) {
    const body = { response_type: 'ephemeral', replace_original: false, text, blocks, unfurl_links: false }
    const called = await api.respond(responseUrl, body)
    if (called.outcome !== 'refused') return called
  }
  if (channelId === null) return null
  return api.call('chat.postEphemeral', { channel: channelId, user: userId, text, blocks }, channelId)
}
