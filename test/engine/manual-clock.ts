import type { Clock } from '../../bot/ports/clock.ts'

/** A clock that stands still until it is moved. Timers fire while it moves, each at its own time. */
export interface ManualClock extends Clock {
  advance(ms: number): Promise<void>
  /** The wall clock alone steps: what a wrong time server does. */
  step(ms: number): void
}

export function createManualClock(start: number): ManualClock {
  let wall = start
  let monotonic = 0
  let timers: { readonly at: number; readonly callback: () => void }[] = []

  /** Real turns of the event loop, so that what a timer set off gets done before the next one fires. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  return {
    wall: () => wall,
    monotonic: () => monotonic,
    wake: (afterMs, callback) => {
      const timer = { at: monotonic + Math.max(0, afterMs), callback }
      timers.push(timer)
      return () => {
        timers = timers.filter((each) => each !== timer)
      }
    },
    advance: async (ms) => {
      const target = monotonic + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= target).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((each) => each !== next)
        wall += Math.max(0, next.at - monotonic)
        monotonic = Math.max(monotonic, next.at)
        next.callback()
        await settle()
      }
      wall += target - monotonic
      monotonic = target
      await settle()
    },
    step: (ms) => {
      wall += ms
    },
  }
}
