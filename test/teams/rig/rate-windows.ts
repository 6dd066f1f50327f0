import type { Operation } from './faults.ts'

/**
 * Teams' limits for one bot in one conversation, for sending and for asking who is in it. Estimates of Microsoft's,
 * which a bot is to keep below. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
 */
const SENDING: readonly Window[] = [
  { seconds: 1, calls: 7 },
  { seconds: 2, calls: 8 },
  { seconds: 30, calls: 60 },
  { seconds: 3600, calls: 1800 },
]
const ASKING: readonly Window[] = [
  { seconds: 1, calls: 14 },
  { seconds: 2, calls: 16 },
  { seconds: 30, calls: 120 },
  { seconds: 3600, calls: 3600 },
]
/** Of one app in one tenant, all conversations together. */
const WHOLE_TENANT: readonly Window[] = [{ seconds: 1, calls: 50 }]

interface Window {
  readonly seconds: number
  readonly calls: number
}

export interface RateWindows {
  /** Counts a call. Null if it is within all windows, else in how many whole seconds it would be. */
  take(key: string, windows: readonly Window[]): number | null
}

export function createRateWindows(now: () => number): RateWindows {
  const taken = new Map<string, number[]>()
  return {
    take(key, windows) {
      const at = now()
      const times = taken.get(key) ?? []
      taken.set(key, times)
      const waits = windows.map(({ seconds, calls }) => {
        const inside = times.filter((time) => time > at - seconds * 1000)
        const oldest = inside[inside.length - calls]
        return oldest === undefined ? 0 : oldest + seconds * 1000 - at
      })
      const wait = Math.max(...waits)
      if (wait > 0) return Math.ceil(wait / 1000)
      times.push(at)
      return null
    },
  }
}

const QUESTIONS: readonly Operation[] = ['members', 'member']

/** Counts a call for its conversation and for the tenant. Null if Teams lets it through, else for how many seconds not. */
export function waitOf(rates: RateWindows, operation: Operation, conversation: string): number | null {
  const isQuestion = QUESTIONS.includes(operation)
  const thread = conversation.split(';messageid=')[0]
  const own = rates.take(`${isQuestion ? 'ask' : 'send'}:${thread}`, isQuestion ? ASKING : SENDING)
  return own ?? rates.take('tenant', WHOLE_TENANT)
}
