/** Remembers until when Teams wants to be left alone, for each kind of call and place apart. */
export interface Holds {
  /** Milliseconds left; 0: it may be called. */
  remaining(what: string): number
  hold(what: string, ms: number): void
}

export function createHolds(monotonic: () => number = () => performance.now()): Holds {
  const until = new Map<string, number>()

  return {
    remaining: (what) => {
      const left = (until.get(what) ?? 0) - monotonic()
      if (left > 0) return Math.ceil(left)
      until.delete(what)
      return 0
    },
    hold: (what, ms) => {
      const now = monotonic()
      for (const [other, at] of until) if (at <= now) until.delete(other)
      until.set(what, Math.max(until.get(what) ?? 0, now + ms))
    },
  }
}
