import type { Instant } from '../domain/values.ts'

export interface Clock {
  /** Wall clock, UTC milliseconds. May jump. */
  wall(): Instant
  /** Milliseconds that only ever advance, at the pace of real time; the origin means nothing. */
  monotonic(): number
  /** Calls back once after that many milliseconds at the latest possible precision; returns how to call it off. */
  wake(afterMs: number, callback: () => void): () => void
}
