/** So many calls in so many milliseconds. */
export interface Window {
  readonly ms: number
  readonly calls: number
}

/** For one app in one conversation: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
export const PER_CONVERSATION: readonly Window[] = [
  { ms: 1_000, calls: 7 },
  { ms: 2_000, calls: 8 },
  { ms: 30_000, calls: 60 },
  { ms: 3_600_000, calls: 1_800 },
]
/** For one app in one tenant, all conversations together: the lower of two figures that were published. */
export const PER_TENANT: readonly Window[] = [{ ms: 1_000, calls: 30 }]

/** Who waits no longer than that waits here; others come again at the time they are given. */
const WAIT_HERE = 1_500
/** What is not urgent leaves this part of each window to what is. */
const SPARE = 0.25

export type Turn = { readonly outcome: 'now' } | { readonly outcome: 'later'; readonly afterMs: number }

/** Keeps what goes out within Teams' windows, for each conversation and in all. */
export interface Pace {
  /** Resolves when it is the turn of a call to that conversation, or says when to come again. */
  turn(place: string, urgent: boolean): Promise<Turn>
}

export interface PaceOptions {
  readonly monotonic?: () => number
  readonly sleep?: (ms: number) => Promise<void>
}

export function createPace({ monotonic = () => performance.now(), sleep = pause }: PaceOptions = {}): Pace {
  const conversations = new Map<string, number[]>()
  const all: number[] = []

  function callsOf(place: string, now: number): number[] {
    for (const [name, calls] of conversations) {
      trim(calls, now, PER_CONVERSATION)
      if (calls.length === 0 && name !== place) conversations.delete(name)
    }
    const known = conversations.get(place) ?? []
    conversations.set(place, known)
    return known
  }

  return {
    async turn(place, urgent) {
      const now = monotonic()
      const calls = callsOf(place, now)
      trim(all, now, PER_TENANT)
      const slot = Math.max(slotIn(calls, now, PER_CONVERSATION, urgent), slotIn(all, now, PER_TENANT, urgent))
      if (slot - now > WAIT_HERE) return { outcome: 'later', afterMs: Math.ceil(slot - now) }
      insert(calls, slot)
      insert(all, slot)
      if (slot > now) await sleep(slot - now)
      return { outcome: 'now' }
    },
  }
}

/** The earliest instant at which one more call stays within every window. */
function slotIn(calls: readonly number[], now: number, windows: readonly Window[], urgent: boolean): number {
  let slot = now
  for (const { ms, calls: limit } of windows) {
    const most = urgent ? limit : Math.max(1, Math.floor(limit * (1 - SPARE)))
    const blocking = calls[calls.length - most]
    if (blocking !== undefined) slot = Math.max(slot, blocking + ms)
  }
  return slot
}

function insert(calls: number[], at: number): void {
  const before = calls.findLastIndex((other) => other <= at)
  calls.splice(before + 1, 0, at)
}

function trim(calls: number[], now: number, windows: readonly Window[]): void {
  const longest = Math.max(...windows.map(({ ms }) => ms))
  const first = calls.findIndex((at) => at > now - longest)
  if (first !== 0) calls.splice(0, first < 0 ? calls.length : first)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
