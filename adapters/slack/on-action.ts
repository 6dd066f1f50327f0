import type { AckFn, RespondFn } from '@slack/bolt'
import { unreachable } from '../../bot/index.ts'
import { ASKING_VERBS, type AskingVerb, type Pressed, pressedButton } from './actions.ts'
import type { Look } from './blocks/look.ts'
import { lessTimeModal, reasonModal } from './blocks/modal.ts'
import type { SlackModal } from './blocks/types.ts'
import type { Payload } from './body.ts'
import { type InboundWord, inboundWord } from './inbound-words.ts'
import { takeIn } from './intake.ts'
import { allowedResponseUrl } from './reply-state.ts'
import { lookOf, type Surroundings } from './surroundings.ts'

/** Offered for less time where the button does not say which lengths; the engine refuses what is longer than asked. */
const LESS_TIME = ['PT15M', 'PT30M', 'PT1H', 'PT2H']

/** `respond` is missing where the click has no answer address, as in the App Home. */
type Respond = RespondFn | undefined

/** A pressed button: stored, then acknowledged; or, where it asks for something first, answered with a modal. */
export async function onAction(body: Payload, ack: AckFn<void>, respond: Respond, around: Surroundings): Promise<void> {
  const { log } = around
  const home = around.home()
  if (!home) {
    await ack()
    return tell(body, respond, around, around.organisation, 'notReady')
  }
  const pressed = pressedButton(body, home.teamId)
  if (pressed.verb === null) {
    log.info({ why: pressed.why }, 'A click was acknowledged and ignored')
    return ack()
  }
  const asking = ASKING_VERBS.find((verb) => verb === pressed.verb)
  if (asking) {
    await ack()
    const look = await lookOf(around, pressed.identity)
    const isOpen = await around.openModal(pressed.triggerId, askingModal(asking, pressed, look))
    if (isOpen) return
    log.warn({ verb: asking }, 'Slack did not open a modal')
    return tell(body, respond, around, look, 'notOpened')
  }
  const taken = await takeIn(pressed.inbound, around)
  await ack()
  if (taken === 'failed') await tell(body, respond, around, await lookOf(around, pressed.identity), 'notStored')
}

/** Nothing is decided by the click, so nothing is stored: the modal carries the request on, to be looked up again. */
function askingModal(verb: AskingVerb, { value }: Pressed, look: Look): SlackModal {
  const { requestId, termsVersion, durations = LESS_TIME, confirm = false } = value
  const metadata = JSON.stringify({ requestId, termsVersion })
  switch (verb) {
    case 'deny':
    case 'takeBack':
    case 'revoke':
      return reasonModal(verb, look, metadata)
    case 'approveLess':
      return lessTimeModal(durations, look, metadata, confirm)
    default:
      return unreachable(verb)
  }
}

/** To the person alone, beside the message, which stays as it is. */
async function tell(
  body: Payload,
  respond: Respond,
  { apiUrl, log }: Surroundings,
  { language }: Look,
  word: InboundWord,
): Promise<void> {
  const url = body['response_url']
  if (!respond || typeof url !== 'string' || !allowedResponseUrl(url, apiUrl)) return
  try {
    await respond({ response_type: 'ephemeral', replace_original: false, text: inboundWord(language, word) })
  } catch (error) {
    log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'Slack did not take an answer')
  }
}
