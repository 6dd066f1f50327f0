import type { Delivery, Engine, NewDelivery } from '../../bot/index.ts'

export interface FakeEngine extends Engine {
  readonly deliveries: readonly NewDelivery[]
  /** Moves its clock. */
  skip(ms: number): void
  /** What `receive` does before it stores: fail, or wait. */
  before: () => Promise<void>
  /** What happens with a stored delivery, after `receive` has answered. */
  process: (delivery: Delivery) => void | Promise<void>
  suggestions: readonly string[]
  /** What was asked of `suggest`. */
  readonly asked: { readonly personId: string; readonly typed: string }[]
}

/** An engine that only stores and counts; tests say what it answers. Its clock stands at noon UTC until moved. */
export function createFakeEngine(): FakeEngine {
  const deliveries = new Map<string, NewDelivery>()
  const asked: FakeEngine['asked'] = []
  let now = Date.UTC(2026, 4, 12, 12, 0)
  return {
    get deliveries() {
      return [...deliveries.values()]
    },
    skip(ms) {
      now += ms
    },
    before: async () => {},
    process: () => {},
    suggestions: [],
    asked,
    now: () => now,
    async receive(delivery) {
      await this.before()
      const key = `${delivery.platform} ${delivery.deliveryKey}`
      if (deliveries.has(key)) return 'duplicate'
      deliveries.set(key, delivery)
      setImmediate(() => this.process({ ...delivery, attempts: 0 }))
      return 'stored'
    },
    async suggest(personId, typed) {
      asked.push({ personId, typed })
      return this.suggestions
    },
    explain: unused,
    choices: unused,
    overview: unused,
    viewOf: unused,
    purposeView: unused,
    proveIdentity: unused,
    recordFactor: unused,
    recordLink: unused,
  }
}

async function unused(): Promise<never> {
  throw new Error('The web chat asked for something that is not its business')
}
