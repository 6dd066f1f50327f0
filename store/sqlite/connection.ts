import Database from 'better-sqlite3'
import { corruptError, StoreOpenError } from './errors.ts'

/** `ELEV`, written into the file's header: tells our database from any other SQLite file. */
const APPLICATION_ID = 0x454c4556

/** How long a statement waits for another program's lock, such as a backup tool's. The event loop stands still meanwhile. */
const BUSY_TIMEOUT_MS = 2000

/** After a burst the write-ahead log is cut back to this many bytes. */
const JOURNAL_SIZE_LIMIT = 64 * 1024 * 1024

const READER_CACHE_KB = 2048

/** Opens the server's read-write connection. `file` exists, perhaps empty. Throws `StoreOpenError` and the driver's errors. */
export function connect(file: string): Database.Database {
  return checked(new Database(file, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true }), (db) => {
    identify(db, file)
    if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal')
      throw new StoreOpenError(
        'unwritable',
        `${file} is on a file system without shared memory, such as a network drive. Put the data folder on a local disk.`,
      )
    // The package is compiled with synchronous=NORMAL for WAL, which loses the last commits when power fails.
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    // Erased personal text is overwritten, not merely unlinked.
    db.pragma('secure_delete = ON')
    db.pragma(`journal_size_limit = ${JOURNAL_SIZE_LIMIT}`)
    quickCheck(db, file)
  })
}

/** Opens a connection that cannot write, also beside a running server. */
export function connectReadOnly(file: string): Database.Database {
  return checked(new Database(file, { timeout: BUSY_TIMEOUT_MS, fileMustExist: true, readonly: true }), (db) => {
    identify(db, file)
    // Whoever only reads goes through the data once: little of it is asked for again.
    db.pragma(`cache_size = -${READER_CACHE_KB}`)
  })
}

/** Problems found by reading every page and index; empty when there are none. Takes seconds per gigabyte. */
export function integrityProblems(db: Database.Database): readonly string[] {
  const rows: unknown = db.prepare('PRAGMA integrity_check(20)').pluck().all()
  return Array.isArray(rows) ? rows.map(String).filter((row) => row !== 'ok') : ['integrity_check gave no answer']
}

function checked(db: Database.Database, check: (db: Database.Database) => void): Database.Database {
  try {
    check(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function identify(db: Database.Database, file: string): void {
  const id = db.pragma('application_id', { simple: true })
  if (id === APPLICATION_ID) return
  const isEmpty = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  if (db.readonly && isEmpty)
    throw new StoreOpenError('missing', `${file} is still empty: no Elevate server has ever started on it.`)
  if (id !== 0 || !isEmpty)
    throw new StoreOpenError(
      'notADatabase',
      `${file} is a database of another program. Choose another folder with dataDir or ELEVATE_DATA.`,
    )
  db.pragma(`application_id = ${APPLICATION_ID}`)
}

function quickCheck(db: Database.Database, file: string): void {
  const answer = db.prepare('PRAGMA quick_check(1)').pluck().get()
  if (answer !== 'ok') throw corruptError(file, String(answer))
}
