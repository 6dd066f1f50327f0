import { join } from 'node:path'
import Database from 'better-sqlite3'

/** How many deliveries a killed server has left on the disk. */
export function storedDeliveries(folder: string): number {
  const db = new Database(join(folder, 'elevate.db'), { readonly: true })
  const count = Number(db.prepare('SELECT count(*) FROM inbox').pluck().get())
  db.close()
  return count
}
