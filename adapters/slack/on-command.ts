import type { AckFn, RespondArguments } from '@slack/bolt'
import type { Payload } from './body.ts'
import { COMMANDS, commandInbound } from './deliveries.ts'
import { type InboundWord, inboundWord } from './inbound-words.ts'
import { takeIn } from './intake.ts'
import { lookOf, type Surroundings } from './surroundings.ts'

/** A slash command: stored, then acknowledged without a word; the answer follows. */
export async function onCommand(body: Payload, ack: AckFn<RespondArguments>, around: Surroundings): Promise<void> {
  const home = around.home()
  const inbound = home && commandInbound(body, home.teamId)
  const say = async (word: InboundWord) => {
    const { language } = await lookOf(around, inbound?.identity ?? null)
    await ack({ response_type: 'ephemeral', text: inboundWord(language, word) })
  }
  if (!home) return say('notReady')
  if (!COMMANDS.some((command) => command === body['command']) || !inbound) {
    around.log.warn({ isReadable: inbound !== null }, 'A command of Slack that is not ours was refused')
    return say('unknownCommand')
  }
  const taken = await takeIn(inbound, around)
  await (taken === 'failed' ? say('notStored') : ack())
}
