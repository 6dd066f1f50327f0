import type { Delivery, Intent, Understood } from '../../bot/index.ts'
import { type PersonOf, typedText } from './command-text.ts'
import { type SlackDelivery, storedDelivery } from './deliveries.ts'

/** What a stored delivery asks. Its answer goes to the asking person alone, where they asked. */
export async function understand(delivery: Delivery, personOf: PersonOf = async () => null): Promise<Understood> {
  const stored = storedDelivery(delivery.raw)
  if (!stored) return { kind: 'ignored', reason: 'Not a delivery of Slack' }
  if (stored.kind === 'event') return { kind: 'ignored', reason: `${stored.event} asks for nothing` }
  const { tenant, userId } = stored
  return {
    kind: 'intent',
    identity: { platform: 'slack', tenant, userId },
    intent: await intentOf(stored, personOf),
    replyTo: `reply:${userId}:${delivery.deliveryKey}`,
    language: null,
  }
}

async function intentOf(stored: SlackDelivery & { kind: 'command' | 'action' }, personOf: PersonOf): Promise<Intent> {
  if (stored.kind === 'command') return { kind: 'text', text: await typedText(stored.text, personOf) }
  const { verb, requestId, termsVersion, inputs } = stored
  return { kind: 'action', verb, requestId, termsVersion, inputs }
}
