import type Database from 'better-sqlite3'
import { keptRows, type UsagePage, usagePageOf } from '../../bot/domain/usage/usage-page.ts'
import type { History, HistoryQuery } from '../../bot/ports/history.ts'
import { createRowReader } from './history-rows.ts'
import { pages } from './pages.ts'
import { LAST_SEQ } from './usage-blocks.ts'
import { type BlockHead, type StoredUsageRow, USAGE_COLUMNS, usagePageFrom } from './usage-columns.ts'

/**
 * Blocks and rows read and counted in one turn: about five milliseconds, so that no acknowledgement waits long, and in few
 * turns, since each waits for whatever else is to be done.
 */
const BLOCKS = 16
const ROWS = 2000
const TEXTS = 1000

type StoredBlock = BlockHead & { readonly columns: Uint8Array }

/** Where blocks are looked for, in the order of the log. */
export const NEXT_BLOCKS = `SELECT first_seq AS first, last_seq AS last, first_at AS firstAt, last_at AS lastAt, count, wide, columns
  FROM usage_blocks WHERE first_seq > @after AND last_at >= @from AND first_at < @to ORDER BY first_seq LIMIT @limit`
/** What is too new for a block. The + keeps the planner from looking by time, and then sorting. */
export const NEWER_ROWS = `${USAGE_COLUMNS} WHERE seq > @after AND +submitted_at >= @from AND +submitted_at < @to
  ORDER BY seq LIMIT @limit`

/** Statistics: of everybody block by block, and then what is too new for one; of one person by index. */
export function createUsageRead(db: Database.Database): Pick<History, 'usage' | 'usageTexts'> {
  const nextBlocks = db.prepare<[object], StoredBlock>(NEXT_BLOCKS)
  const newerRows = db.prepare<[object], StoredUsageRow>(NEWER_ROWS)
  const lastSeq = db.prepare<[], number>(LAST_SEQ).pluck()
  const ofSubject = db.prepare<[string], number>('SELECT number FROM history_texts WHERE subject = ?').pluck()
  const rowsOf = createRowReader(db)

  async function* ofEverybody({ from, to, subject }: HistoryQuery): AsyncGenerator<UsagePage> {
    const wanted = subject === undefined ? null : new Set(ofSubject.all(subject))
    const isAsked = (page: UsagePage, index: number) => {
      const at = page.submittedAt[index] ?? 0
      return at >= from && at < to && (wanted?.has(page.activatable[index] ?? 0) ?? true)
    }
    let newer = 0
    const readBlocks = (after: number) => {
      const blocks = nextBlocks.all({ after, from, to, limit: BLOCKS })
      // In the same read, so that nothing moves into a block between the two.
      if (blocks.length === 0) newer = lastSeq.get() ?? 0
      return blocks
    }
    for await (const blocks of pages(0, readBlocks, ({ last }) => last))
      for (const block of blocks) {
        const page = usagePageFrom(block.columns, block)
        const isWhole = wanted === null && block.firstAt >= from && block.lastAt < to
        yield isWhole ? page : keptRows(page, isAsked)
      }
    const readRows = (after: number) => newerRows.all({ after, from, to, limit: ROWS })
    for await (const rows of pages(newer, readRows, ({ seq }) => seq)) yield keptRows(usagePageOf(rows), isAsked)
  }

  async function* ofOne(asked: HistoryQuery): AsyncGenerator<UsagePage> {
    for await (const rows of rowsOf<StoredUsageRow>(USAGE_COLUMNS, asked, ROWS)) yield usagePageOf(rows)
  }

  return {
    usage: (asked) => (asked.requesterId === undefined ? ofEverybody(asked) : ofOne(asked)),
    usageTexts: createTexts(db),
  }
}

/** What numbers stand for. None ever changes, so that only new ones are read. */
function createTexts(db: Database.Database): History['usageTexts'] {
  const next = db.prepare<[number, number], { number: number; text: string }>(
    'SELECT number, text FROM history_texts WHERE number > ? ORDER BY number LIMIT ?',
  )
  const texts: string[] = []
  return async () => {
    const readPage = (after: number) => next.all(after, TEXTS)
    for await (const page of pages(Math.max(0, texts.length - 1), readPage, ({ number }) => number))
      for (const { number, text } of page) texts[number] = text
    return (number) => texts[number] ?? ''
  }
}
