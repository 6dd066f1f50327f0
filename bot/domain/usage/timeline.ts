import { DAY } from '../duration.ts'
import type { Instant } from '../values.ts'
import type { PairPlaces } from './pair-places.ts'
import { isStarted } from './tally.ts'
import type { UsagePage } from './usage-page.ts'
import type { UsagePart } from './usage-part.ts'

export interface Period {
  readonly from: Instant
  readonly to: Instant
}

/** Activations over time, in steps of equal length, at most thirty-one. */
export type Timeline = readonly { readonly at: Instant; readonly activated: number }[]

export interface TimelineCounter {
  /** Rows of the period. */
  add(part: UsagePart): void
  of(roles: readonly number[]): Timeline
}

/** What was activated of each role in a page, and when its requests were submitted. */
interface PageSum {
  readonly earliest: Instant
  readonly latest: Instant
  /** In the order of the places' roles; those that came later are missing. */
  readonly activated: Uint32Array
}

const STEPS = 31

/** Timelines of one question after the other. A page that comes again is looked through only where a step ends in it. */
export function createTimelines(places: PairPlaces): (period: Period) => TimelineCounter {
  const known = new WeakMap<UsagePage, PageSum>()

  function sumOf(page: UsagePage): PageSum {
    const sum = known.get(page) ?? sumUp(page, places)
    known.set(page, sum)
    return sum
  }
  return (period) => createTimeline(period, places, sumOf)
}

function createTimeline(
  { from, to }: Period,
  places: PairPlaces,
  sumOf: (page: UsagePage) => PageSum,
): TimelineCounter {
  const step = Math.max(1, Math.ceil((to - from) / STEPS / DAY)) * DAY
  const length = Math.max(0, Math.min(STEPS, Math.ceil((to - from) / step)))
  /** A role's columns one after the other. */
  let counts = new Uint32Array(0)

  const columnOf = (at: Instant) => Math.floor((at - from) / step)

  function count(role: number, column: number, by: number): void {
    const cell = role * length + column
    if (cell >= counts.length) makeRoom(cell)
    counts[cell] = (counts[cell] ?? 0) + by
  }

  function makeRoom(cell: number): void {
    const larger = new Uint32Array(2 * cell + STEPS)
    larger.set(counts)
    counts = larger
  }

  function addRows({ page, first, end }: UsagePart): void {
    const pairs = places.of(page)
    const { roleOf } = places
    for (let index = first; index < end; index += 1)
      if (isStarted(page, index)) count(roleOf[pairs[index] ?? 0] ?? 0, columnOf(page.submittedAt[index] ?? 0), 1)
  }

  return {
    add(part) {
      const { page, first, end, stays } = part
      if (!stays || first > 0 || end < page.count) return addRows(part)
      const { earliest, latest, activated } = sumOf(page)
      const column = columnOf(earliest)
      if (column !== columnOf(latest)) return addRows(part)
      for (const [role, by] of activated.entries()) if (by > 0) count(role, column, by)
    },
    of: (roles) =>
      Array.from({ length }, (_, column) => ({
        at: from + column * step,
        activated: roles.reduce((sum, role) => sum + (counts[role * length + column] ?? 0), 0),
      })),
  }
}

function sumUp(page: UsagePage, places: PairPlaces): PageSum {
  const pairs = places.of(page)
  const { roleOf } = places
  const activated = new Uint32Array(places.roles.length)
  let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let index = 0; index < page.count; index += 1) {
    const at = page.submittedAt[index] ?? 0
    earliest = Math.min(earliest, at)
    latest = Math.max(latest, at)
    const role = roleOf[pairs[index] ?? 0] ?? 0
    if (isStarted(page, index)) activated[role] = (activated[role] ?? 0) + 1
  }
  return { earliest, latest, activated }
}
