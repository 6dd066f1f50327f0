import Database from 'better-sqlite3'
import { StoreUnavailable } from '../../bot/ports/request-store.ts'

export type StoreOpenCode =
  | 'locked'
  | 'unwritable'
  | 'corrupt'
  | 'newerVersion'
  | 'olderVersion'
  | 'notADatabase'
  | 'missing'

/** The data folder could not be opened. The message tells the operator what to do about it. */
export class StoreOpenError extends Error {
  override readonly name = 'StoreOpenError'
  readonly code: StoreOpenCode

  constructor(code: StoreOpenCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export type WriteRefusedCode =
  | 'auditEventTooLarge'
  | 'auditEventNotCanonical'
  | 'secretKeyMissing'
  | 'invalidKey'
  | 'invalidRowVersion'

/** The write asks for something that may not be stored: trying again cannot help. Nothing of it was committed. */
export class StoreWriteRefused extends Error {
  override readonly name = 'StoreWriteRefused'
  readonly code: WriteRefusedCode

  constructor(code: WriteRefusedCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What the ports let through: our own errors as they are, everything else (the driver's above all) as `StoreUnavailable`. */
export function portError(error: unknown): Error {
  if (error instanceof StoreUnavailable || error instanceof StoreWriteRefused) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new StoreUnavailable(`The store cannot be used: ${detail}.`, { cause: error })
}

/** Whether the transaction can go on without the change that threw this: the disk and the connection are well. */
export function concernsOneChange(error: unknown): boolean {
  return !(error instanceof Database.SqliteError) || error.code.startsWith('SQLITE_CONSTRAINT')
}

/** Runs a synchronous read as a promise that rejects only with errors of the ports. */
export async function read<T>(body: () => T): Promise<T> {
  try {
    return body()
  } catch (error) {
    throw portError(error)
  }
}

const UNWRITABLE = /^(E[A-Z]+|SQLITE_(CANTOPEN|READONLY|PERM|AUTH|IOERR|NOLFS).*)$/

/** What went wrong at `path` as a `StoreOpenError`; errors that speak of neither disk nor file come back as they are. */
export function openError(error: unknown, path: string): unknown {
  if (error instanceof StoreOpenError || !(error instanceof Error && 'code' in error)) return error
  const code = String(error.code)
  const cause = { cause: error }
  if (code.startsWith('SQLITE_BUSY'))
    return new StoreOpenError('locked', `Another program is using ${path}. Close it, then start again.`, cause)
  if (code === 'SQLITE_NOTADB')
    return new StoreOpenError(
      'notADatabase',
      `${path} is not an Elevate database. Move it away, or choose another folder with dataDir or ELEVATE_DATA.`,
      cause,
    )
  if (code.startsWith('SQLITE_CORRUPT')) return corruptError(path, error.message, cause)
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return new StoreOpenError('unwritable', `The disk that holds ${path} is full. Free space, then start again.`, cause)
  if (!UNWRITABLE.test(code)) return error
  return new StoreOpenError(
    'unwritable',
    `${path} cannot be written (${error.message}). Give the account that runs Elevate read and write access to it, ` +
      'or choose another folder with dataDir or ELEVATE_DATA.',
    cause,
  )
}

export function corruptError(path: string, detail: string, options?: ErrorOptions): StoreOpenError {
  return new StoreOpenError(
    'corrupt',
    `${path} is damaged (${detail}). Keep a copy of the folder, then restore it from a backup; Elevate will not run on it.`,
    options,
  )
}
