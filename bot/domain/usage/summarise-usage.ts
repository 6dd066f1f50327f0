import { DAY, MINUTE } from '../duration.ts'
import type { Instant, PersonId } from '../values.ts'
import { createPairTally } from './pair-tally.ts'
import { percentile } from './percentile.ts'
import type { RoleUsage } from './role-usage.ts'
import { createSeries } from './series.ts'
import { isTerminalCode, statusCode, type UsagePage } from './usage-page.ts'

/** What a period's requests say about how roles are used. All lengths of time are milliseconds. */
export interface Usage {
  readonly requests: number
  readonly activated: number
  readonly denied: number
  readonly timedOut: number
  readonly canceled: number
  /** From the moment a request began to wait for approvers until it was approved or denied. Null where none was. */
  readonly decision: { readonly count: number; readonly medianMs: number; readonly p90Ms: number } | null
  readonly heldMs: number
  /** Had each of these people held each of the roles they activated for the whole period. */
  readonly standingMs: number
  /** Activations over time, in steps of equal length, at most thirty-one. */
  readonly timeline: readonly { readonly at: Instant; readonly activated: number }[]
  /** Most activated first. */
  readonly roles: readonly RoleUsage[]
  /** Most active first. */
  readonly people: readonly PersonUsage[]
}

export interface PersonUsage {
  readonly personId: PersonId
  readonly activated: number
  readonly heldMs: number
}

export interface Period {
  readonly from: Instant
  readonly to: Instant
}

const STEPS = 31

/** Asked for again so soon after the end that the first was too short. */
export const AGAIN_WITHIN = 30 * MINUTE

export interface UsageCounter {
  /** Rows in the order of their submission, a page at a time. */
  add(page: UsagePage): void
  /** `textOf` says what a number of the pages stands for. To be asked once. */
  result(textOf: (number: number) => string): Usage
}

const DENIED = statusCode('denied')
const TIMED_OUT = statusCode('timedOut')
const CANCELED = statusCode('canceled')

/** Counts as pages come by: what it keeps grows with people and roles, and with a few numbers for each activation. */
export function createUsageCounter(period: Period, now: Instant): UsageCounter {
  const pairs = createPairTally()
  const decisions = createSeries()
  const timeline = emptyTimeline(period)
  let canceled = 0

  function addRow(page: UsagePage, index: number): void {
    const status = page.status[index]
    const submittedAt = page.submittedAt[index] ?? 0
    const place = pairs.placeOf(page.activatable[index] ?? 0, page.requester[index] ?? 0)
    const role = pairs.roleAt(place)
    role.requests += 1
    // Of what never ended the last end is NaN, and no comparison with that holds.
    if (submittedAt - pairs.lastEndAt(place) <= AGAIN_WITHIN) role.askedAgain += 1
    if (status === DENIED) role.denied += 1
    if (status === TIMED_OUT) role.timedOut += 1
    if (status === CANCELED) canceled += 1
    const decidedIn = (page.decidedAt[index] ?? Number.NaN) - (page.approvalOpenedAt[index] ?? Number.NaN)
    if (!Number.isNaN(decidedIn)) decisions.add(decidedIn)
    if (Number.isNaN(page.startedAt[index] ?? Number.NaN)) return
    const column = timeline.columns[Math.floor((submittedAt - period.from) / timeline.step)]
    if (column) column.activated += 1
    addHeld(page, index, place)
  }

  function addHeld(page: UsagePage, index: number, place: number): void {
    const setEnd = page.endsAt[index] ?? Number.NaN
    const seenEnd = page.endVerifiedAt[index] ?? Number.NaN
    // What runs on is no end: a request made meanwhile follows it, and counts as asked again.
    const lastEnd = firstKnown(seenEnd, setEnd, now)
    const end = Number.isNaN(seenEnd) ? Math.min(lastEnd, now) : seenEnd
    const held = {
      durationMs: page.durationMs[index] ?? 0,
      heldMs: Math.max(0, end - (page.startedAt[index] ?? 0)),
      isOver: isTerminalCode(page.status[index] ?? 0),
      lastEnd,
    }
    pairs.addHeld(place, held)
  }

  return {
    add: (page) => {
      for (let index = 0; index < page.count; index += 1) addRow(page, index)
    },
    result: (textOf) => {
      const roles = pairs.roles(textOf).sort(byCount)
      const total = (field: 'requests' | 'activated' | 'denied' | 'timedOut' | 'heldMs' | 'people') =>
        roles.reduce((sum, role) => sum + role[field], 0)
      return {
        requests: total('requests'),
        activated: total('activated'),
        denied: total('denied'),
        timedOut: total('timedOut'),
        canceled,
        heldMs: total('heldMs'),
        decision: decisionOf(decisions.values()),
        standingMs: total('people') * (Math.min(period.to, now) - period.from),
        timeline: timeline.columns,
        roles,
        people: pairs.people(textOf).sort(byActivations),
      }
    },
  }
}

function emptyTimeline({ from, to }: Period) {
  const step = Math.max(1, Math.ceil((to - from) / STEPS / DAY)) * DAY
  const columns = Array.from({ length: Math.min(STEPS, Math.ceil((to - from) / step)) }, (_, index) => ({
    at: from + index * step,
    activated: 0,
  }))
  return { step, columns }
}

function firstKnown(first: number, second: number, otherwise: number): number {
  if (!Number.isNaN(first)) return first
  return Number.isNaN(second) ? otherwise : second
}

function decisionOf(times: Float64Array): Usage['decision'] {
  if (times.length === 0) return null
  return { count: times.length, medianMs: percentile(times, 50), p90Ms: percentile(times, 90) }
}

function byActivations(a: PersonUsage, b: PersonUsage): number {
  return b.activated - a.activated || (a.personId < b.personId ? -1 : 1)
}

function byCount(a: RoleUsage, b: RoleUsage): number {
  return b.activated - a.activated || b.requests - a.requests || (a.activatableKey < b.activatableKey ? -1 : 1)
}
