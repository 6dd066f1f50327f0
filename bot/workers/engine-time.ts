import { type ClockReading, guardedTime } from '../domain/clock-guard.ts'
import type { Instant } from '../domain/values.ts'
import type { Clock } from '../ports/clock.ts'
import type { EngineTime } from '../use-cases/context.ts'

export interface EngineTimeOptions {
  readonly clock: Clock
  /** The latest time known from before: a clock set back while the server was down revives nothing. */
  readonly mark: Instant
  /** A jump that nobody confirmed yet, also before the last restart. */
  readonly unconfirmed: boolean
  /** Hears of every unexplained step of the wall clock, in milliseconds. */
  readonly onStep: (step: number) => void
}

/** Engine time over a clock that may jump. Confirming forgives a jump; nothing sets engine time back. */
export function createEngineTime({ clock, mark, unconfirmed: before, onStep }: EngineTimeOptions): EngineTime {
  let reading: ClockReading = { wall: clock.wall(), monotonic: clock.monotonic() }
  let now = Math.max(reading.wall, mark)
  let unconfirmed = before

  function read(): Instant {
    const next = guardedTime({ now, reading }, { wall: clock.wall(), monotonic: clock.monotonic() })
    now = next.now
    reading = next.reading
    if (next.step > 0) unconfirmed = true
    if (next.step !== 0) onStep(next.step)
    return now
  }

  return {
    now: read,
    isUnconfirmed: () => {
      read()
      return unconfirmed
    },
    confirm: () => {
      read()
      unconfirmed = false
    },
  }
}
