import { setImmediate } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { usagePageOf } from '../../bot/domain/usage/usage-page.ts'
import { partWithin, type UsagePart, wholePage } from '../../bot/domain/usage/usage-part.ts'
import type { History, HistoryQuery } from '../../bot/ports/history.ts'
import { read } from './errors.ts'
import { createRowReader } from './history-rows.ts'
import { pages } from './pages.ts'
import { LAST_SEQ } from './usage-blocks.ts'
import { createUsageCache } from './usage-cache.ts'
import { type BlockHead, type StoredUsageRow, USAGE_COLUMNS } from './usage-columns.ts'

/**
 * Blocks and rows read and counted in one turn: a few milliseconds, so that no acknowledgement waits long, and in few turns,
 * since each waits for whatever else is to be done.
 */
const BLOCKS = 16
const ROWS = 2000
const TEXTS = 1000

/** Where blocks are looked for, in the order of the log. */
export const BLOCKS_WITHIN = `SELECT first_seq AS first, first_at AS firstAt, last_at AS lastAt
  FROM usage_blocks WHERE first_seq <= @last AND last_at >= @from AND first_at < @to ORDER BY first_seq`
/** What is too new for a block. The + keeps the planner from looking by time, and then sorting. */
export const NEWER_ROWS = `${USAGE_COLUMNS} WHERE seq > @after AND +submitted_at >= @from AND +submitted_at < @to
  ORDER BY seq LIMIT @limit`

type BlockSpan = Pick<BlockHead, 'first' | 'firstAt' | 'lastAt'>

/** Statistics: of everybody block by block, and then what is too new for one; of some by index. */
export function createUsageRead(db: Database.Database): Pick<History, 'usage' | 'usageTexts'> {
  const blocksWithin = db.prepare<[object], BlockSpan>(BLOCKS_WITHIN)
  const newerRows = db.prepare<[object], StoredUsageRow>(NEWER_ROWS)
  const lastSeq = db.prepare<[], number>(LAST_SEQ).pluck()
  const rowsOf = createRowReader(db)
  const cache = createUsageCache(db)

  async function* ofEverybody({ from, to }: HistoryQuery): AsyncGenerator<UsagePart> {
    const { last, blocks } = await read(() => {
      cache.refresh()
      // First of all: what moves into a block meanwhile is beyond it, and read as rows.
      const last = lastSeq.get() ?? 0
      return { last, blocks: blocksWithin.all({ last, from, to }) }
    })
    for (const [index, { first, firstAt, lastAt }] of blocks.entries()) {
      if (index % BLOCKS === BLOCKS - 1) await setImmediate()
      const page = await read(() => cache.page(first))
      if (!page) continue
      const isWhole = firstAt >= from && lastAt < to
      yield isWhole ? { ...wholePage(page), stays: true } : partWithin(page, { from, to })
    }
    const readRows = (after: number) => newerRows.all({ after, from, to, limit: ROWS })
    for await (const rows of pages(last, readRows, ({ seq }) => seq)) yield wholePage(usagePageOf(rows))
  }

  async function* ofSome(asked: HistoryQuery): AsyncGenerator<UsagePart> {
    for await (const rows of rowsOf<StoredUsageRow>(USAGE_COLUMNS, asked, ROWS)) yield wholePage(usagePageOf(rows))
  }

  return {
    usage: (asked) =>
      asked.requesterId === undefined && asked.subject === undefined ? ofEverybody(asked) : ofSome(asked),
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
