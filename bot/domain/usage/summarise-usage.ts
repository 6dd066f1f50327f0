import { DAY, MINUTE } from '../duration.ts'
import type { UsageRow } from '../history/request-record.ts'
import type { Instant, PersonId } from '../values.ts'
import { percentile } from './percentile.ts'
import { createRoleUsage, type RoleUsage } from './role-usage.ts'

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
  add(rows: readonly UsageRow[]): void
  result(): Usage
}

/** Counts as pages come by: what it keeps grows with roles and people, and with one number for each decision. */
export function createUsageCounter(period: Period, now: Instant): UsageCounter {
  const roles = new Map<string, ReturnType<typeof createRoleUsage>>()
  const people = new Map<PersonId, { activated: number; heldMs: number }>()
  const lastEnd = new Map<string, Instant>()
  const decisions: number[] = []
  const step = Math.max(1, Math.ceil((period.to - period.from) / STEPS / DAY)) * DAY
  const timeline = Array.from({ length: Math.min(STEPS, Math.ceil((period.to - period.from) / step)) }, (_, index) => ({
    at: period.from + index * step,
    activated: 0,
  }))
  const counts = { requests: 0, activated: 0, denied: 0, timedOut: 0, canceled: 0, heldMs: 0 }

  function addRow(row: UsageRow): void {
    const role = roles.get(row.activatableKey) ?? createRoleUsage(row.activatableKey)
    roles.set(row.activatableKey, role)
    const pair = `${row.requesterId}\n${row.activatableKey}`
    const endedBefore = lastEnd.get(pair)
    const isAgain = endedBefore !== undefined && row.submittedAt - endedBefore <= AGAIN_WITHIN
    counts.requests += 1
    if (row.status === 'denied') counts.denied += 1
    if (row.status === 'timedOut') counts.timedOut += 1
    if (row.status === 'canceled') counts.canceled += 1
    if (row.approvalOpenedAt !== null && row.decidedAt !== null) decisions.push(row.decidedAt - row.approvalOpenedAt)
    const heldMs = heldOf(row, now)
    role.add(row, heldMs, isAgain)
    if (heldMs === null) return
    counts.activated += 1
    const column = timeline[Math.floor((row.submittedAt - period.from) / step)]
    if (column) column.activated += 1
    counts.heldMs += heldMs
    const person = people.get(row.requesterId) ?? { activated: 0, heldMs: 0 }
    people.set(row.requesterId, { activated: person.activated + 1, heldMs: person.heldMs + heldMs })
    // What runs on is no end: a request made meanwhile follows it, and counts as asked again.
    lastEnd.set(pair, row.endVerifiedAt ?? row.endsAt ?? now)
  }

  return {
    add: (rows) => {
      for (const row of rows) addRow(row)
    },
    result: () => {
      const used = [...roles.values()].map((role) => role.result()).sort(byCount)
      const pairs = used.reduce((sum, { people: holders }) => sum + holders, 0)
      const sorted = decisions.sort((a, b) => a - b)
      return {
        ...counts,
        decision:
          sorted.length === 0
            ? null
            : { count: sorted.length, medianMs: percentile(sorted, 50), p90Ms: percentile(sorted, 90) },
        standingMs: pairs * (Math.min(period.to, now) - period.from),
        timeline,
        roles: used,
        people: [...people]
          .map(([personId, each]) => ({ personId, ...each }))
          .sort((a, b) => b.activated - a.activated || (a.personId < b.personId ? -1 : 1)),
      }
    },
  }
}

/** How long it was held, until now where it still is; null where it never became active. */
function heldOf({ startedAt, endsAt, endVerifiedAt }: UsageRow, now: Instant): number | null {
  if (startedAt === null) return null
  const end = endVerifiedAt ?? Math.min(endsAt ?? now, now)
  return Math.max(0, end - startedAt)
}

function byCount(a: RoleUsage, b: RoleUsage): number {
  return b.activated - a.activated || b.requests - a.requests || (a.activatableKey < b.activatableKey ? -1 : 1)
}
