import { HOUR, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import type { JsonObject } from '../../bot/domain/values.ts'
import type { Simulation } from './simulation.ts'

export interface Sending {
  /** Null for a stranger. */
  readonly personId: string | null
  readonly platform: 'web' | 'slack'
  readonly raw: JsonObject
}

/**
 * The way from somebody's screen to the server: late, out of order, more than once, or never. A platform that hears no
 * acknowledgement sends again, four times in all.
 */
export interface Network {
  send(sending: Sending): void
  /** What is sent by `act` arrives at once: who presses at the last moment should be able to be in time. */
  promptly(act: () => void): void
  /** Nothing is lost or doubled any more. */
  heal(): void
}

const PAUSES = [3 * SECOND, 30 * SECOND, 5 * MINUTE]

export function createNetwork(simulation: Simulation): Network {
  const { scheduler, ledger } = simulation
  const random = simulation.random.fork()
  let isHealed = false
  let isPrompt = false
  let sent = 0

  function arrive(platform: string, deliveryKey: string, attempt: number): void {
    const delivery = ledger.deliveries.get(deliveryKey)
    if (!delivery) return
    const engine = simulation.engine()
    const raw = delivery.raw as JsonObject
    if (engine)
      engine.receive({ platform, deliveryKey, receivedAt: engine.now(), raw }).then(
        () => {
          delivery.isAcknowledged = true
        },
        () => {},
      )
    const pause = PAUSES[attempt]
    if (pause === undefined) return
    scheduler.after(pause, `waited for acknowledgement of ${deliveryKey}`, () => {
      if (!delivery.isAcknowledged) arrive(platform, deliveryKey, attempt + 1)
    })
  }

  return {
    send: ({ personId, platform, raw }) => {
      sent += 1
      const deliveryKey = `d-${sent}`
      ledger.deliveries.set(deliveryKey, { platform, deliveryKey, personId, raw, isAcknowledged: false, completed: 0 })
      if (!isHealed && random.chance(0.03)) return
      const copies = !isHealed && random.chance(0.1) ? 2 : 1
      for (let copy = 0; copy < copies; copy += 1) {
        const late = isPrompt ? 0 : random.chance(0.1) ? random.int(0, 20 * SECOND) : random.int(1, 400)
        const muchLater = copy > 0 && random.chance(0.3) ? random.int(0, HOUR) : 0
        scheduler.after(late + muchLater, `arrival of ${deliveryKey}`, () => arrive(platform, deliveryKey, 0))
      }
    },
    promptly: (act) => {
      isPrompt = true
      act()
      isPrompt = false
    },
    heal: () => {
      isHealed = true
    },
  }
}
