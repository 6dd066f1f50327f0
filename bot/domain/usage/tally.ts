import { MINUTE } from '../duration.ts'
import type { Instant } from '../values.ts'
import { append, dropFirst, type Sample } from './sample.ts'
import { isTerminalCode, statusCode, type UsagePage } from './usage-page.ts'

/**
 * What is counted of each pair of role and person, side by side: a request touches one piece of memory. Times are
 * milliseconds; `lastEnd` is 0 where no end is known, `lastRow` the number of the row with that end.
 */
const NAMES = [
  'requests',
  'denied',
  'timedOut',
  'canceled',
  'askedAgain',
  'activated',
  'held',
  'askedOfOver',
  'usedOfOver',
  'lastEnd',
  'lastRow',
] as const
type CellName = (typeof NAMES)[number]

export const CELL = Object.fromEntries(NAMES.map((name, place) => [name, place])) as {
  readonly [name in CellName]: number
}
export const CELLS = NAMES.length
/** Those before it are sums. */
export const SUMS = CELL.lastEnd

/** Asked for again so soon after the end that the first was too short. */
export const AGAIN_WITHIN = 30 * MINUTE

/** Lengths of time that are counted for each role: sums say too little of them. */
export interface RoleSamples {
  /** From the moment a request began to wait for approvers until it was approved or denied. */
  readonly decisions: Sample
  /** The same, of all roles together. */
  readonly allDecisions: Sample
  /** Durations asked for by those that became active. */
  readonly asked: Sample
  /** Of those that are over, how much of it was used. */
  readonly used: Sample
}

/** Where a row is counted: in the cells of its pair, which begin at `at`, and the samples of its role. */
export interface Place {
  readonly cells: Float64Array
  readonly at: number
  readonly samples: RoleSamples
}

const DENIED = statusCode('denied')
const TIMED_OUT = statusCode('timedOut')
const CANCELED = statusCode('canceled')

/**
 * Counts a row after those that were submitted before it; all of it but how long it was held. `row` is its number. Where it
 * was asked for again, the answer is the number of the row after whose end that was; otherwise -1.
 */
export function addRow({ cells, at, samples }: Place, page: UsagePage, index: number, row: number): number {
  countRequest(cells, at, page, index, 1)
  const isAgain = (page.submittedAt[index] ?? 0) - (cells[at + CELL.lastEnd] ?? 0) <= AGAIN_WITHIN
  const after = isAgain ? (cells[at + CELL.lastRow] ?? -1) : -1
  if (isAgain) change(cells, at + CELL.askedAgain, 1)
  const decidedIn = decisionTime(page, index)
  if (!Number.isNaN(decidedIn)) {
    append(samples.decisions, decidedIn)
    append(samples.allDecisions, decidedIn)
  }
  if (!isStarted(page, index)) return after
  append(samples.asked, page.durationMs[index] ?? 0)
  cells[at + CELL.lastEnd] = plannedOrSeenEnd(page, index)
  cells[at + CELL.lastRow] = row
  return after
}

/** Takes back the oldest row there is; `again`: how many requests counted as asked again after its end. */
export function removeRow(place: Place, page: UsagePage, index: number, row: number, again: number): void {
  const { cells, at, samples } = place
  countRequest(cells, at, page, index, -1)
  change(cells, at + CELL.askedAgain, -again)
  if (!Number.isNaN(decisionTime(page, index))) {
    dropFirst(samples.decisions)
    dropFirst(samples.allDecisions)
  }
  if (!isStarted(page, index)) return
  dropFirst(samples.asked)
  if (cells[at + CELL.lastRow] === row) cells[at + CELL.lastEnd] = 0
}

/** How long an activation was held, until `now` where it still is. */
export function addHeld({ cells, at, samples }: Place, page: UsagePage, index: number, now: Instant): void {
  const heldMs = heldOf(page, index, now)
  change(cells, at + CELL.held, heldMs)
  if (!isTerminalCode(page.status[index] ?? 0)) return
  const used = Math.min(heldMs, page.durationMs[index] ?? 0)
  append(samples.used, used)
  change(cells, at + CELL.askedOfOver, page.durationMs[index] ?? 0)
  change(cells, at + CELL.usedOfOver, used)
}

/** Takes back what was counted of the oldest row, which was over then. */
export function removeHeld({ cells, at, samples }: Place, page: UsagePage, index: number): void {
  const heldMs = heldOf(page, index, Number.POSITIVE_INFINITY)
  change(cells, at + CELL.held, -heldMs)
  if (!isTerminalCode(page.status[index] ?? 0)) return
  dropFirst(samples.used)
  change(cells, at + CELL.askedOfOver, -(page.durationMs[index] ?? 0))
  change(cells, at + CELL.usedOfOver, -Math.min(heldMs, page.durationMs[index] ?? 0))
}

export function isStarted(page: UsagePage, index: number): boolean {
  return !Number.isNaN(page.startedAt[index] ?? Number.NaN)
}

/** Whether how long it is held is known at that moment once and for all. */
export function isSettled(page: UsagePage, index: number, now: Instant): boolean {
  return plannedOrSeenEnd(page, index) <= now || !Number.isNaN(page.endVerifiedAt[index] ?? Number.NaN)
}

/** What has no end yet is none: a request made meanwhile follows it, and counts as asked again. */
function plannedOrSeenEnd(page: UsagePage, index: number): number {
  const seen = page.endVerifiedAt[index] ?? Number.NaN
  if (!Number.isNaN(seen)) return seen
  const planned = page.endsAt[index] ?? Number.NaN
  return Number.isNaN(planned) ? Number.POSITIVE_INFINITY : planned
}

function heldOf(page: UsagePage, index: number, now: Instant): number {
  const seen = page.endVerifiedAt[index] ?? Number.NaN
  const end = Number.isNaN(seen) ? Math.min(plannedOrSeenEnd(page, index), now) : seen
  return Math.max(0, end - (page.startedAt[index] ?? 0))
}

function countRequest(cells: Float64Array, at: number, page: UsagePage, index: number, by: 1 | -1): void {
  change(cells, at + CELL.requests, by)
  const status = page.status[index]
  if (status === DENIED) change(cells, at + CELL.denied, by)
  if (status === TIMED_OUT) change(cells, at + CELL.timedOut, by)
  if (status === CANCELED) change(cells, at + CELL.canceled, by)
  if (isStarted(page, index)) change(cells, at + CELL.activated, by)
}

function decisionTime(page: UsagePage, index: number): number {
  return (page.decidedAt[index] ?? Number.NaN) - (page.approvalOpenedAt[index] ?? Number.NaN)
}

function change(cells: Float64Array, cell: number, by: number): void {
  cells[cell] = (cells[cell] ?? 0) + by
}
