import type Database from 'better-sqlite3'
import type { Instant } from '../../bot/domain/values.ts'
import { StoreOpenError } from './errors.ts'
import { rebuildHistory } from './history-write.ts'
import { requestStore } from './migrations/001-request-store.ts'
import { adapterState } from './migrations/002-adapter-state.ts'
import { openRequests } from './migrations/003-open-requests.ts'
import { history } from './migrations/004-history.ts'
import { usageBlocks } from './migrations/005-usage-blocks.ts'
import { plainTexts } from './migrations/006-plain-texts.ts'

/** One step of the schema. Never changed once released: a later need is a later migration. */
export interface Migration {
  readonly name: string
  readonly sql: string
  /** Changes what is derived from the audit log: that is derived anew, once, when all steps are done. */
  readonly rebuildsHistory?: boolean
}

/** Their order is their number, from 1. */
export const MIGRATIONS: readonly Migration[] = [
  { name: 'request store', sql: requestStore },
  { name: 'adapter state', sql: adapterState },
  { name: 'open requests', sql: openRequests },
  { name: 'history', sql: history, rebuildsHistory: true },
  { name: 'usage blocks', sql: usageBlocks, rebuildsHistory: true },
  { name: 'plain texts', sql: plainTexts },
]

/** Brings the schema forward to the newest version, all steps or none. Throws `StoreOpenError` (`newerVersion`). */
export function migrate(db: Database.Database, now: Instant, migrations: readonly Migration[] = MIGRATIONS): void {
  db.transaction(() => {
    db.exec(
      'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
    )
    const current = schemaVersion(db)
    refuseNewer(db, current, migrations.length)
    const record = db.prepare('INSERT INTO schema_migrations (version, name, applied_at) VALUES (?, ?, ?)')
    for (const [index, migration] of migrations.entries()) {
      if (index < current) continue
      db.exec(migration.sql)
      record.run(index + 1, migration.name, now)
    }
    if (migrations.slice(current).some(({ rebuildsHistory }) => rebuildsHistory)) rebuildHistory(db)
  }).exclusive()
}

/** For a connection that cannot migrate: throws `StoreOpenError` unless the schema is exactly this version's. */
export function requireCurrentSchema(db: Database.Database): void {
  const current = schemaVersion(db)
  refuseNewer(db, current, MIGRATIONS.length)
  if (current < MIGRATIONS.length)
    throw new StoreOpenError(
      'olderVersion',
      `${db.name} was last used by an older version of Elevate. Start the server of this version once, then try again.`,
    )
}

function refuseNewer(db: Database.Database, current: number, known: number): void {
  if (current <= known) return
  throw new StoreOpenError(
    'newerVersion',
    `${db.name} was used by a newer version of Elevate (schema ${current}, this version knows ${known}). ` +
      'Install that version again, or restore the data folder from before the upgrade.',
  )
}

function schemaVersion(db: Database.Database): number {
  const hasTable = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations'").get() !== undefined
  return hasTable ? Number(db.prepare('SELECT coalesce(max(version), 0) FROM schema_migrations').pluck().get()) : 0
}
