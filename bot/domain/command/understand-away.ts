import { DateTime } from 'luxon'
import { refusal } from '../refusal.ts'
import type { Instant } from '../values.ts'
import type { Command, CommandContext } from './command.ts'
import { findDurations } from './find-duration.ts'
import { findEnds } from './find-end-time.ts'
import { type NormalText, originalSlice } from './normalise-text.ts'
import type { Token } from './tokens.ts'
import { oneOf, wordSet, wordsOf, wordTable } from './words.ts'

const weekdays = wordTable((section) => section.weekdays)
const months = wordTable((section) => section.months)
const tomorrow = wordSet((section) => section.tomorrow)
const today = new Set(wordsOf((section) => section.today).flatMap((phrase) => phrase.split(' ').slice(-1)))
const untilWord = new RegExp(`(?<![\\p{L}\\p{N}])${oneOf(wordsOf((section) => section.until))}(?![\\p{L}\\p{N}])`, 'u')
const off = new Set(['off', 'no', 'none', 'over', 'stop', 'fini'])
const LONGEST_YEARS = 1

const monthName = oneOf([...months.keys()])
const isoDay = /(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])/u
const dayMonth = new RegExp(
  String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th|er)?(?: of)? (${monthName})(?![\p{L}])(?:,? (\d{4}))?`,
  'u',
)
const monthDay = new RegExp(
  String.raw`(?<![\p{L}])(${monthName})\.? (\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,? (\d{4}))?`,
  'u',
)

/**
 * `away until Monday`, `away until 3 March`, `away for 2 days`: until that day begins in the person's zone, or the time
 * said. Null where the rest names no time and nobody ordered anything.
 */
export function understandAway(
  line: NormalText,
  rest: readonly Token[],
  context: CommandContext,
  isOrder: boolean,
): Command | null {
  const [first] = rest
  if (first && rest.length === 1 && off.has(first.text)) return { intent: 'away', until: null, refusals: [] }
  const text = first ? `${' '.repeat(first.start)}${line.text.slice(first.start)}` : ''
  const until = first ? untilOf(text, rest, context) : null
  if (until === null) {
    if (first && !isOrder) return null
    const typed = first ? originalSlice(line, first.start, line.text.length).slice(0, 80) : ''
    return { intent: 'away', until: null, refusals: [refusal('notUnderstood', { typed })] }
  }
  const refusals = until <= context.now ? [refusal('endInPast', { endAt: until })] : []
  return { intent: 'away', until: refusals.length ? null : until, refusals }
}

function untilOf(text: string, rest: readonly Token[], { now, timeZone }: CommandContext): Instant | null {
  const local = DateTime.fromMillis(now, { zone: timeZone })
  if (!local.isValid) return null
  const date = dateIn(text, local)
  if (date) return date.isValid ? date.startOf('day').toMillis() : null
  const end = findEnds(text, { now, timeZone }).find(({ at }) => at !== null)
  if (end?.at != null) return end.at
  const startOfDayIn = (days: number) => local.plus({ days }).startOf('day').toMillis()
  const word = rest.find((token) => weekdays.has(token.text) || tomorrow.has(token.text))
  // `away tomorrow` is until tomorrow is over, `away until tomorrow` until it begins.
  if (word) return startOfDayIn(daysUntil(word.text, local) + (untilWord.test(text) ? 0 : 1))
  if (rest.some((token) => today.has(token.text))) return startOfDayIn(1)
  const duration = findDurations(text).find(({ ms }) => ms !== null && ms > 0 && Number.isFinite(ms))
  const ms = duration?.ms ?? null
  return ms !== null && ms < 366 * 24 * 60 * 60 * 1000 ? now + Math.round(ms) : null
}

/** `until Monday` said on a Monday is the next one. */
function daysUntil(word: string, local: DateTime): number {
  const wanted = weekdays.get(word)
  if (wanted === undefined) return 1
  return (wanted - local.weekday + 7) % 7 || 7
}

function dateIn(text: string, local: DateTime): DateTime | null {
  const iso = isoDay.exec(text)
  if (iso) return on(local, Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const [byDay, byMonth] = [dayMonth.exec(text), monthDay.exec(text)]
  if (byDay) return dated(local, byDay[3], byDay[2], byDay[1])
  return byMonth ? dated(local, byMonth[3], byMonth[1], byMonth[2]) : null
}

/** Without a year the next such day is meant. */
function dated(local: DateTime, year: string | undefined, month = '', day = ''): DateTime {
  const number = months.get(month) ?? 0
  if (year !== undefined) return on(local, Number(year), number, Number(day))
  const thisYear = on(local, local.year, number, Number(day))
  return thisYear.isValid && thisYear < local.startOf('day')
    ? on(local, local.year + LONGEST_YEARS, number, Number(day))
    : thisYear
}

function on(local: DateTime, year: number, month: number, day: number): DateTime {
  return DateTime.fromObject({ year, month, day }, { zone: local.zone })
}
