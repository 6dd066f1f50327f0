import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activatableKey } from '../../bot/domain/activatable.ts'
import type { AuditEvent } from '../../bot/domain/audit-event.ts'
import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import { followEvent } from '../../bot/domain/history/follow-event.ts'
import { type RequestRecord, subjectOf, type UsageRow } from '../../bot/domain/history/request-record.ts'
import type { Instant } from '../../bot/domain/values.ts'
import { type AnalysisThreads, createAnalysisThreads } from '../../bot/main/analysis-thread.ts'
import type { HistoryQuery } from '../../bot/ports/history.ts'
import { StoreUnavailable } from '../../bot/ports/request-store.ts'
import { eraseTextsBefore } from '../../bot/use-cases/erase-texts.ts'
import { openSqliteStore, type SqliteStore } from '../../store/sqlite/index.ts'
import { keepQuarter } from '../quarter/keep.ts'
import { quarter } from '../quarter/quarter.ts'
import { createRandom, type Random } from '../simulation/random.ts'
import { plainUsage } from '../usage/plain-usage.ts'
import { lastingFolder } from './folder.ts'

/** More than two blocks of requests, with late ends, misuse and a change of the clocks among them. */
const made = quarter({ seed: 23, people: 70, activations: 2400 })
/** While one of them runs. */
const MIDDLE = (made.lives[1700]?.request.activation?.startedAt ?? Number.NaN) + MINUTE
const folder = lastingFolder()

let opened: SqliteStore
let threads: AnalysisThreads
beforeAll(async () => {
  opened = openSqliteStore({ folder: folder.path, now: () => made.to })
  threads = createAnalysisThreads(folder.path)
  await keepQuarter(opened.store, made, { from: made.from, to: MIDDLE })
})
afterAll(async () => {
  await threads.close()
  await opened.close()
  folder.remove()
})

/** What the log says, and nothing that is derived from it. */
async function requestsOfLog(): Promise<readonly RequestRecord[]> {
  const records = new Map<string, RequestRecord>()
  for await (const { canonical } of opened.auditRows()) {
    const event = JSON.parse(canonical) as AuditEvent
    if (event.requestId === null) continue
    const record = followEvent(records.get(event.requestId) ?? null, event)
    if (record) records.set(event.requestId, record)
  }
  return [...records.values()].sort((a, b) => a.submittedAt - b.submittedAt || a.seq - b.seq)
}

function rowsOf(records: readonly RequestRecord[], asked: HistoryQuery): readonly UsageRow[] {
  return records
    .filter(({ submittedAt }) => submittedAt >= asked.from && submittedAt < asked.to)
    .filter(({ requesterId }) => asked.requesterId === undefined || requesterId === asked.requesterId)
    .filter(({ activatable }) => asked.subject === undefined || subjectOf(activatable) === asked.subject)
    .map((record) => ({ ...record, activatableKey: activatableKey(record.activatable) }))
}

/** Periods that end now, at some midnight of the organisation, a moment before or after it, or anywhere. */
function question(random: Random, records: readonly RequestRecord[], now: Instant): HistoryQuery {
  const midnight = made.from + random.int(1, 90) * DAY + 4 * HOUR
  const to = random.pick([
    now,
    midnight,
    midnight - 1,
    midnight + 1,
    midnight + HOUR,
    midnight + random.int(0, 1000) * MINUTE,
  ])
  const about = random.pick(records)
  const isAboutPerson = random.int(0, 2) === 0
  const isAboutRole = random.int(0, 2) === 0
  return {
    from: to - random.pick([1, 2, 7, 30, 30, 90]) * DAY,
    to,
    ...(isAboutPerson && { requesterId: about.requesterId }),
    ...(isAboutRole && { subject: subjectOf(about.activatable) }),
  }
}

async function askedAndRecounted(seed: number, count: number, now: Instant): Promise<void> {
  const random = createRandom(seed)
  const records = await requestsOfLog()
  for (let number = 0; number < count; number += 1) {
    const asked = question(random, records, now)
    const plain = plainUsage(asked, now, rowsOf(records, asked))
    expect(await threads.usage(asked, now), JSON.stringify(asked)).toEqual(plain)
  }
}

describe('usage counted in a thread of its own', () => {
  it('is what a plain recount of the log finds, also of what still runs', async () => {
    expect((await requestsOfLog()).some(({ status }) => status === 'active')).toBe(true)
    await askedAndRecounted(1, 40, MIDDLE)
  })

  it('follows what is recorded afterwards, late ends and erased texts among it', async () => {
    const erased = await eraseTextsBefore(opened.store, MIDDLE)
    expect(erased).toBeGreaterThan(0)
    await keepQuarter(opened.store, made, { from: MIDDLE, to: made.to })
    await askedAndRecounted(2, 60, made.to)
  })

  it('answers questions that come together one after the other', async () => {
    const asked = [30, 7, 90].map((days) => ({ from: made.to - days * DAY, to: made.to }))
    const records = await requestsOfLog()
    const together = await Promise.all(asked.map((each) => threads.usage(each, made.to)))
    expect(together).toEqual(asked.map((each) => plainUsage(each, made.to, rowsOf(records, each))))
  })

  it('is not to be had once it is closed, and says so to who waits', async () => {
    const other = createAnalysisThreads(folder.path)
    const period = { from: made.from, to: made.to }
    const waiting = expect(other.usage(period, made.to)).rejects.toThrow(StoreUnavailable)
    await other.close()
    await waiting
    await expect(other.usage(period, made.to)).rejects.toThrow(StoreUnavailable)
  })

  it('is refused where the data cannot be read', async () => {
    const other = createAnalysisThreads(`${folder.path}/nothing`)
    await expect(other.usage({ from: 0, to: 1 }, 1)).rejects.toThrow(StoreUnavailable)
    await other.close()
  })
})
