import type { AdapterState, Engine, Log } from '../../bot/index.ts'
import { type Inbound, rawDelivery } from './deliveries.ts'
import type { Replies } from './replies.ts'
import { allowedResponseUrl, rememberReply } from './reply-state.ts'

export type Taken = 'stored' | 'duplicate' | 'failed'

export interface IntakeOptions {
  readonly engine: Pick<Engine, 'now' | 'receive'>
  readonly state: AdapterState
  readonly replies: Replies
  readonly apiUrl: string
  readonly log: Log
}

/**
 * Stores what came in, with where its answer can go. Only when it returned may Slack be told that it arrived. `failed`:
 * nothing was stored.
 */
export async function takeIn(inbound: Inbound, options: IntakeOptions): Promise<Taken> {
  const { engine, state, replies, apiUrl, log } = options
  const { deliveryKey, triggerId, channelId } = inbound
  const responseUrl = allowedResponseUrl(inbound.responseUrl, apiUrl)
  try {
    const receivedAt = engine.now()
    const raw = rawDelivery(inbound.delivery)
    if (triggerId) replies.keepTrigger(deliveryKey, triggerId)
    // Begun in this order and at once, so that both can share one flush and the answer finds where to go.
    const [remembered, received] = await Promise.allSettled([
      responseUrl || channelId ? rememberReply(state, deliveryKey, { responseUrl, channelId }, receivedAt) : null,
      engine.receive({ platform: 'slack', deliveryKey, receivedAt, raw }),
    ])
    if (received.status === 'rejected') throw received.reason
    if (remembered.status === 'rejected')
      log.warn({ deliveryKey }, 'Where an answer can go was not stored: it comes as a direct message')
    return received.value
  } catch (error) {
    replies.triggerFor(deliveryKey)
    log.error(
      { deliveryKey, error: error instanceof Error ? error.message : String(error) },
      'A delivery was not stored',
    )
    return 'failed'
  }
}
