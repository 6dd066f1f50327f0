/** The demo clock between two announcements of the server. */
export interface DemoClock {
  now(): number
  set(now: number): void
}

export function createDemoClock(start: number): DemoClock {
  let base = { now: start, at: performance.now() }
  return {
    now: () => base.now + performance.now() - base.at,
    set(now) {
      base = { now, at: performance.now() }
    },
  }
}
