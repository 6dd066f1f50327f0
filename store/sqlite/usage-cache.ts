import type Database from 'better-sqlite3'
import type { UsagePage } from '../../bot/domain/usage/usage-page.ts'
import { type BlockHead, usagePageFrom } from './usage-columns.ts'

/** A page of a block takes 65 bytes a request: 17 MB for a quarter of a million requests. Older blocks are read each time. */
const KEPT = 256
/** After more events than that nothing kept is looked through: everything is read again. */
const FEW = 10_000

/** Requests that events after one and up to another are about. */
export const CHANGED = `SELECT DISTINCT h.seq FROM audit_events e JOIN request_history h ON h.request_id = e.request_id
  WHERE e.seq > @after AND e.seq <= @until`
const ONE_BLOCK = `SELECT first_seq AS first, last_seq AS last, first_at AS firstAt, last_at AS lastAt, count, wide, columns
  FROM usage_blocks WHERE first_seq = ?`

/** Blocks of statistics as they were read before: a question about the last month reads a hundred and more of them. */
export interface UsageCache {
  /** To be called before each question: lets go of what has changed since, on whatever connection. */
  refresh(): void
  /** Null where there is no such block. Throws `StoreUnavailable` where it is damaged. */
  page(first: number): UsagePage | null
}

/**
 * A block changes with its requests only, and those with events of the log only: what no event was about since it was read
 * is as it was.
 */
export function createUsageCache(db: Database.Database): UsageCache {
  const newest = db.prepare<[], number>('SELECT coalesce(max(seq), 0) FROM audit_events').pluck()
  const changed = db.prepare<[object], number>(CHANGED).pluck()
  const block = db.prepare<[number], BlockHead & { readonly columns: Uint8Array }>(ONE_BLOCK)
  /** By first seq, in the order in which they were read. */
  const kept = new Map<number, { readonly last: number; readonly page: UsagePage }>()
  let seen = 0

  return {
    refresh() {
      const until = newest.get() ?? 0
      const isMuch = until - seen > FEW
      const seqs = isMuch || kept.size === 0 ? [] : changed.all({ after: seen, until })
      for (const [first, { last }] of kept)
        if (isMuch || seqs.some((seq) => seq >= first && seq <= last)) kept.delete(first)
      seen = until
    },
    page(first) {
      const known = kept.get(first)
      if (known) return known.page
      const found = block.get(first)
      if (!found) return null
      const page = usagePageFrom(found.columns, found)
      const [oldest] = kept.keys()
      if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest)
      kept.set(first, { last: found.last, page })
      return page
    },
  }
}
