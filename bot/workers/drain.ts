import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'

/** Pause before the store is asked again when it could not be read or written. */
const STORE_PAUSE = 1000

export interface DrainOptions<T> {
  readonly name: string
  readonly concurrency: number
  readonly clock: Clock
  readonly log: Log
  /** What is due now, the most urgent first. May return what is under way already. */
  readonly take: (limit: number) => Promise<readonly T[]>
  readonly keyOf: (item: T) => string
  readonly run: (item: T) => Promise<void>
  /** Lets an item whose run failed be due later, durably. Not called for what became due by itself again. */
  readonly putOff: (item: T, error: unknown) => Promise<void>
  /** Everything due was worked off; what is due next may have changed. */
  readonly onDrained: () => void
}

/** Works off what is due: many at a time, the same thing never twice at once. */
export interface Drain {
  /** There may be something due. Cheap; may be called at any time. */
  poke(): void
  /** Resolves when nothing is under way and nothing more is due. */
  idle(): Promise<void>
  /** Starts nothing more and waits for what is under way. */
  stop(): Promise<void>
}

/**
 * The list of what is due is read once and worked off; it is read again when it is used up, or when something was poked,
 * or when what was passed over because it was under way has finished. So the cost grows with the work, not with its
 * square.
 */
export function createDrain<T>(options: DrainOptions<T>): Drain {
  const { name, concurrency, clock, log, take, keyOf, run, putOff, onDrained } = options
  const underWay = new Set<string>()
  const passedOver = new Set<string>()
  const waiters = new Set<() => void>()
  let queue: T[] = []
  let isReading = false
  let isPoked = false
  let isStopped = false
  let hasMore = false

  function poke(): void {
    isPoked = true
    if (!isReading) void read()
  }

  async function read(): Promise<void> {
    isReading = true
    while (isPoked && !isStopped && underWay.size < concurrency) {
      isPoked = false
      await readOnce()
      startNext()
    }
    isReading = false
    settle()
  }

  async function readOnce(): Promise<void> {
    try {
      const limit = 2 * concurrency + underWay.size
      const due = await take(limit)
      hasMore = due.length >= limit
      queue = due.filter((item) => !isUnderWay(keyOf(item)))
    } catch (error) {
      log.error({ worker: name, error }, 'cannot read what is due')
      clock.wake(STORE_PAUSE, poke)
    }
  }

  function isUnderWay(key: string): boolean {
    if (underWay.has(key)) passedOver.add(key)
    return underWay.has(key)
  }

  function startNext(): void {
    while (!isStopped && underWay.size < concurrency) {
      const item = queue.shift()
      if (item === undefined) return
      if (!isUnderWay(keyOf(item))) void start(keyOf(item), item)
    }
  }

  async function start(key: string, item: T): Promise<void> {
    underWay.add(key)
    try {
      await run(item)
    } catch (error) {
      await giveBack(key, item, error)
    }
    underWay.delete(key)
    startNext()
    const isWanted = passedOver.delete(key) || (queue.length === 0 && hasMore)
    if (isWanted || isPoked) poke()
    // Also after a poke: what was passed over may have been put off meanwhile, and the poke then finds nothing due.
    if (underWay.size === 0) onDrained()
    settle()
  }

  /** Where even that cannot be written, the item stays under way for a while, so that it is not taken at once again. */
  async function giveBack(key: string, item: T, error: unknown): Promise<void> {
    log.error({ worker: name, key, error }, 'work failed, to be tried again')
    try {
      await putOff(item, error)
    } catch (cause) {
      log.error({ worker: name, key, error: cause }, 'cannot put off what failed')
      await new Promise<void>((resolve) => clock.wake(STORE_PAUSE, resolve))
      passedOver.add(key)
    }
  }

  function settle(): void {
    if (underWay.size || isReading || (isPoked && !isStopped)) return
    for (const waiter of waiters) waiter()
    waiters.clear()
  }

  function idle(): Promise<void> {
    return new Promise((resolve) => {
      waiters.add(resolve)
      if (isStopped) settle()
      else poke()
    })
  }

  async function stop(): Promise<void> {
    isStopped = true
    await idle()
  }

  return { poke, idle, stop }
}
