import type Database from 'better-sqlite3'
import { StoreWriteRefused } from './errors.ts'

export type Value = string | number | null
export type Named = { readonly [name: string]: Value }

/** A `WHERE` of the conditions that apply, prepared once for each combination. */
export function conditionalQueries(
  db: Database.Database,
): (select: string, conditions: readonly string[], rest: string) => Database.Statement<[Named]> {
  const prepared = new Map<string, Database.Statement<[Named]>>()
  return (select, conditions, rest) => {
    const sql = `${select}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''} ${rest}`
    const statement = prepared.get(sql) ?? db.prepare<[Named]>(sql)
    prepared.set(sql, statement)
    return statement
  }
}

/**
 * The least text that sorts after every text starting with `prefix`, by UTF-8 bytes (the order of code points); null
 * where there is none.
 */
export function prefixEnd(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (points.length > 0) {
    const last = points.pop() ?? 0
    // U+D800 to U+DFFF are surrogates: no text holds them as code points of their own.
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1)
  }
  return null
}

/**
 * A key as it may be stored. Lone surrogates have no UTF-8 form: the driver would replace each by the same character
 * and let two keys become one. Throws `StoreWriteRefused` (`invalidKey`).
 */
export function validKey(key: string): string {
  if (key !== '' && key.isWellFormed()) return key
  throw new StoreWriteRefused(
    'invalidKey',
    `Keys are well-formed texts of at least one character, not ${JSON.stringify(key)}.`,
  )
}
