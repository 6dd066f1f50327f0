import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt'
import type { Log } from '../../bot/index.ts'
import type { Payload } from './body.ts'

export interface DeliveryAppOptions {
  readonly bolt: AppOptions
  /**
   * Runs before an event reaches Bolt, which acknowledges events before it calls listeners: what it returns, listeners
   * find in their context. If it throws, the event is not acknowledged and Slack sends it again.
   */
  readonly beforeEvent: (body: Payload) => Promise<{ readonly [name: string]: unknown }>
  readonly log: Log
}

/**
 * A Bolt app that loses nothing in silence, over HTTP and Socket Mode alike: events are stored before they are
 * acknowledged, and what nobody handles is acknowledged and logged, where Bolt would let Slack wait for three seconds.
 */
export class DeliveryApp extends App {
  readonly #options: DeliveryAppOptions

  constructor(options: DeliveryAppOptions) {
    super(options.bolt)
    this.#options = options
    // Bolt would hand errors to its log, which knows no secrets; here they end in `processEvent`.
    this.error(async (error) => {
      throw error
    })
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    const { log, beforeEvent } = this.#options
    let isAcknowledged = false
    const acknowledge = async (response?: unknown) => {
      if (isAcknowledged) return log.warn({ type: typeOf(event.body) }, 'A delivery was acknowledged twice')
      isAcknowledged = true
      await event.ack(response)
    }
    try {
      const found = isEvent(event.body) ? await beforeEvent(event.body) : {}
      const customProperties = { ...event.customProperties, ...found }
      await super.processEvent({ ...event, customProperties, ack: acknowledge })
    } catch (error) {
      if (!isAcknowledged) throw error
      log.error({ type: typeOf(event.body), error: describe(error) }, 'A delivery failed after it was acknowledged')
      return
    }
    if (isAcknowledged) return
    log.warn({ type: typeOf(event.body) }, 'Nobody handles this delivery of Slack: acknowledged, ignored')
    await acknowledge()
  }
}

function isEvent(body: Payload): boolean {
  return typeof body['event'] === 'object' && body['event'] !== null
}

/** The kind of a body, for the log: a short name that Slack gives, never what somebody typed. */
function typeOf(body: Payload): string {
  const { type, command } = body
  if (typeof type === 'string') return type.slice(0, 40)
  return command === undefined ? 'unknown' : 'command'
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
