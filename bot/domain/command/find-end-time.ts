import { DateTime } from 'luxon'
import type { Instant } from '../values.ts'
import type { Span } from './tokens.ts'
import { oneOf, wordsOf, wordTable } from './words.ts'

/** What `until ...` named; a null instant where it names no certain time. */
export interface FoundEnd extends Span {
  readonly at: Instant | null
}

export interface Moment {
  readonly now: Instant
  /** IANA zone that typed times are meant in. */
  readonly timeZone: string
}

const dayTimes = wordTable((section) => section.dayTimes)
const weekdays = wordTable((section) => section.weekdays)
const today = oneOf(wordsOf((section) => section.today))
const tomorrow = oneOf(wordsOf((section) => section.tomorrow))
const weekday = oneOf([...weekdays.keys()])
const dayTime = oneOf([...dayTimes.keys()])

const until = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:${oneOf(wordsOf((section) => section.until))})(?![\p{L}\p{N}])`,
  'gu',
)
const day = String.raw`(?:(?<today>${today})|(?<tomorrow>${tomorrow})|(?<weekday>${weekday}))(?![\p{L}\p{N}])`
const hour = String.raw`(?<h>\d{1,2})(?: ?[:.h] ?(?<m>\d{2})(?!\d))?(?: ?(?<half>[ap])\.?m(?:\.|(?![\p{L}\p{N}]))|(?<unit> ?(?:h|hrs?|hours|heures?)(?![\p{L}\p{N}]))?)`
const time = String.raw`(?:(?<military>\d{4})(?![\d:]|-\d)h?|${hour}|(?<name>${dayTime}))(?![\p{L}\p{N}])`
const zone = String.raw`(?: ?(?<zone>utc|gmt|z|est|edt|cst|cdt|mst|mdt|pst|pdt|cet|cest|bst|aest|ist)(?![\p{L}\p{N}]))?`
const at = `[ ,:]*(?:(?:at|a|le|la|on|about|around|vers) +)?`
const dayThenTime = new RegExp(`^${at}${day}${at}${time}${zone}`, 'u')
const dayAlone = new RegExp(`^${at}${day}`, 'u')
const timeThenDay = new RegExp(`^${at}${time}${zone}(?:${at}${day})?`, 'u')

/** Every `until <time of day>` in a folded text. */
export function findEnds(text: string, moment: Moment): FoundEnd[] {
  return [...text.matchAll(until)].map((match) => {
    const end = match.index + match[0].length
    const rest = text.slice(end, end + 80)
    const meant = dayThenTime.exec(rest) ?? timeThenDay.exec(rest)
    if (!meant) return { start: match.index, end: end + (dayAlone.exec(rest)?.[0].length ?? 0), at: null }
    return { start: match.index, end: end + meant[0].length, at: instantOf(meant.groups ?? {}, moment) }
  })
}

type Groups = { readonly [name: string]: string | undefined }

function instantOf(groups: Groups, { now, timeZone }: Moment): Instant | null {
  const clock = clockOf(groups)
  const typedZone = groups['zone']
  if (clock === null) return null
  if (typedZone !== undefined && !['utc', 'gmt', 'z'].includes(typedZone)) return null
  const local = DateTime.fromMillis(now, { zone: typedZone === undefined ? timeZone : 'utc' })
  if (!local.isValid) return null
  return earliestAfter(now, dayOf(groups, local).plus({ days: clock.hour === 24 ? 1 : 0 }), clock)
}

/**
 * The wall-clock time on that day. Where clocks go back it happens twice: the first that is still to come is meant,
 * which is the shorter activation. Where clocks go forward over it, the time after the gap is.
 */
function earliestAfter(now: Instant, date: DateTime, clock: Clock): Instant {
  const wall = date.set({ hour: clock.hour % 24, minute: clock.minute, second: 0, millisecond: 0 })
  const possible = wall.getPossibleOffsets().map((one) => one.toMillis())
  return possible.sort((a, b) => a - b).find((instant) => instant > now) ?? wall.toMillis()
}

function dayOf(groups: Groups, local: DateTime): DateTime {
  if (groups['tomorrow'] !== undefined) return local.plus({ days: 1 })
  const wanted = weekdays.get(groups['weekday'] ?? '')
  return wanted === undefined ? local : local.plus({ days: (wanted - local.weekday + 7) % 7 })
}

interface Clock {
  readonly hour: number
  readonly minute: number
}

/** A time that could be meant twice a day (`until 5`) is none: it is asked back. */
function clockOf(groups: Groups): Clock | null {
  const { name, military, h, m, half, unit } = groups
  if (name !== undefined) return valid((dayTimes.get(name.replace(/ +/gu, ' ')) ?? '').split(':'))
  if (military !== undefined) return valid([military.slice(0, 2), military.slice(2)])
  if (half !== undefined) return halfDay(Number(h), Number(m ?? 0), half)
  if (m === undefined && unit === undefined && Number(h) <= 12) return null
  return valid([h ?? '', m ?? '0'])
}

function halfDay(hour: number, minute: number, half: string): Clock | null {
  if (hour < 1 || hour > 12) return null
  return valid([`${(hour % 12) + (half === 'p' ? 12 : 0)}`, `${minute}`])
}

function valid([hours, minutes]: readonly string[]): Clock | null {
  const [hour, minute] = [Number(hours || Number.NaN), Number(minutes || Number.NaN)]
  const isTime = hour < 24 ? hour >= 0 && minute < 60 : hour === 24 && minute === 0
  return isTime ? { hour, minute } : null
}
