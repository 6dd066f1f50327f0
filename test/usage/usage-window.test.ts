import { beforeEach, describe, expect, it } from 'vitest'
import { activatableFromKey } from '../../bot/domain/activatable.ts'
import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import { subjectOf, type UsageRow } from '../../bot/domain/history/request-record.ts'
import { createUsageCounter, type Usage } from '../../bot/domain/usage/summarise-usage.ts'
import type { Period } from '../../bot/domain/usage/timeline.ts'
import { createNumbering, type UsagePage } from '../../bot/domain/usage/usage-page.ts'
import { partWithin, type UsagePart, wholePage } from '../../bot/domain/usage/usage-part.ts'
import { createUsageWindow } from '../../bot/domain/usage/usage-window.ts'
import { quarter } from '../quarter/quarter.ts'
import { createRandom, type Random } from '../simulation/random.ts'
import { plainUsage } from './plain-usage.ts'
import { usageRowsOf } from './rows.ts'

const made = quarter({ seed: 31, people: 40, activations: 1500 })
const all = usageRowsOf(made)
const OF_PAGE = 32
const subjects = [...new Set(all.map(({ activatableKey }) => subjectOf(activatableFromKey(activatableKey))))]

/** Pages as a store keeps them: the same object until one of its rows changes; the newest rows are read each time. */
function createSource() {
  const numbering = createNumbering()
  const rows: UsageRow[] = []
  const pages: UsagePage[] = []
  const window = createUsageWindow()

  function pageAt(place: number): UsagePage {
    return numbering.page(rows.slice(place * OF_PAGE, (place + 1) * OF_PAGE))
  }

  function partsOf(asked: Period): readonly UsagePart[] {
    const within = pages.filter(({ submittedAt }) => {
      const [first, last] = [Math.min(...submittedAt), Math.max(...submittedAt)]
      return last >= asked.from && first < asked.to
    })
    const newest = rows.slice(pages.length * OF_PAGE).filter((row) => isWithin(row, asked))
    return [...within.map((page) => partWithin(page, asked)), wholePage(numbering.page(newest))]
  }

  return {
    rows,
    pages,
    append(added: readonly UsageRow[]) {
      rows.push(...added)
      while (rows.length > (pages.length + 2) * OF_PAGE) pages.push(pageAt(pages.length))
    },
    change(index: number, changes: Partial<UsageRow>) {
      const row = rows[index]
      if (row) rows[index] = { ...row, ...changes }
      const place = Math.floor(index / OF_PAGE)
      if (place < pages.length) pages[place] = pageAt(place)
    },
    ask(asked: Period & { readonly subject?: string }, now: number): Usage {
      const counter = createUsageCounter(asked, now, window)
      for (const part of partsOf(asked)) counter.add(part)
      return counter.result(numbering.textOf)
    },
    /** A question that ends after so many parts. */
    breakOff(asked: Period, now: number, count: number) {
      const counter = createUsageCounter(asked, now, window)
      for (const part of partsOf(asked).slice(0, count)) counter.add(part)
    },
  }
}

function isWithin({ submittedAt }: UsageRow, { from, to }: Period): boolean {
  return submittedAt >= from && submittedAt < to
}

function recounted(rows: readonly UsageRow[], asked: Period & { readonly subject?: string }, now: number): Usage {
  const wanted = rows
    .filter((row) => isWithin(row, asked))
    .filter(({ activatableKey: key }) => !asked.subject || subjectOf(activatableFromKey(key)) === asked.subject)
  return plainUsage(asked, now, wanted)
}

/** As they were known then: what ended later still runs. */
function known(row: UsageRow, now: number): UsageRow {
  const isSeen = row.endVerifiedAt === null || row.endVerifiedAt <= now
  return isSeen ? row : { ...row, status: 'active', endVerifiedAt: null }
}

let source: ReturnType<typeof createSource>
beforeEach(() => {
  source = createSource()
})

function expectRecounted(asked: Period & { readonly subject?: string }, now: number): void {
  expect(source.ask(asked, now), JSON.stringify({ asked, now })).toEqual(recounted(source.rows, asked, now))
}

describe('a window of usage', () => {
  it('is what a recount finds while time goes by, requests come and go, and ends are seen late', () => {
    let next = 0
    for (let now = made.from + DAY; now < made.to; now += 7 * HOUR + 13 * MINUTE) {
      const until = all.findIndex(({ submittedAt }) => submittedAt >= now)
      source.append(all.slice(next, until < 0 ? all.length : until).map((row) => known(row, now)))
      next = until < 0 ? all.length : until
      // Ends become known in all pages, also in those that were counted as running.
      for (const [index, row] of source.rows.entries()) {
        const seen = all[index]
        if (row.status === 'active' && seen && known(seen, now) === seen) source.change(index, seen)
      }
      expectRecounted({ from: now - 20 * DAY, to: now }, now)
    }
    expect(source.pages.length).toBeGreaterThan(40)
  })

  it('is what a recount finds whatever is asked before: other lengths, other ends, a role, an earlier moment', () => {
    const random = createRandom(5)
    source.append(all)
    for (let number = 0; number < 300; number += 1) {
      if (random.int(0, 9) === 0) changeOne(random)
      const to = random.pick([made.to, made.to, made.from + random.int(1, 90 * 24) * HOUR])
      const period = { from: to - random.pick([1, 7, 30, 30, 90]) * DAY + random.int(0, 5) * HOUR, to }
      const asked = random.int(0, 3) === 0 ? { ...period, subject: random.pick(subjects) } : period
      expectRecounted(asked, random.int(0, 9) === 0 ? to - random.int(0, 3000) * MINUTE : made.to)
    }
  })

  it('is what a recount finds while activations run that nobody saw end, also of hours, and when the clock goes back', () => {
    const random = createRandom(7)
    const rows = runningOn(random)
    source.append(rows)
    const [first, last] = [rows[0]?.submittedAt ?? 0, rows.at(-1)?.submittedAt ?? 0]
    for (const hours of [3, 8, 30]) {
      for (let now = first + hours * HOUR; now < last + 9 * HOUR; now += random.int(1, 40) * MINUTE) {
        expectRecounted({ from: now - hours * HOUR, to: now }, now)
        if (random.int(0, 20) === 0) expectRecounted({ from: now - hours * HOUR, to: now - HOUR }, now - HOUR)
      }
    }
  })

  it('is what a recount finds of a log whose times go back', () => {
    const random = createRandom(9)
    const rows = runningOn(random).map((row, index) =>
      index % 50 === 49 ? { ...row, submittedAt: row.submittedAt - random.int(5, 200) * MINUTE } : row,
    )
    source.append(rows)
    for (let now = made.from + 12 * HOUR; now < made.from + 2 * DAY; now += random.int(1, 40) * MINUTE)
      expectRecounted({ from: now - 10 * HOUR, to: now }, now)
  })

  it('counts a page once, however often it is asked for', () => {
    source.append(all)
    expectRecounted({ from: made.from, to: made.to }, made.to)
    const [first, ...others] = source.pages
    if (!first) throw new Error('There are pages')
    for (const page of others)
      Object.defineProperty(page, 'status', {
        get: () => {
          throw new Error('counted again')
        },
      })
    const from = (first.submittedAt[3] ?? 0) + 1
    expectRecounted({ from, to: made.to }, made.to)
    expect(() => source.ask({ from: made.from, to: made.to }, made.to)).toThrow('counted again')
  })

  it('goes on rightly after questions that came to no end', () => {
    const random = createRandom(13)
    const rows = runningOn(random)
    source.append(rows)
    const first = rows[0]?.submittedAt ?? 0
    for (let now = first + 20 * HOUR; now < first + 50 * HOUR; now += random.int(1, 90) * MINUTE) {
      const asked = { from: now - 15 * HOUR, to: now }
      source.breakOff({ from: now - random.int(1, 20) * HOUR, to: now }, now, random.int(0, 12))
      expectRecounted(asked, now)
    }
  })

  /** Many requests of few people within two days, every other of which runs on for hours, or without an end. */
  function runningOn(random: Random): readonly UsageRow[] {
    return Array.from({ length: 640 }, (_, index) => {
      const submittedAt = made.from + index * 5 * MINUTE
      const startedAt = random.int(0, 4) === 0 ? null : submittedAt + MINUTE
      const durationMs = random.pick([HOUR / 2, HOUR, 8 * HOUR])
      const endsAt = startedAt === null || random.int(0, 30) === 0 ? null : startedAt + durationMs
      const isOver = startedAt !== null && random.int(0, 1) === 0
      return {
        requesterId: random.pick(['adele', 'lidia', 'omar']),
        activatableKey: random.pick(['role:a:/', 'role:b:/']),
        status: startedAt === null ? 'timedOut' : random.pick(['active', 'expired']),
        ...{ submittedAt, durationMs, approvalOpenedAt: submittedAt, decidedAt: null, startedAt, endsAt },
        endVerifiedAt: isOver ? startedAt + random.int(1, 60) * MINUTE : null,
      }
    })
  }

  function changeOne(random: Random): void {
    const index = random.int(0, source.rows.length - 1)
    const row = source.rows[index]
    if (row?.startedAt == null) return
    const endVerifiedAt = random.pick([null, row.startedAt + random.int(1, 600) * MINUTE])
    source.change(index, { endVerifiedAt, status: random.pick(['expired', 'deactivated', 'active']) })
  }
})
