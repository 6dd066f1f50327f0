import type { Clock } from '../ports/clock.ts'

/** Node fires timers beyond 2^31-1 ms at once: longer waits are cut, callers look again. */
const LONGEST_TIMER = 2 ** 31 - 1

export function createSystemClock(): Clock {
  return {
    wall: () => Date.now(),
    monotonic: () => performance.now(),
    wake: (afterMs, callback) => {
      const timer = setTimeout(callback, Math.min(Math.max(0, afterMs), LONGEST_TIMER))
      return () => clearTimeout(timer)
    },
  }
}

/** The demonstration's clock: the system's, moved ahead by hand. Both readings move, so that no step goes unexplained. */
export interface DemoClock extends Clock {
  skip(ms: number): void
  readonly skipped: () => number
}

export function createDemoClock(base: Clock, skippedBefore: number): DemoClock {
  let skipped = skippedBefore
  return {
    wall: () => base.wall() + skipped,
    monotonic: () => base.monotonic() + skipped,
    wake: base.wake,
    skip: (ms) => {
      skipped += Math.max(0, ms)
    },
    skipped: () => skipped,
  }
}
