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
    if (responseUrl || channelId) await rememberReply(state, deliveryKey, { responseUrl, channelId }, receivedAt)
    if (triggerId) replies.keepTrigger(deliveryKey, triggerId)
    return await engine.receive({ platform: 'slack', deliveryKey, receivedAt, raw: rawDelivery(inbound.delivery) })
  } catch (error) {
    replies.triggerFor(deliveryKey)
    log.error(
      { deliveryKey, error: error instanceof Error ? error.message : String(error) },
      'A delivery was not stored',
    )
    return 'failed'
  }
}
