import { DateTime } from 'luxon'
import type { Instant } from '../values.ts'

export interface Month {
  /** `2026-05` */
  readonly name: string
  readonly firstDay: string
  readonly from: Instant
  readonly to: Instant
}

/** The calendar months that a period touches, in a time zone. */
export function monthsOf(period: { readonly from: Instant; readonly to: Instant }, zone: string): readonly Month[] {
  const months: Month[] = []
  let month = DateTime.fromMillis(period.from, { zone }).startOf('month')
  while (month.toMillis() < period.to) {
    const next = month.plus({ months: 1 })
    const [from, to] = [month.toMillis(), next.toMillis()]
    months.push({ name: month.toFormat('yyyy-MM'), firstDay: month.toFormat('yyyy-MM-dd'), from, to })
    month = next
  }
  return months
}

/** The calendar day of an instant, `2026-05-04`. */
export function dayOf(at: Instant, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd')
}

export function lastDayOfMonth(firstDay: string): string {
  return DateTime.fromISO(firstDay, { zone: 'utc' }).endOf('month').toFormat('yyyy-MM-dd')
}

/**
 * The instants of `--from` and `--to`: a day `2026-05-04` or a month `2026-05`, both included. Null for what is neither.
 */
export function periodOf(
  from: string,
  to: string,
  zone: string,
): { readonly from: Instant; readonly to: Instant } | null {
  const start = unitOf(from, zone)
  const end = unitOf(to, zone)
  if (!start || !end || end.to <= start.from) return null
  return { from: start.from, to: end.to }
}

function unitOf(text: string, zone: string): { readonly from: Instant; readonly to: Instant } | null {
  const unit = /^\d{4}-\d{2}$/u.test(text) ? 'month' : /^\d{4}-\d{2}-\d{2}$/u.test(text) ? 'day' : null
  const at = DateTime.fromISO(text, { zone })
  if (unit === null || !at.isValid) return null
  return {
    from: at.startOf(unit).toMillis(),
    to: at
      .startOf(unit)
      .plus({ [`${unit}s`]: 1 })
      .toMillis(),
  }
}
