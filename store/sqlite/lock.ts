import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openError, StoreOpenError } from './errors.ts'

export interface FolderLock {
  release(): void
}

/** A database that nobody refers to any more is closed by the garbage collector, and its lock is gone. */
const held = new Set<Database.Database>()

/**
 * Makes this process the only server on a data folder, until `release` or its end: the lock is an exclusive transaction
 * on a file of its own, which the operating system frees even after `kill -9`. Throws `StoreOpenError` (`locked`).
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, 'elevate.lock')
  createPrivateFile(file)
  let db: Database.Database | undefined
  try {
    db = new Database(file, { timeout: 0 })
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    db?.close()
    const refused = openError(error, file)
    if (!(refused instanceof StoreOpenError && refused.code === 'locked')) throw refused
    throw new StoreOpenError(
      'locked',
      `Another Elevate server is using ${folder}. Stop it, or give this one a folder of its own with dataDir or ELEVATE_DATA.`,
      { cause: error },
    )
  }
  const locked = db
  held.add(locked)
  return {
    release() {
      held.delete(locked)
      locked.close()
    },
  }
}

/**
 * Creates an empty file that only its owner can read. An existing one is left alone and not even opened: closing any
 * descriptor of a file drops all POSIX locks that this process holds on it, SQLite's included.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw openError(error, path)
  }
}
