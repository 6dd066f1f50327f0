import type { CardView, ChatIdentity } from '../../bot/index.ts'
import { type InboundActivity, withoutThread } from './activity.ts'
import { cardActivity, type Look, opaqueKey, sentenceCard, type TeamsCard, toCard, withNotice } from './card.ts'
import { type CardAction, executedAction } from './card-action.ts'
import { actionDelivery, type Sender } from './deliveries.ts'
import { type Identified, identified, takeIn } from './intake.ts'
import { cardAnswer, errorAnswer } from './invoke-answers.ts'
import type { Note } from './posted.ts'
import type { Arrived } from './replies.ts'
import type { Surroundings } from './surroundings.ts'
import { within } from './within.ts'
import { word } from './wording.ts'

type Pressed = CardAction & { readonly kind: 'pressed' }

/** A look at the newest view takes no longer; without it the card stays as it is. */
const VIEW_WITHIN = 2_000
const VIEW_AFTER_ANSWER_WITHIN = 500
/** What may have no answer but a card of its own: that of a new request. */
const MAY_BE_SILENT = ['submit', 'say', 'again']

/** A pressed button, or a client that asks for the newest view of a card. Answered by HTTP 200 once our code ran. */
export async function onInvoke(activity: InboundActivity, around: Surroundings): Promise<Response> {
  const who = identified(activity, around.tenantId)
  const action = executedAction(activity.value)
  if (!who || !action) {
    around.log.warn({ status: 400, problem: 'not a button of ours' }, 'A request to the Teams endpoint was refused')
    return new Response('Not readable', { status: 400 })
  }
  return action.kind === 'refresh'
    ? onRefresh(activity, action.card, who, around)
    : onPressed(activity, action, who, around)
}

/** Nothing is stored, since nothing is asked for but to see: what may be seen is decided by who asks, and where. */
async function onRefresh(
  activity: InboundActivity,
  card: string,
  { sender }: Identified,
  around: Surroundings,
): Promise<Response> {
  const note = await noteAt(activity, card, around)
  const seen = note && (await newestCard(note, sender, around, VIEW_WITHIN))
  if (seen) return cardAnswer(seen)
  const { language } = await around.lookOf(sender.userId, around.organisation)
  return errorAnswer('BadRequest', word(language, 'notForYou'))
}

async function onPressed(
  activity: InboundActivity,
  action: Pressed,
  who: Identified,
  around: Surroundings,
): Promise<Response> {
  const { sender, deliveryKey } = who
  const { replies, lookOf, organisation } = around
  const waiter = replies.waitFor(deliveryKey, {
    userId: sender.userId,
    mayBeSilent: MAY_BE_SILENT.includes(action.verb),
  })
  const taken = await takeIn(activity, who, actionDelivery(sender, action), around)
  const isAnswered = taken === 'duplicate' && !waiter.isSecond
  if (taken === 'failed' || isAnswered) waiter.cancel()
  const look = await lookOf(sender.userId, organisation)
  if (taken === 'failed') return errorAnswer('ServiceError', word(look.language, 'notStored'))
  const arrived = await waiter.answer
  const note = action.card === null ? null : await noteAt(activity, action.card, around)
  const base = note && (await newestCard(note, sender, around, VIEW_AFTER_ANSWER_WITHIN))
  if (arrived?.kind === 'own' && action.verb === 'submit') void closeForm(activity, who, look, around)
  if (arrived) return cardAnswer(outcomeCard(arrived, base, look))
  const checking = sentenceCard(word(look.language, 'checking'), look, note && opaqueKey(note.key))
  return cardAnswer(base ? (isAnswered ? base : withNotice(base, checking, 'emphasis')) : checking)
}

/** A form that was sent cannot be sent again from another client. Best effort: a second request is refused in any case. */
async function closeForm(
  activity: InboundActivity,
  { sender }: Identified,
  look: Look,
  around: Surroundings,
): Promise<void> {
  const { replyToId, serviceUrl } = activity
  if (replyToId === undefined || sender.place.kind !== 'personal') return
  const at = { serviceUrl, conversationId: sender.place.conversationId }
  await around.connector.update(at, replyToId, cardActivity(sentenceCard(word(look.language, 'asked'), look)))
}

/** What came of it, above the card it is about, which is now in its newest state for this person. */
function outcomeCard({ kind, message }: Arrived, base: TeamsCard | null, look: Look): TeamsCard {
  if (kind === 'own') {
    const asked = sentenceCard(word(look.language, 'asked'), look)
    return base ? withNotice(base, asked, 'emphasis') : asked
  }
  const card = toCard(message.view, look, { key: null })
  return base && isShort(message.view) ? withNotice(base, card, styleOf(message.view)) : card
}

function isShort({ card }: CardView): boolean {
  return card === 'confirmation' || card === 'refusal'
}

function styleOf({ card }: CardView): 'good' | 'attention' {
  return card === 'refusal' ? 'attention' : 'good'
}

/**
 * The message that the card was posted as, if it was posted where it now asks from. After a lost answer nobody knew its
 * id; here it tells it.
 */
async function noteAt(
  { conversation, replyToId }: InboundActivity,
  card: string,
  { posted, log }: Surroundings,
): Promise<Note | null> {
  const note = await posted.findByCard(card)
  if (!note || note.conversationId !== withoutThread(conversation.id)) return null
  if (note.activityId !== null || replyToId === undefined) return note
  log.info({}, 'A message of which nobody knew whether it was posted is there')
  const where = { conversationId: note.conversationId, activityId: replyToId }
  // The engine brings it up to date from the state that it is now known to show.
  await posted.complete(note.key, where, note.viewVersion)
  return note
}

async function newestCard({ key }: Note, sender: Sender, around: Surroundings, ms: number): Promise<TeamsCard | null> {
  const look = await around.lookOf(sender.userId, around.organisation)
  const view = await within(viewFor(key, sender, around), ms, null)
  return view && toCard(view, look, { key })
}

async function viewFor(
  key: string,
  { tenant, userId }: Sender,
  { engine, personIdOf }: Surroundings,
): Promise<CardView | null> {
  const identity: ChatIdentity = { platform: 'teams', tenant, userId }
  const personId = await personIdOf(identity)
  return personId === null ? null : engine.viewOf({ kind: 'posted', key }, personId)
}
