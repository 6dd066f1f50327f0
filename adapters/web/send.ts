import type { Instant, OutgoingMessage, Person, PersonId, SendOutcome } from '../../bot/index.ts'
import { channelAddress, parseAddress, personAddress } from './address.ts'
import type { Conversations } from './conversations.ts'
import type { CardRecord } from './message-record.ts'

export interface SendSurroundings {
  readonly conversations: Conversations
  readonly channels: readonly string[]
  readonly now: () => Instant
  readonly person: (id: PersonId) => Promise<Person | null>
}

/** Stores the message; who has the conversation open sees it at once. Does not throw: a failed write is tried again. */
export async function send(message: OutgoingMessage, surroundings: SendSurroundings): Promise<SendOutcome> {
  const { conversations } = surroundings
  try {
    const address = await knownAddress(message.address, surroundings)
    if (!address) return { outcome: 'unreachable', reason: 'The web chat has no such conversation' }
    const record = recordOf(message, surroundings.now())
    const replaced = message.replaces ? await conversations.replace(address, message.replaces, record) : null
    const stored = replaced ?? (await conversations.post(address, record))
    return { outcome: 'sent', messageId: stored.id }
  } catch (error) {
    return { outcome: 'retry', notBefore: null, reason: error instanceof Error ? error.message : String(error) }
  }
}

async function knownAddress(text: string, { channels, person }: SendSurroundings): Promise<string | null> {
  const address = parseAddress(text)
  if (address.kind === 'channel') return channels.includes(address.name) ? channelAddress(address.name) : null
  return (await person(address.personId)) ? personAddress(address.personId) : null
}

function recordOf(message: OutgoingMessage, at: Instant): CardRecord {
  const { key, viewVersion, language, timeZone, view } = message
  return { kind: 'card', key, at, viewVersion, language, timeZone, view }
}
