import type { Delivery, Intent, Understood } from '../../bot/index.ts'
import { replyAddress } from './address.ts'
import { namedLine, type PersonOf } from './command-text.ts'
import { storedDelivery, type TeamsDelivery } from './deliveries.ts'
import { languageOf } from './language.ts'

/** What a stored delivery asks. Its answer goes to the asking person alone, where they asked. */
export async function understand(delivery: Delivery, personOf: PersonOf = async () => null): Promise<Understood> {
  const stored = storedDelivery(delivery.raw)
  if (!stored) return { kind: 'ignored', reason: 'Not a delivery of Teams' }
  const { tenant, userId, locale, place } = stored
  return {
    kind: 'intent',
    identity: { platform: 'teams', tenant, userId },
    intent: await intentOf(stored, personOf),
    replyTo: replyAddress(userId, delivery.deliveryKey, place),
    language: languageOf(locale),
  }
}

async function intentOf(stored: TeamsDelivery, personOf: PersonOf): Promise<Intent> {
  switch (stored.kind) {
    case 'text': {
      const line = await namedLine(stored, personOf)
      return { kind: 'text', text: stored.isCommand && !isAddressed(line) ? `${COMMAND} ${line}` : line }
    }
    case 'action': {
      const { verb, requestId, termsVersion, inputs } = stored
      return { kind: 'action', verb, requestId, termsVersion, inputs }
    }
    // Who adds the app is shown what it does, or told that it is not for them.
    case 'installed':
      return { kind: 'text', text: `${COMMAND} help` }
  }
}

const COMMAND = '/elevate'

function isAddressed(line: string): boolean {
  return /^\s*\/?elevate(\s|$)/i.test(line)
}
