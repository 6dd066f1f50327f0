import { createTask, parse } from 'node-cron'
import { DAY, MINUTE } from '../../domain/duration.ts'
import type { Instant } from '../../domain/values.ts'

/** Turns missed longer ago than this are not looked for: more than a month is covered by the next turn anyway. */
const LOOKS_BACK = 32 * DAY
/** Every zone is a multiple of this away from UTC, so most minutes need not be asked about. */
const ZONE_STEP = 15

/** Wall-clock times of one cron expression of five fields in a zone. */
export interface Slots {
  /** The latest time after `after` and not after `until` (instants), or null where there is none. */
  latest(after: Instant, until: Instant): Instant | null
  close(): void
}

/** Between summer and winter time an hour is skipped or repeated: node-cron decides by the clock on the wall. */
export function createSlots(expression: string, timeZone: string): Slots {
  const task = createTask(expression, () => {}, { timezone: timeZone })
  const minutes = new Set(parse(expression).minute.map((minute) => minute % ZONE_STEP))
  return {
    latest: (after, until) => {
      const earliest = Math.max(after, until - LOOKS_BACK)
      for (let at = until - (until % MINUTE); at > earliest; at -= MINUTE) {
        if (minutes.has((at / MINUTE) % ZONE_STEP) && task.match(new Date(at))) return at
      }
      return null
    },
    close: () => void task.destroy(),
  }
}
