import { setTimeout as wait } from 'node:timers/promises'
import type { Instant } from '../../domain/values.ts'
import type { Instead } from '../../main/parts.ts'

/** What a drill needs of the world; tests bring a clock and a tenant of their own. */
export interface Surroundings {
  now(): Instant
  sleep(ms: number): Promise<void>
  /** Calls back at the first Ctrl-C; returns how to call it off. */
  onInterrupt(callback: () => void): () => void
  readonly instead?: Instead
  /** Before a read of Graph is repeated. */
  readonly pauseMs?: number
}

/** Somebody pressed Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  constructor() {
    super('interrupted')
  }
}

/** The machine's own clock and signals. A second Ctrl-C ends the process at once: the tenant then ends the role. */
export function realSurroundings(): Surroundings {
  return {
    now: () => Date.now(),
    sleep: (ms) => wait(ms),
    onInterrupt: (callback) => {
      let pressed = 0
      const listener = () => {
        pressed += 1
        if (pressed > 1) process.exit(1)
        callback()
      }
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, listener)
      return () => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, listener)
      }
    },
  }
}

/** Lets waits end when somebody interrupts, and says whether anybody did. */
export function interruptible(around: Surroundings) {
  let isInterrupted = false
  const stop = Promise.withResolvers<never>()
  // Nobody may be waiting at that moment.
  stop.promise.catch(() => undefined)
  const callOff = around.onInterrupt(() => {
    isInterrupted = true
    stop.reject(new Interrupted())
  })
  return {
    callOff,
    until: <T>(work: Promise<T>): Promise<T> => Promise.race([work, stop.promise]),
    /** Throws once somebody did. */
    goOn: () => {
      if (isInterrupted) throw new Interrupted()
    },
  }
}
