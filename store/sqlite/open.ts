import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { connect, connectReadOnly } from './connection.ts'
import { openError, StoreOpenError } from './errors.ts'
import { createPrivateFile, lockFolder } from './lock.ts'
import { migrate, requireCurrentSchema } from './migrate.ts'
import { createSqliteStore, type SqliteStore, type SqliteStoreOptions } from './sqlite-store.ts'

export interface OpenOptions extends Omit<SqliteStoreOptions, 'onClosed'> {
  /** The data folder; made, for its owner alone, where it does not exist. */
  readonly folder: string
  /** Opens without the server's lock, also while a server runs. Every write is rejected with `StoreUnavailable`. */
  readonly readOnly?: boolean
}

/** Opens `elevate.db` in a data folder. Throws `StoreOpenError`, whose message tells the operator what to do. */
export function openSqliteStore({ folder, readOnly = false, ...options }: OpenOptions): SqliteStore {
  const absolute = resolve(folder)
  const file = join(absolute, 'elevate.db')
  return readOnly ? openForReading(file, options) : openForServer(absolute, file, options)
}

function openForReading(file: string, options: SqliteStoreOptions): SqliteStore {
  if (!existsSync(file))
    throw new StoreOpenError('missing', `There is no ${file}: start the server once, or name its data folder.`)
  try {
    const db = connectReadOnly(file)
    try {
      requireCurrentSchema(db)
      return createSqliteStore(db, options)
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    throw openError(error, file)
  }
}

function openForServer(folder: string, file: string, options: SqliteStoreOptions): SqliteStore {
  makeFolder(folder)
  const lock = lockFolder(folder)
  try {
    createPrivateFile(file)
    const db = connect(file)
    try {
      migrate(db, options.now())
      return createSqliteStore(db, { ...options, onClosed: lock.release })
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    lock.release()
    throw openError(error, file)
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw openError(error, folder)
  }
}
