/** https://docs.slack.dev/apis/web-api/rate-limits: one message a second in each channel; short bursts only. */
const INTERVAL = 1_000
/** Who waits no longer than that waits here; others come again at the time they are given. */
const WAIT_HERE = 1_500
/** A place in the queue that nobody came for is free again. */
const FORGOTTEN_AFTER = 60_000

export type Turn = { readonly outcome: 'now' } | { readonly outcome: 'later'; readonly afterMs: number }

/** Spaces what goes to one place; each place has a pace of its own. */
export interface Pace {
  /**
   * Resolves when it is the turn of this message, or says when to come again: its place is kept. What is urgent passes
   * everything that was sent away to come again.
   */
  turn(place: string, key: string, urgent: boolean): Promise<Turn>
}

interface Place {
  /** When the latest that is on its way goes out. */
  last: number
  /** When the first place in the queue is free. */
  next: number
  readonly booked: Map<string, number>
}

export interface PaceOptions {
  readonly monotonic?: () => number
  readonly sleep?: (ms: number) => Promise<void>
  readonly interval?: number
}

export function createPace(options: PaceOptions = {}): Pace {
  const { monotonic = () => performance.now(), sleep = pause, interval = INTERVAL } = options
  const places = new Map<string, Place>()

  return {
    async turn(name, key, urgent) {
      const now = monotonic()
      const place = placeOf(places, name, now, interval)
      const earliest = Math.max(now, place.last + interval)
      const wanted = place.booked.get(key) ?? (urgent ? earliest : Math.max(earliest, place.next))
      const slot = Math.max(wanted, earliest)
      if (slot - now > WAIT_HERE) return later(place, key, Math.max(slot, place.booked.has(key) ? 0 : place.next), now)
      place.booked.delete(key)
      place.last = slot
      if (slot > now) await sleep(slot - now)
      return { outcome: 'now' }
    },
  }

  function later(place: Place, key: string, slot: number, now: number): Turn {
    place.booked.set(key, slot)
    place.next = Math.max(place.next, slot + interval)
    return { outcome: 'later', afterMs: Math.ceil(slot - now) }
  }
}

function placeOf(places: Map<string, Place>, name: string, now: number, interval: number): Place {
  const known = places.get(name)
  if (known) {
    for (const [key, slot] of known.booked) if (slot + FORGOTTEN_AFTER < now) known.booked.delete(key)
    return known
  }
  for (const [other, { last, booked }] of places) {
    if (booked.size === 0 && last + interval < now) places.delete(other)
  }
  const fresh: Place = { last: now - interval, next: now, booked: new Map() }
  places.set(name, fresh)
  return fresh
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
