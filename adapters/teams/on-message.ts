import { type InboundActivity, placeOf } from './activity.ts'
import { sentenceActivity } from './card.ts'
import { submittedAction } from './card-action.ts'
import { typedLine } from './command-text.ts'
import { actionDelivery, installedDelivery, type Sender, type TeamsDelivery, textDelivery } from './deliveries.ts'
import { type Identified, identified, takeIn } from './intake.ts'
import type { Surroundings } from './surroundings.ts'
import { word } from './wording.ts'

/** A line that somebody typed, or the button of a client without universal actions: stored, then acknowledged. */
export async function onMessage(activity: InboundActivity, around: Surroundings): Promise<Response> {
  const who = identified(activity, around.tenantId)
  if (!who) return refuse(around, 'a message without sender or id')
  const delivery = deliveryIn(activity, who.sender)
  if (delivery === 'nothing') return new Response(null, { status: 200 })
  if (!delivery) return refuse(around, 'a message that says nothing we know')
  if (placeOf(activity) === 'shared') void watchFor(activity, who, around).catch(() => undefined)
  const taken = await takeIn(activity, who, delivery, around)
  return new Response(null, { status: taken === 'failed' ? 503 : 200 })
}

/**
 * A line typed among others may bring about a card in the person's own chat and nothing where they typed it: there they
 * alone are told so. Said once, if Teams takes it: the card is what counts.
 */
async function watchFor(
  activity: InboundActivity,
  { sender, deliveryKey }: Identified,
  around: Surroundings,
): Promise<void> {
  const arrived = await around.replies.watch(deliveryKey, { userId: sender.userId, mayBeSilent: true })
  if (arrived?.kind !== 'own') return
  const { language } = await around.lookOf(sender.userId, around.organisation)
  const note = { ...sentenceActivity(word(language, 'asked')), recipient: { id: sender.place.accountId, name: '' } }
  const at = { serviceUrl: activity.serviceUrl, conversationId: activity.conversation.id }
  const called = await around.connector.post(at, note, true)
  if (called.outcome !== 'ok') around.log.info({ outcome: called.outcome }, 'A note among others was not taken')
}

/**
 * The app was added or taken away. Who adds it for themselves is welcomed; where it is added among others, only the
 * place is kept. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events
 */
export async function onInstallation(activity: InboundActivity, around: Surroundings): Promise<Response> {
  const who = identified(activity, around.tenantId)
  if (!who) return refuse(around, 'an installation without sender or id')
  const { sender } = who
  if (activity.action?.startsWith('remove')) {
    if (sender.place.kind === 'personal') await around.conversations.forgetPersonal(sender.userId)
    return new Response(null, { status: 200 })
  }
  if (sender.place.kind === 'personal' && activity.action === 'add') {
    const taken = await takeIn(activity, who, installedDelivery(sender), around)
    return new Response(null, { status: taken === 'failed' ? 503 : 200 })
  }
  await around.conversations.heard(activity, sender)
  return new Response(null, { status: 200 })
}

function deliveryIn(activity: InboundActivity, sender: Sender): TeamsDelivery | 'nothing' | null {
  const line = typedLine(activity)
  if (activity.value !== undefined && activity.value !== null && line.text === '') {
    const action = submittedAction(activity.value)
    if (action?.kind === 'refresh') return 'nothing'
    return action && actionDelivery(sender, action)
  }
  const isCommand = activity.recipient.isTargeted === true
  // A mention alone asks what to do, as an empty command does.
  if (line.text === '' && !isCommand && placeOf(activity) === 'personal') return 'nothing'
  return textDelivery(sender, line, isCommand || line.text === '')
}

function refuse({ log }: Surroundings, problem: string): Response {
  log.warn({ status: 400, problem }, 'A request to the Teams endpoint was refused')
  return new Response('Not readable', { status: 400 })
}
