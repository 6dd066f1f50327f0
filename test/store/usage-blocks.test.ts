import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activatableKey } from '../../bot/domain/activatable.ts'
import type { AuditEventDraft } from '../../bot/domain/audit-event.ts'
import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import { subjectOf } from '../../bot/domain/history/request-record.ts'
import { statusCode, type UsagePage, usagePageOf } from '../../bot/domain/usage/usage-page.ts'
import type { HistoryQuery } from '../../bot/ports/history.ts'
import { connect } from '../../store/sqlite/connection.ts'
import { rebuildHistory } from '../../store/sqlite/history-write.ts'
import { createPrivateFile } from '../../store/sqlite/lock.ts'
import { migrate } from '../../store/sqlite/migrate.ts'
import { createSqliteStore, type SqliteStore } from '../../store/sqlite/sqlite-store.ts'
import { BLOCK } from '../../store/sqlite/usage-blocks.ts'
import { usageBytes, usagePageFrom } from '../../store/sqlite/usage-columns.ts'
import { activeLife, wholeLife } from '../bench/lives.ts'
import { temporaryFolders } from './folder.ts'
import { collected, EXCHANGE, MONDAY, saved, TIER0_MEMBER } from './samples.ts'

/** One request stays active from the first block on; everything else is over a minute later. */
const LONG = 700
const REQUESTS = 2 * BLOCK + 400
const STEP = 2 * MINUTE
const newFolder = temporaryFolders()

let db: Database.Database
let opened: SqliteStore
beforeAll(async () => {
  const file = join(newFolder(), 'elevate.db')
  createPrivateFile(file)
  db = connect(file)
  migrate(db, MONDAY)
  opened = createSqliteStore(db, { now: () => MONDAY })
  for (let number = 0; number < REQUESTS; number += 100)
    await keep(Array.from({ length: Math.min(100, REQUESTS - number) }, (_, index) => lifeOf(number + index)).flat())
})
afterAll(() => opened.close())

function lifeOf(number: number): readonly AuditEventDraft[] {
  const at = MONDAY + number * STEP
  const activatable = number % 3 === 0 ? TIER0_MEMBER : EXCHANGE
  const asked = { id: `EL-${number}`, personId: `p-${number % 50}`, activatable, at, endsAt: at + MINUTE }
  return (number === LONG ? activeLife : wholeLife)(asked).audit
}

async function keep(drafts: readonly AuditEventDraft[]): Promise<void> {
  await saved(opened.store, {
    auditEvents: drafts.map(({ personal: _, ...draft }) => ({ ...draft, texts: [] })),
    effects: [],
  })
}

const blocks = () =>
  db
    .prepare<[], { first_seq: number; count: number }>('SELECT first_seq, count FROM usage_blocks ORDER BY first_seq')
    .all()

/** Rows as the numbers of a page say them. */
function rowsIn(page: UsagePage, textOf: (number: number) => string): readonly unknown[] {
  return Array.from({ length: page.count }, (_, index) => {
    const time = (column: Float64Array) => (Number.isNaN(column[index]) ? null : column[index])
    return {
      requesterId: textOf(page.requester[index] ?? 0),
      activatableKey: textOf(page.activatable[index] ?? 0),
      status: page.status[index],
      times: [page.submittedAt, page.durationMs, page.approvalOpenedAt, page.decidedAt].map(time),
      ends: [page.startedAt, page.endsAt, page.endVerifiedAt].map(time),
    }
  })
}

async function read(asked: HistoryQuery, { store } = opened): Promise<readonly unknown[]> {
  const parts = await collected(store.history.usage(asked))
  const textOf = await store.history.usageTexts()
  return parts.flatMap(({ page, first, end }) => rowsIn(page, textOf).slice(first, end))
}

/** The same from the records, which know nothing of blocks. */
async function expected(asked: HistoryQuery): Promise<readonly unknown[]> {
  const records = (await collected(opened.store.history.records(asked))).flat()
  return records.map((each) => ({
    requesterId: each.requesterId,
    activatableKey: activatableKey(each.activatable),
    status: statusCode(each.status),
    times: [each.submittedAt, each.durationMs, each.approvalOpenedAt, each.decidedAt],
    ends: [each.startedAt, each.endsAt, each.endVerifiedAt],
  }))
}

const always = { from: 0, to: Number.MAX_SAFE_INTEGER }

describe('blocks of statistics', () => {
  it('are made as requests come, once their requests are over or a day old; the newest stay rows', () => {
    expect(blocks().map(({ count }) => count)).toEqual([BLOCK, BLOCK])
  })

  it.each<[string, HistoryQuery]>([
    ['always', always],
    ['from the middle of one block to the middle of the next', { from: MONDAY + 500 * STEP, to: MONDAY + 1500 * STEP }],
    ['within one block', { from: MONDAY + 30 * STEP + 1, to: MONDAY + 40 * STEP }],
    ['from a block into what is newer', { from: MONDAY + 2000 * STEP, to: MONDAY + 2200 * STEP }],
    ['only what is newer', { from: MONDAY + (REQUESTS - 5) * STEP, to: MONDAY + 9 * DAY }],
    ['before anything', { from: 0, to: MONDAY }],
    ['a role', { ...always, subject: subjectOf(TIER0_MEMBER) }],
    ['a role that nobody asked for', { ...always, subject: 'group:none' }],
    ['a person', { ...always, requesterId: 'p-7' }],
    ['a person and a role', { ...always, requesterId: 'p-7', subject: subjectOf(EXCHANGE) }],
  ])('say what the rows say: %s', async (_, asked) => {
    expect(await read(asked)).toEqual(await expected(asked))
  })

  it('follow a request of theirs that ends at last', async () => {
    const open = (await read(always))[LONG]
    expect(open).toMatchObject({ status: statusCode('active'), ends: [expect.any(Number), expect.any(Number), null] })
    await keep([{ ...end(), at: MONDAY + 8 * DAY }])
    expect((await read(always))[LONG]).toMatchObject({ status: statusCode('expired') })
    expect(await read(always)).toEqual(await expected(always))
  })

  it('hold the same when derived anew from the log', async () => {
    const before = await read(always)
    const made = blocks()
    db.transaction(() => rebuildHistory(db))()
    expect(blocks()).toEqual(made)
    expect(await read(always)).toEqual(before)
  })

  it('keep times that are no whole offsets from when a request was submitted as they are', () => {
    const row = { status: 'expired', requester: 1, activatable: 2, submittedAt: MONDAY, durationMs: HOUR } as const
    const none = { approvalOpenedAt: null, decidedAt: null, startedAt: null, endsAt: null, endVerifiedAt: null }
    const rows = [
      { ...row, ...none },
      { ...row, ...none, submittedAt: MONDAY + 90 * DAY, startedAt: MONDAY, endsAt: MONDAY + 400 * DAY },
      { ...row, ...none, submittedAt: MONDAY + 91 * DAY, decidedAt: MONDAY + 91 * DAY + 1, endVerifiedAt: 1 },
    ]
    const page = usagePageOf(rows)
    const head = { first: 1, last: 3, firstAt: MONDAY, lastAt: MONDAY + 91 * DAY, count: 3 }
    const { wide, columns } = usageBytes(page, MONDAY)
    expect(wide).toBe(1 + 16 + 32 + 64)
    expect(usagePageFrom(columns, { ...head, wide })).toEqual(page)
    const odd = Buffer.concat([Buffer.alloc(3), columns]).subarray(3)
    expect(usagePageFrom(odd, { ...head, wide })).toEqual(page)
    expect(() => usagePageFrom(columns, { ...head, wide: 0 })).toThrow('bytes for 3 rows')
  })

  it('that were read before follow what somebody else writes', async () => {
    const reader = createSqliteStore(db, { now: () => MONDAY })
    const before = await read(always, reader)
    await keep([{ ...end(LONG - 1), type: 'assignmentFoundAfterEnd', at: MONDAY + 9 * DAY }])
    await keep([{ ...end(LONG + 1), type: 'activationRemovedOutside', at: MONDAY + 9 * DAY }])
    const after = await read(always, reader)
    expect(after).toEqual(await expected(always))
    expect(after[LONG + 1]).not.toEqual(before[LONG + 1])
    expect(after.filter((row, index) => !isDeepStrictEqual(row, before[index]))).toHaveLength(1)
    await keep(lifeOf(REQUESTS))
    expect(await read(always, reader)).toHaveLength(REQUESTS + 1)
  })

  it('are refused where they are damaged, and nothing is counted from them', async () => {
    // Who has read them before goes by what they were.
    opened = createSqliteStore(db, { now: () => MONDAY })
    db.exec('UPDATE usage_blocks SET columns = zeroblob(length(columns)) WHERE first_seq = 1')
    await expect(read(always)).rejects.toThrow('usage block 1 holds other requests than it says')
    db.exec("UPDATE usage_blocks SET columns = x'00' WHERE first_seq = 1")
    await expect(read(always)).rejects.toThrow(`usage block 1 has 1 bytes for ${BLOCK} rows`)
  })
})

/** The last event of one, such as the one that stayed active. */
function end(number = LONG): AuditEventDraft {
  const at = MONDAY + number * STEP
  const asked = { id: `EL-${number}`, personId: 'p-0', activatable: EXCHANGE, at, endsAt: at + HOUR }
  const last = wholeLife(asked).audit.at(-1)
  if (!last) throw new Error('A whole life has an end')
  return last
}
