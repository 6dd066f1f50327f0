import { setImmediate } from 'node:timers'
import type Database from 'better-sqlite3'
import { StoreUnavailable } from '../../bot/ports/request-store.ts'
import { concernsOneChange, portError } from './errors.ts'

/** One transaction holds at most this many writes, so that the event loop never stands still for long. */
const MAXIMUM_BATCH = 256

/** What a write made of it: kept, or undone because of its answer (a conflict leaves no trace). */
export interface Written<T> {
  readonly answer: T
  readonly keep: boolean
}

export interface GroupCommit {
  /**
   * Runs `apply` inside a transaction that is shared with the other writes of the moment, and resolves with its answer
   * once that is on disk. Its own failure undoes only its own part; a failure of the disk undoes and rejects all.
   */
  write<T>(apply: () => Written<T>): Promise<T>
  /** Commits what is waiting; later writes are rejected. */
  drain(): void
}

interface Waiting {
  /** Inside the transaction: does the work and says how to tell its caller afterwards. */
  run(): () => void
  reject(error: Error): void
}

/**
 * All writes of one connection. A commit costs a disk flush, so what arrives until the event loop's next turn shares
 * one; a write that comes alone waits no longer than that turn.
 *
 * A flush that the disk reports as failed is told to everybody as not committed, and this process never shows it. Should
 * the machine stop right then, SQLite may still find the frames complete on restart: callers that were told
 * `StoreUnavailable` read back before they try again.
 */
export function createGroupCommit(db: Database.Database): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const savepoint = db.prepare('SAVEPOINT one_change')
  const keep = db.prepare('RELEASE one_change')
  const undo = db.prepare('ROLLBACK TO one_change')
  let waiting: Waiting[] = []
  let isScheduled = false
  let isClosed = false

  function schedule(): void {
    if (isScheduled || waiting.length === 0) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      flush()
      schedule()
    })
  }

  function flush(): void {
    const batch = waiting.slice(0, MAXIMUM_BATCH)
    waiting = waiting.slice(MAXIMUM_BATCH)
    if (batch.length === 0) return
    try {
      for (const tell of transact(batch)) tell()
    } catch (error) {
      const failure = portError(error)
      for (const write of batch) write.reject(failure)
    }
  }

  function transact(batch: readonly Waiting[]): readonly (() => void)[] {
    try {
      begin.run()
      const answers = batch.map(runOne)
      commit.run()
      return answers
    } catch (error) {
      abandon()
      throw error
    }
  }

  function runOne(write: Waiting): () => void {
    savepoint.run()
    try {
      return write.run()
    } catch (error) {
      if (!db.inTransaction || !concernsOneChange(error)) throw error
      undo.run()
      keep.run()
      return () => write.reject(portError(error))
    }
  }

  /** SQLite rolls back by itself on some errors (full disk, I/O), not on others. */
  function abandon(): void {
    try {
      if (db.open && db.inTransaction) rollback.run()
    } catch {
      // The connection is beyond use: BEGIN fails from here on, and with it every write.
    }
  }

  return {
    async write<T>(apply: () => Written<T>): Promise<T> {
      if (isClosed) throw new StoreUnavailable('The store is closed.')
      return new Promise<T>((resolve, reject) => {
        waiting.push({
          run() {
            const { answer, keep: isKept } = apply()
            if (!isKept) undo.run()
            keep.run()
            return () => resolve(answer)
          },
          reject,
        })
        schedule()
      })
    },
    drain() {
      isClosed = true
      while (waiting.length > 0) flush()
    },
  }
}
