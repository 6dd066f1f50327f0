import type { Engine, Log } from '../../bot/index.ts'
import type { InboundActivity } from './activity.ts'
import type { Conversations } from './conversations.ts'
import { deliveryKeyOf, rawDelivery, type Sender, type TeamsDelivery } from './deliveries.ts'

export type Taken = 'stored' | 'duplicate' | 'failed'

export interface IntakeOptions {
  readonly engine: Pick<Engine, 'now' | 'receive'>
  readonly conversations: Conversations
  readonly log: Log
}

/** What is needed to take something in: who sent it, and a key that tells it from a repetition. */
export interface Identified {
  readonly sender: Sender
  readonly deliveryKey: string
}

/** Null where the activity does not say who sent it, or cannot be told from a repetition of it. */
export function identified(activity: InboundActivity, tenant: string): Identified | null {
  const { from, conversation, locale, entities } = activity
  const deliveryKey = deliveryKeyOf(activity)
  if (from.aadObjectId === undefined || deliveryKey === null) return null
  const kind = conversation.conversationType === 'personal' ? 'personal' : 'shared'
  const place = { kind, conversationId: conversation.id, accountId: from.id } as const
  const said = locale ?? entities.find((entity) => entity.locale !== undefined)?.locale ?? null
  return { deliveryKey, sender: { tenant, userId: from.aadObjectId.toLowerCase(), locale: said, place } }
}

/**
 * Stores what came in, and where its sender is reached. Only when it returned may Teams be told that it arrived.
 * `failed`: nothing was stored.
 */
export async function takeIn(
  activity: InboundActivity,
  { sender, deliveryKey }: Identified,
  delivery: TeamsDelivery,
  { engine, conversations, log }: IntakeOptions,
): Promise<Taken> {
  try {
    await conversations.heard(activity, sender)
    const raw = rawDelivery(delivery)
    return await engine.receive({ platform: 'teams', deliveryKey, receivedAt: engine.now(), raw })
  } catch (error) {
    log.error({ deliveryKey, error: error instanceof Error ? error.name : 'unknown' }, 'A delivery was not stored')
    return 'failed'
  }
}
