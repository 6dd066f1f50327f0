import { DateTime } from 'luxon'
import type { Instant } from './values.ts'

/** The calendar day of an instant in a zone, `2026-05-04`. */
export function dayOf(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toISODate() ?? ''
}
