import { MINUTE } from './duration.ts'
import type { Instant } from './values.ts'

/** A step of the wall clock larger than this, not matched by time having passed, needs an explanation. */
export const TOLERATED_STEP = MINUTE

export interface ClockReading {
  readonly wall: Instant
  readonly monotonic: number
}

export interface GuardedTime {
  /** Engine time: never earlier than before. */
  readonly now: Instant
  readonly reading: ClockReading
  /** How far the wall clock stepped beyond what passed, in milliseconds; 0 within tolerance. Negative: back. */
  readonly step: number
}

/**
 * Engine time from two clocks. After a step back it goes on at the pace of real time from where it was, so that nothing
 * ended is revived and nothing running lasts longer; after a step forward it follows, and the step is reported.
 */
export function guardedTime(
  previous: { readonly now: Instant; readonly reading: ClockReading },
  reading: ClockReading,
): GuardedTime {
  const passed = Math.max(0, reading.monotonic - previous.reading.monotonic)
  const step = reading.wall - previous.reading.wall - passed
  const now = Math.max(reading.wall, Math.floor(previous.now + passed))
  return { now, reading, step: Math.abs(step) > TOLERATED_STEP ? Math.round(step) : 0 }
}
