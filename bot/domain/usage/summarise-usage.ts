import { activatableFromKey } from '../activatable.ts'
import { subjectOf } from '../history/request-record.ts'
import type { Instant } from '../values.ts'
import { type PersonUsage, peopleOn } from './people-on.ts'
import { type RoleSums, roleSums } from './role-sums.ts'
import { type RoleUsage, roleUsageOf } from './role-usage.ts'
import { percentileOf, type Sample, sizeOf } from './sample.ts'
import type { TallyBoard } from './tally-board.ts'
import type { Period, Timeline } from './timeline.ts'
import type { UsagePart } from './usage-part.ts'
import { createUsageWindow, type UsageWindow } from './usage-window.ts'

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
  readonly timeline: Timeline
  /** Most activated first. */
  readonly roles: readonly RoleUsage[]
  /** How many different people activated something. */
  readonly personCount: number
  /** The most active ten. */
  readonly people: readonly PersonUsage[]
}

export interface UsageCounter {
  /** Rows in the order of their submission, a part at a time. */
  add(part: UsagePart): void
  /** `textOf` says what a number of the pages stands for. To be asked before another question of the same window begins. */
  result(textOf: TextOf): Usage
}

type TextOf = (number: number) => string

/**
 * Counts as pages come by: what it keeps grows with people and roles, and with a few numbers for each activation. A window
 * that is kept from question to question makes those faster that follow, and keeps the pages that come again. Where a
 * `subject` is asked for, see `subjectOf`, the answer is about that alone, though all were counted.
 */
export function createUsageCounter(
  asked: Period & { readonly subject?: string },
  now: Instant,
  window: UsageWindow = createUsageWindow(),
): UsageCounter {
  window.begin(asked, now)
  return {
    add: window.add,
    result(textOf) {
      const { board, timeline } = window.counted()
      const { places, samples } = board
      const isOfAll = asked.subject === undefined
      const isAsked = (key: string) => isOfAll || subjectOf(activatableFromKey(key)) === asked.subject
      const keys = places.roles.map(textOf)
      const sums = roleSums(board)
      const wanted = [...sums.keys()].filter((role) => sums[role]?.requests !== 0 && isAsked(keys[role] ?? ''))
      const people = peopleOn(board, wanted, textOf)
      const total = (field: keyof RoleSums) => wanted.reduce((sum, role) => sum + (sums[role]?.[field] ?? 0), 0)
      return {
        requests: total('requests'),
        activated: total('activated'),
        denied: total('denied'),
        timedOut: total('timedOut'),
        canceled: total('canceled'),
        heldMs: total('heldMs'),
        decision: decisionOf(isOfAll ? [board.decisions] : wanted.flatMap((role) => samples[role]?.decisions ?? [])),
        standingMs: total('people') * (Math.min(asked.to, now) - asked.from),
        timeline: timeline.of(wanted),
        roles: rolesOf(board, sums, wanted, keys),
        personCount: people.count,
        people: people.mostActive,
      }
    },
  }
}

function rolesOf(
  { samples }: Readonly<TallyBoard>,
  sums: readonly RoleSums[],
  wanted: readonly number[],
  keys: readonly string[],
): readonly RoleUsage[] {
  return wanted
    .flatMap((role) => {
      const [key, sum, each] = [keys[role], sums[role], samples[role]]
      return key === undefined || !sum || !each ? [] : [roleUsageOf(key, sum, each)]
    })
    .sort(byCount)
}

function decisionOf(samples: readonly Sample[]): Usage['decision'] {
  const count = samples.reduce((sum, sample) => sum + sizeOf(sample), 0)
  return count === 0 ? null : { count, medianMs: percentileOf(samples, 50), p90Ms: percentileOf(samples, 90) }
}

function byCount(a: RoleUsage, b: RoleUsage): number {
  return b.activated - a.activated || b.requests - a.requests || (a.activatableKey < b.activatableKey ? -1 : 1)
}
