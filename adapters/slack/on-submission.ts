import type { AckFn, ViewResponseAction } from '@slack/bolt'
import type { OutgoingMessage } from '../../bot/index.ts'
import { type Submitted, submittedModal } from './actions.ts'
import { errorsOf, formModal } from './blocks/modal.ts'
import { chosenKey } from './blocks/options.ts'
import type { Payload } from './body.ts'
import type { Inbound } from './deliveries.ts'
import { type InboundWord, inboundWord } from './inbound-words.ts'
import { takeIn } from './intake.ts'
import { lookOf, type Surroundings } from './surroundings.ts'

type Ack = AckFn<ViewResponseAction>

/** Closes the modal, and any below it. */
const CLEAR: ViewResponseAction = { response_action: 'clear' }

/**
 * A submitted modal: stored, then acknowledged. The form stays open for a moment to show what is wrong in its fields;
 * any other answer, or none in time, comes as a message.
 */
export async function onSubmission(body: Payload, ack: Ack, around: Surroundings): Promise<void> {
  const home = around.home()
  const submitted = home && submittedModal(body, home.teamId)
  const failed = async (word: InboundWord) => {
    const { language } = await lookOf(around, submitted?.inbound.identity ?? null)
    await ack(errorAt(body, inboundWord(language, word)))
  }
  if (!home) return failed('notReady')
  if (!submitted) {
    around.log.warn({}, 'A submission of Slack that is not ours was refused')
    return failed('outdated')
  }
  if (submitted.what === 'form') return submitForm(submitted, ack, failed, around)
  const taken = await takeIn(submitted.inbound, around)
  await (taken === 'failed' ? failed('notStored') : ack(CLEAR))
}

async function submitForm(
  { inbound, view }: Submitted,
  ack: Ack,
  failed: (word: InboundWord) => Promise<void>,
  around: Surroundings,
): Promise<void> {
  const waiter = around.replies.waitFor(inbound.deliveryKey)
  const taken = await takeIn(await withKey(inbound, around), around)
  const isAnswered = taken === 'duplicate' && !waiter.isSecond
  if (taken === 'failed' || isAnswered) waiter.cancel()
  if (taken === 'failed') return failed('notStored')
  const answer = await waiter.answer
  await ack(answer ? formAgain(answer, view) : CLEAR)
}

/** A menu's option has little room: where the role's key is longer, the option has a short name of it. */
async function withKey(inbound: Inbound, around: Surroundings): Promise<Inbound> {
  const { delivery } = inbound
  const chosen = delivery.kind === 'action' ? delivery.inputs['activatable'] : undefined
  if (delivery.kind !== 'action' || !chosen?.startsWith('sha256:')) return inbound
  const activatable = chosenKey(chosen, await around.choices(inbound.identity))
  return { ...inbound, delivery: { ...delivery, inputs: { ...delivery.inputs, activatable } } }
}

/**
 * What is wrong, under the fields it is about. Slack takes errors only for blocks that the modal has; a form that now
 * asks for more is shown anew, and keeps what was typed. https://docs.slack.dev/surfaces/modals#displaying_errors
 */
function formAgain({ view: form, language, timeZone }: OutgoingMessage, view: Submitted['view']): ViewResponseAction {
  if (form.card !== 'form') return CLEAR
  const errors = errorsOf(form, language, timeZone)
  const fields = Object.keys(errors)
  const isShown = fields.length > 0 && fields.every((field) => field in view.state.values)
  if (isShown && fields.length >= form.missing.length) return { response_action: 'errors', errors }
  return { response_action: 'update', view: formModal(form, { language, timeZone }, view.private_metadata) }
}

/** A sentence at the first field; where there is none, the modal just closes. */
function errorAt(body: Payload, sentence: string): ViewResponseAction {
  const view = body['view']
  const blocks = typeof view === 'object' && view !== null && 'blocks' in view ? view.blocks : []
  const inputs = Array.isArray(blocks) ? blocks.filter((block: unknown) => isInput(block)) : []
  const [first] = inputs
  return first ? { response_action: 'errors', errors: { [first.block_id]: sentence } } : CLEAR
}

function isInput(block: unknown): block is { readonly block_id: string } {
  if (typeof block !== 'object' || block === null) return false
  return 'type' in block && block.type === 'input' && 'block_id' in block && typeof block.block_id === 'string'
}
