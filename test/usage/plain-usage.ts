import { isTerminal } from '../../bot/domain/activation-request.ts'
import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { UsageRow } from '../../bot/domain/history/request-record.ts'
import type { RoleUsage } from '../../bot/domain/usage/role-usage.ts'
import type { Usage } from '../../bot/domain/usage/summarise-usage.ts'
import type { Period } from '../../bot/domain/usage/timeline.ts'

/**
 * Usage counted the plain way, row by row with sorted lists and sets: what the product counts in columns must be the
 * same to the last number.
 */
const AGAIN_WITHIN = 30 * MINUTE
const STEPS = 31
const MOST_ACTIVE = 10
const ENOUGH = 10
const TOO_SHORT = 0.2
const TOO_LONG = 0.5
const CHOICES = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]

export function plainUsage(period: Period, now: number, rows: readonly UsageRow[]): Usage {
  const counter = createUsageCounter(period, now)
  counter.add(rows)
  return counter.result()
}

function createUsageCounter(period: Period, now: number) {
  const roles = new Map<string, ReturnType<typeof createRole>>()
  const people = new Map<string, { activated: number; heldMs: number }>()
  const lastEnd = new Map<string, number>()
  const decisions: number[] = []
  const step = Math.max(1, Math.ceil((period.to - period.from) / STEPS / DAY)) * DAY
  const timeline = Array.from({ length: Math.min(STEPS, Math.ceil((period.to - period.from) / step)) }, (_, index) => ({
    at: period.from + index * step,
    activated: 0,
  }))
  const counts = { requests: 0, activated: 0, denied: 0, timedOut: 0, canceled: 0, heldMs: 0 }

  function addRow(row: UsageRow): void {
    const role = roles.get(row.activatableKey) ?? createRole(row.activatableKey)
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
    lastEnd.set(pair, row.endVerifiedAt ?? row.endsAt ?? Number.POSITIVE_INFINITY)
  }

  return {
    add: (rows: readonly UsageRow[]) => {
      for (const row of rows) addRow(row)
    },
    result: (): Usage => {
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
        personCount: people.size,
        people: [...people]
          .map(([personId, each]) => ({ personId, ...each }))
          .sort((a, b) => b.activated - a.activated || (a.personId < b.personId ? -1 : 1))
          .slice(0, MOST_ACTIVE),
      }
    },
  }
}

/** How long it was held, until now where it still is; null where it never became active. */
function heldOf({ startedAt, endsAt, endVerifiedAt }: UsageRow, now: number): number | null {
  if (startedAt === null) return null
  const end = endVerifiedAt ?? Math.min(endsAt ?? now, now)
  return Math.max(0, end - startedAt)
}

function byCount(a: RoleUsage, b: RoleUsage): number {
  return b.activated - a.activated || b.requests - a.requests || (a.activatableKey < b.activatableKey ? -1 : 1)
}

interface RoleCounter {
  /** `heldMs` is null where it never became active. */
  add(row: UsageRow, heldMs: number | null, isAgain: boolean): void
  result(): RoleUsage
}

function createRole(activatableKey: string): RoleCounter {
  const people = new Set<string>()
  const asked: number[] = []
  const used: number[] = []
  const counts = { requests: 0, activated: 0, denied: 0, timedOut: 0, heldMs: 0, askedAgain: 0 }
  let askedOfOver = 0
  let usedOfOver = 0

  return {
    add(row, heldMs, isAgain) {
      counts.requests += 1
      if (row.status === 'denied') counts.denied += 1
      if (row.status === 'timedOut') counts.timedOut += 1
      if (isAgain) counts.askedAgain += 1
      if (heldMs === null) return
      counts.activated += 1
      counts.heldMs += heldMs
      people.add(row.requesterId)
      asked.push(row.durationMs)
      if (!isTerminal(row.status)) return
      const inTime = Math.min(heldMs, row.durationMs)
      used.push(inTime)
      askedOfOver += row.durationMs
      usedOfOver += inTime
    },
    result() {
      const usualMs = percentile(
        asked.sort((a, b) => a - b),
        50,
      )
      const usedShare = askedOfOver > 0 ? usedOfOver / askedOfOver : null
      const againShare = counts.activated > 0 ? counts.askedAgain / counts.activated : 0
      const suggestedMs = suggestionFor(usualMs, used, againShare)
      return { activatableKey, ...counts, people: people.size, usedShare, usualMs, suggestedMs }
    },
  }
}

/** Longer where people ask again, shorter where nine of ten are done in half the time. Never under a quarter of an hour. */
function suggestionFor(usualMs: number, used: number[], againShare: number): number | null {
  if (used.length < ENOUGH || usualMs === 0) return null
  if (againShare >= TOO_SHORT) return CHOICES.find((choice) => choice > usualMs) ?? null
  const p90 = percentile(
    used.sort((a, b) => a - b),
    90,
  )
  if (p90 > TOO_LONG * usualMs) return null
  const shorter = CHOICES.find((choice) => choice >= p90)
  return shorter !== undefined && shorter < usualMs ? shorter : null
}

function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.ceil((percent / 100) * sorted.length)
  return sorted[Math.max(0, rank - 1)] ?? 0
}
