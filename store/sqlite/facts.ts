import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { Fact, FactWrite } from '../../bot/ports/request-store.ts'
import { stored, storedJson } from './json.ts'
import { conditionalQueries, prefixEnd, validKey } from './statements.ts'

export interface Facts {
  /** Inside a transaction. False where the version is not the expected one. */
  write(fact: FactWrite): boolean
  byKey(key: string): Fact | null
  /** In key order, by UTF-8 bytes. */
  startingWith(prefix: string): readonly Fact[]
}

const row = z.object({ key: z.string(), value: z.string(), version: z.number() })

export function createFacts(db: Database.Database): Facts {
  const version = db.prepare('SELECT version FROM facts WHERE key = ?').pluck()
  const put = db.prepare(
    `INSERT INTO facts (key, value, version) VALUES (@key, @value, 1)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = version + 1`,
  )
  const remove = db.prepare('DELETE FROM facts WHERE key = ?')
  const byKey = db.prepare('SELECT key, value, version FROM facts WHERE key = ?')
  const query = conditionalQueries(db)

  return {
    write({ key, value, expectedVersion }) {
      const current = Number(version.get(validKey(key)) ?? 0)
      if (expectedVersion !== null && expectedVersion !== current) return false
      if (value === null) remove.run(key)
      else put.run({ key, value: JSON.stringify(value) })
      return true
    },
    byKey(key) {
      const found = byKey.get(key)
      return found === undefined ? null : parse(found)
    },
    startingWith(prefix) {
      const end = prefixEnd(prefix)
      const conditions = end === null ? ['key >= @prefix'] : ['key >= @prefix', 'key < @end']
      const statement = query('SELECT key, value, version FROM facts', conditions, 'ORDER BY key')
      return statement.all(end === null ? { prefix } : { prefix, end }).map(parse)
    },
  }
}

function parse(found: unknown): Fact {
  const { key, value, version } = stored(row, found, 'fact')
  return { key, value: storedJson(value, `fact ${key}`), version }
}
