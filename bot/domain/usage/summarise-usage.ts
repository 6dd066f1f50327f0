import { DAY, MINUTE } from '../duration.ts'
import type { Instant, PersonId } from '../values.ts'
import { percentile } from './percentile.ts'
import type { RoleTally, RoleUsage } from './role-usage.ts'
import { peopleIn, rolesIn } from './room-result.ts'
import { append, valuesOf } from './series.ts'
import { isTerminalCode, statusCode, type UsagePage } from './usage-page.ts'
import { CELL, CELLS, createUsageRoom, enterRoom, makeRoom, openCells, type UsageRoom } from './usage-room.ts'

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

/**
 * Counts as pages come by: what it keeps grows with people and roles, and with a few numbers for each activation. A room
 * that is kept from question to question makes those faster that follow. Throws where another question entered it meanwhile.
 */
export function createUsageCounter(period: Period, now: Instant, room: UsageRoom = createUsageRoom()): UsageCounter {
  const question = enterRoom(room)
  const { decisions, places } = room
  const timeline = emptyTimeline(period)
  let canceled = 0

  function addRow(page: UsagePage, index: number, place: number): void {
    const { cells } = room
    const at = place * CELLS
    const status = page.status[index] ?? 0
    const submittedAt = page.submittedAt[index] ?? 0
    if (cells[at + CELL.requests] === 0) openCells(room, place)
    increase(cells, at + CELL.requests)
    // Of what never ended the last end is NaN, and no comparison with that holds.
    if (submittedAt - (cells[at + CELL.lastEnd] ?? Number.NaN) <= AGAIN_WITHIN) increase(cells, at + CELL.askedAgain)
    if (status === DENIED) increase(cells, at + CELL.denied)
    if (status === TIMED_OUT) increase(cells, at + CELL.timedOut)
    if (status === CANCELED) canceled += 1
    const decidedIn = (page.decidedAt[index] ?? Number.NaN) - (page.approvalOpenedAt[index] ?? Number.NaN)
    if (!Number.isNaN(decidedIn)) append(decisions, decidedIn)
    if (Number.isNaN(page.startedAt[index] ?? Number.NaN)) return
    const column = timeline.columns[Math.floor((submittedAt - period.from) / timeline.step)]
    if (column) column.activated += 1
    addHeld(page, index, at)
  }

  function addHeld(page: UsagePage, index: number, at: number): void {
    const { cells, roles } = room
    const durationMs = page.durationMs[index] ?? 0
    const seenEnd = page.endVerifiedAt[index] ?? Number.NaN
    // What runs on is no end: a request made meanwhile follows it, and counts as asked again.
    const lastEnd = firstKnown(seenEnd, page.endsAt[index] ?? Number.NaN, now)
    const end = Number.isNaN(seenEnd) ? Math.min(lastEnd, now) : seenEnd
    const heldMs = Math.max(0, end - (page.startedAt[index] ?? 0))
    increase(cells, at + CELL.activated)
    increase(cells, at + CELL.held, heldMs)
    cells[at + CELL.lastEnd] = lastEnd
    const role = roles[cells[at + CELL.role] ?? 0]
    if (role) addDurations(role, durationMs, heldMs, isTerminalCode(page.status[index] ?? 0))
  }

  return {
    add: (page) => {
      if (room.question !== question) throw new RangeError('Another question is being counted here')
      const pairs = places.of(page)
      makeRoom(room)
      for (let index = 0; index < page.count; index += 1) addRow(page, index, pairs[index] ?? 0)
    },
    result: (textOf) => {
      if (room.question !== question) throw new RangeError('Another question was counted here')
      const roles = rolesIn(room, textOf).sort(byCount)
      const total = (field: 'requests' | 'activated' | 'denied' | 'timedOut' | 'heldMs' | 'people') =>
        roles.reduce((sum, role) => sum + role[field], 0)
      return {
        requests: total('requests'),
        activated: total('activated'),
        denied: total('denied'),
        timedOut: total('timedOut'),
        canceled,
        heldMs: total('heldMs'),
        decision: decisionOf(valuesOf(decisions)),
        standingMs: total('people') * (Math.min(period.to, now) - period.from),
        timeline: timeline.columns,
        roles,
        people: peopleIn(room, textOf).sort(byActivations),
      }
    },
  }
}

function increase(cells: Float64Array, at: number, by = 1): void {
  cells[at] = (cells[at] ?? 0) + by
}

function addDurations(role: RoleTally, durationMs: number, heldMs: number, isOver: boolean): void {
  append(role.asked, durationMs)
  if (!isOver) return
  const inTime = Math.min(heldMs, durationMs)
  append(role.used, inTime)
  role.askedOfOver += durationMs
  role.usedOfOver += inTime
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
