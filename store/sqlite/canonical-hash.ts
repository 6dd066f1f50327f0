import { createHash } from 'node:crypto'

/** Hex SHA-256 of an event's canonical JSON: the `previous` of the next. */
export function canonicalHash(canonical: string): string {
  return createHash('sha256').update(canonical, 'utf8').digest('hex')
}
