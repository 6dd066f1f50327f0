import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { UsageRow } from '../../bot/domain/history/request-record.ts'
import { createPairTable } from '../../bot/domain/usage/pair-table.ts'
import { createUsageCounter, type Usage } from '../../bot/domain/usage/summarise-usage.ts'
import { createNumbering } from '../../bot/domain/usage/usage-page.ts'
import { wholePage } from '../../bot/domain/usage/usage-part.ts'
import { quarter } from '../quarter/quarter.ts'
import { plainUsage } from './plain-usage.ts'
import { usageRowsOf } from './rows.ts'

const FROM = Date.UTC(2026, 4, 4)
const PERIOD = { from: FROM, to: FROM + 30 * DAY }

function row(changes: Partial<UsageRow> = {}): UsageRow {
  const submittedAt = changes.submittedAt ?? FROM + HOUR
  return {
    requesterId: 'adele',
    activatableKey: 'role:exchange:/',
    status: 'expired',
    submittedAt,
    durationMs: HOUR,
    approvalOpenedAt: submittedAt,
    decidedAt: submittedAt + 5 * MINUTE,
    startedAt: submittedAt + 6 * MINUTE,
    endsAt: submittedAt + 66 * MINUTE,
    endVerifiedAt: submittedAt + 66 * MINUTE,
    ...changes,
  }
}

const never = { startedAt: null, endsAt: null, endVerifiedAt: null }

function usageOf(rows: readonly UsageRow[], now = PERIOD.to): Usage {
  const counter = createUsageCounter(PERIOD, now)
  const numbering = createNumbering()
  counter.add(wholePage(numbering.page(rows)))
  return counter.result(numbering.textOf)
}

/** So many, a day apart, each held for a while. */
function series(count: number, heldMs: number, changes: Partial<UsageRow> = {}): UsageRow[] {
  return Array.from({ length: count }, (_, index) => {
    const submittedAt = FROM + index * DAY
    const startedAt = submittedAt + MINUTE
    return row({ submittedAt, startedAt, endsAt: startedAt + HOUR, endVerifiedAt: startedAt + heldMs, ...changes })
  })
}

describe('usage of a period', () => {
  it('counts what was asked, activated, denied and timed out', () => {
    const usage = usageOf([
      row(),
      row({ ...never, status: 'denied', requesterId: 'lidia' }),
      row({ ...never, status: 'timedOut', decidedAt: null }),
      row({ ...never, status: 'canceled', decidedAt: null }),
    ])
    expect(usage).toMatchObject({ requests: 4, activated: 1, denied: 1, timedOut: 1, canceled: 1, heldMs: HOUR })
    expect(usage.people).toEqual([{ personId: 'adele', activated: 1, heldMs: HOUR }])
  })

  it('says median and 90th percentile of the time to decision, denials included, time-outs aside', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]
    const rows = minutes.map((each) => row({ decidedAt: FROM + HOUR + each * MINUTE }))
    const { decision } = usageOf([...rows, row({ ...never, status: 'timedOut', decidedAt: null })])
    expect(decision).toEqual({ count: 10, medianMs: 5 * MINUTE, p90Ms: 9 * MINUTE })
    expect(usageOf([row({ approvalOpenedAt: null, decidedAt: null })]).decision).toBeNull()
  })

  it('holds role-hours against what standing access of the same people would have been', () => {
    const usage = usageOf([row(), row({ submittedAt: FROM + DAY }), row({ requesterId: 'lidia' })])
    expect(usage.standingMs).toBe(2 * 30 * DAY)
    expect(usageOf([row()], FROM + 2 * DAY).standingMs).toBe(2 * DAY)
  })

  it('counts a running activation until now, and no share of it as used', () => {
    const running = row({ status: 'active', endVerifiedAt: null })
    const usage = usageOf([running], FROM + HOUR + 16 * MINUTE)
    expect(usage.heldMs).toBe(10 * MINUTE)
    expect(usage.roles[0]?.usedShare).toBeNull()
  })

  it('puts the most activated role and the most active person first', () => {
    const usage = usageOf([
      row({ activatableKey: 'role:b:/' }),
      row({ activatableKey: 'role:a:/', submittedAt: FROM + DAY, requesterId: 'lidia' }),
      row({ activatableKey: 'role:a:/', submittedAt: FROM + 2 * DAY, requesterId: 'lidia' }),
    ])
    expect(usage.roles.map(({ activatableKey }) => activatableKey)).toEqual(['role:a:/', 'role:b:/'])
    expect(usage.people.map(({ personId }) => personId)).toEqual(['lidia', 'adele'])
  })

  it('counts as asked again what the same person asks for within half an hour of the end, and no later', () => {
    const end = FROM + HOUR + 66 * MINUTE
    const again = (after: number, changes: Partial<UsageRow> = {}) =>
      usageOf([row(), row({ submittedAt: end + after, ...changes })])
    expect(again(30 * MINUTE).roles[0]?.askedAgain).toBe(1)
    expect(again(-5 * MINUTE).roles[0]?.askedAgain).toBe(1)
    expect(again(31 * MINUTE).roles[0]?.askedAgain).toBe(0)
    expect(again(MINUTE, { requesterId: 'lidia' }).roles[0]?.askedAgain).toBe(0)
    expect(again(MINUTE, { activatableKey: 'role:b:/' }).roles.map(({ askedAgain }) => askedAgain)).toEqual([0, 0])
  })
})

describe('the suggested duration', () => {
  const suggested = (rows: readonly UsageRow[]) => usageOf(rows).roles[0]?.suggestedMs

  it('is shorter where nine of ten are done in half the time', () => {
    expect(suggested(series(12, 20 * MINUTE))).toBe(30 * MINUTE)
    expect(suggested(series(12, 2 * MINUTE))).toBe(15 * MINUTE)
  })

  it('is longer where one in five is asked for again', () => {
    const rows = series(12, HOUR)
    const again = rows.slice(0, 4).map((each) => row({ ...each, submittedAt: each.submittedAt + 70 * MINUTE }))
    expect(suggested([...rows, ...again].sort((a, b) => a.submittedAt - b.submittedAt))).toBe(2 * HOUR)
  })

  it('is none where the usual one fits, or too little is known', () => {
    expect(suggested(series(12, 50 * MINUTE))).toBeNull()
    expect(suggested(series(9, 5 * MINUTE))).toBeNull()
    expect(suggested(series(12, 5 * MINUTE, { durationMs: 15 * MINUTE }))).toBeNull()
  })
})

describe('a table of pairs', () => {
  it('gives each pair one place, in the order in which they come, also when it grows', () => {
    const table = createPairTable()
    const pairs = Array.from({ length: 3000 }, (_, index) => [(index * 7919) % 90, (index * 104_729) % 4_000_000_007])
    const known = new Map<string, number>()
    const wrong: string[] = []
    for (const [first = 0, second = 0] of [...pairs, ...pairs]) {
      const key = `${first} ${second % 2 ** 32}`
      const place = table.placeOf(first, second % 2 ** 32)
      const found = `${table.firstAt(place)} ${table.secondAt(place)}`
      if (place !== (known.get(key) ?? known.size) || found !== key) wrong.push(key)
      known.set(key, place)
    }
    expect(wrong).toEqual([])
    expect(table.size).toBe(known.size)
  })
})

describe('usage counted in columns', () => {
  const made = quarter({ seed: 11, people: 60, activations: 900 })
  const rows = usageRowsOf(made)

  it.each([
    ['the quarter', made.from, made.to, made.to],
    ['its last 30 days', made.to - 30 * DAY, made.to, made.to],
    ['a week in the middle, asked while things were running', made.from + 40 * DAY, made.from + 47 * DAY, 45],
    ['an hour', made.from + 50 * DAY, made.from + 50 * DAY + HOUR, made.to],
  ])('is what counting row by row finds: %s', (_, from, to, at) => {
    const now = at < 1000 ? made.from + at * DAY : at
    const asked = rows.filter(({ submittedAt }) => submittedAt >= from && submittedAt < to)
    const counter = createUsageCounter({ from, to }, now)
    const numbering = createNumbering()
    for (let start = 0; start < asked.length; start += 100)
      counter.add(wholePage(numbering.page(asked.slice(start, start + 100))))
    expect(counter.result(numbering.textOf)).toEqual(plainUsage({ from, to }, now, asked))
  })
})
