import type Database from 'better-sqlite3'
import { isTerminal } from '../../bot/domain/activation-request.ts'
import { DAY } from '../../bot/domain/duration.ts'
import { usagePageOf } from '../../bot/domain/usage/usage-page.ts'
import type { Instant } from '../../bot/domain/values.ts'
import { type StoredUsageRow, USAGE_COLUMNS, usageBytes } from './usage-columns.ts'

/** Requests of a block: read and counted within a fraction of a millisecond. */
export const BLOCK = 1024
/** Tried again after so many more, while some of the oldest are still under way. */
const AGAIN_AFTER = 128
/** Then they are taken as they are: a block that has to be written anew once or twice is better than a long rest. */
const OLD = DAY

/** Where the blocks end and rows begin. */
export const LAST_SEQ = 'SELECT last_seq FROM usage_blocks ORDER BY first_seq DESC LIMIT 1'

/** Keeps the blocks of `usage_blocks` the same as the rows they are made of. All of it inside the transaction of a change. */
export interface UsageBlocks {
  /** A request was added that was submitted then. */
  added(submittedAt: Instant): void
  /** What statistics read of a request has changed. */
  changed(seq: number): void
}

export function prepareUsageBlocks(db: Database.Database): UsageBlocks {
  const lastSeq = db.prepare<[], number>(LAST_SEQ).pluck()
  const looseCount = db.prepare<[number], number>('SELECT count(*) FROM request_history WHERE seq > ?').pluck()
  const oldest = db.prepare<[number, number], StoredUsageRow>(`${USAGE_COLUMNS} WHERE seq > ? ORDER BY seq LIMIT ?`)
  const within = db.prepare<[number, number], StoredUsageRow>(`${USAGE_COLUMNS} WHERE seq BETWEEN ? AND ? ORDER BY seq`)
  const blockBefore = db.prepare<[number], { first: number; last: number }>(
    'SELECT first_seq AS first, last_seq AS last FROM usage_blocks WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1',
  )
  const put = db.prepare(
    `INSERT OR REPLACE INTO usage_blocks (first_seq, last_seq, first_at, last_at, count, wide, columns)
     VALUES (@firstSeq, @lastSeq, @firstAt, @lastAt, @count, @wide, @columns)`,
  )
  /** How many are in no block; not exact after a change that was undone, which only moves the next try. */
  let loose: number | null = null

  function write(rows: readonly StoredUsageRow[]): void {
    const [first, last] = [rows[0], rows.at(-1)]
    if (!first || !last) return
    const span = spanOf(rows)
    const bytes = usageBytes(usagePageOf(rows), span.firstAt)
    put.run({ firstSeq: first.seq, lastSeq: last.seq, ...span, count: rows.length, ...bytes })
  }

  return {
    added(submittedAt) {
      loose = loose === null ? (looseCount.get(lastSeq.get() ?? 0) ?? 0) : loose + 1
      if (loose < BLOCK || (loose - BLOCK) % AGAIN_AFTER !== 0) return
      const rows = oldest.all(lastSeq.get() ?? 0, BLOCK)
      const [first] = rows
      if (!first || rows.length < BLOCK) return
      if (first.submittedAt > submittedAt - OLD && !rows.every(({ status }) => isTerminal(status))) return
      write(rows)
      loose -= BLOCK
    },
    changed(seq) {
      const block = blockBefore.get(seq)
      if (block && seq <= block.last) write(within.all(block.first, block.last))
    },
  }
}

/** Engine time never goes back; should a log say otherwise, nothing is missed. */
function spanOf(rows: readonly StoredUsageRow[]) {
  const times = rows.map(({ submittedAt }) => submittedAt)
  return { firstAt: Math.min(...times), lastAt: Math.max(...times) }
}
