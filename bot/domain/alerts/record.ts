import { HOUR } from '../duration.ts'
import type { Instant, PersonId } from '../values.ts'
import type { AlertState, UsageAlert } from '../views/watch-view.ts'
import { type Finding, withWhoDidIt } from './finding.ts'
import { isCondition } from './rules.ts'

/** What is kept of an alert: the newest finding, and what people did about it. */
export interface AlertRecord {
  readonly id: string
  readonly finding: Finding
  readonly state: Exclude<AlertState, 'repeated'>
  readonly raisedAt: Instant
  /** Grows with each new message about it: an alert that comes back is told anew. */
  readonly occurrence: number
  /** What buttons carry, and which face a posted card shows. */
  readonly version: number
  readonly seenAt: Instant
  readonly handled: {
    readonly by: PersonId
    readonly at: Instant
    /** While snoozed: until then. */
    readonly until: Instant | null
    readonly weight: number
  } | null
}

/** A handled alert comes back when there is this much more of it. */
const WORSE = 1.5
/** A remedy may take until a later scan to show; afterwards what is found again is new. */
const REMEDY_TAKES = HOUR
/** One thing that somebody did, each: once it is known who, that stays known. */
const DONE_BY_SOMEBODY: readonly UsageAlert[] = ['assignedOutside', 'wentRound']

export function raised(id: string, finding: Finding, now: Instant): AlertRecord {
  return { id, finding, state: 'open', raisedAt: now, occurrence: 1, version: 1, seenAt: now, handled: null }
}

/**
 * A rule found it again. `tell`: `new` a message of its own, `update` the posted one brought up to date, null neither.
 */
export function foundAgain(
  record: AlertRecord,
  found: Finding,
  now: Instant,
): { readonly next: AlertRecord; readonly tell: 'new' | 'update' | null } {
  const finding = DONE_BY_SOMEBODY.includes(found.rule) ? withWhoDidIt(found, ...record.finding.about) : found
  const seen = { ...record, finding, seenAt: now }
  if (isBack(record, finding, now)) {
    const again = { state: 'open', raisedAt: now, occurrence: record.occurrence + 1, handled: null } as const
    return { next: { ...seen, ...again, version: record.version + 1 }, tell: 'new' }
  }
  const isSame = JSON.stringify(finding) === JSON.stringify(record.finding)
  if (isSame) return { next: record, tell: null }
  return record.state === 'open'
    ? { next: { ...seen, version: record.version + 1 }, tell: 'update' }
    : { next: seen, tell: null }
}

function isBack({ state, handled, finding: known }: AlertRecord, finding: Finding, now: Instant): boolean {
  switch (state) {
    case 'open':
      return false
    case 'snoozed':
      return now >= (handled?.until ?? 0)
    case 'acknowledged':
      return finding.weight >= WORSE * (handled?.weight ?? known.weight)
    case 'remedied':
      return now - (handled?.at ?? 0) > REMEDY_TAKES
    case 'resolved':
      return isCondition(finding.rule) || finding.weight > known.weight
  }
}

/** No rule finds it any more. Null: nothing changes. */
export function notFound(record: AlertRecord): AlertRecord | null {
  const isOver = record.state === 'resolved' || !isCondition(record.finding.rule)
  return isOver ? null : { ...record, state: 'resolved', version: record.version + 1 }
}

/** Somebody handled it. The version tells buttons of an older state from the newest. */
export function handled(
  record: AlertRecord,
  state: 'acknowledged' | 'snoozed' | 'remedied',
  by: PersonId,
  now: Instant,
  until: Instant | null = null,
): AlertRecord {
  const { weight } = record.finding
  return { ...record, state, version: record.version + 1, handled: { by, at: now, until, weight } }
}
