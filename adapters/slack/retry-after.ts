/** Longest pause that is believed, so that one absurd answer does not silence a channel for days. */
const LONGEST = 60 * 60_000

/** Pauses that Slack asked for, each for what it was asked about: everything else goes on. */
export interface RetryAfter {
  /** Milliseconds still to wait; 0 where nothing is on hold. */
  remaining(what: string): number
  hold(what: string, ms: number): void
}

/** `monotonic` gives milliseconds that only advance. */
export function createRetryAfter(monotonic: () => number): RetryAfter {
  const until = new Map<string, number>()
  return {
    remaining: (what) => {
      const left = Math.ceil((until.get(what) ?? 0) - monotonic())
      if (left > 0) return left
      until.delete(what)
      return 0
    },
    hold: (what, ms) => {
      const end = monotonic() + Math.min(ms, LONGEST)
      until.set(what, Math.max(until.get(what) ?? 0, end))
    },
  }
}
