import { DAY, durationToMs, HOUR, MINUTE, parseIsoDuration, SECOND } from '../duration.ts'
import { slipsBetween } from './edit-distance.ts'
import { blank, type Span } from './tokens.ts'
import { oneOf, wordsOf, wordsToKey, wordTable } from './words.ts'

/** A length of time somebody typed, in milliseconds (may be zero, negative or infinite), or null where it names none. */
export interface FoundDuration extends Span {
  readonly ms: number | null
}

const UNIT_MS: { readonly [unit: string]: number } = {
  second: SECOND,
  minute: MINUTE,
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
}

const units = wordsToKey((section) => section.units)
const numbers = wordTable((section) => section.numbers)
const unitWord = oneOf([...units.keys()])
const numberWord = oneOf([...numbers.keys()])
const half = oneOf(wordsOf(({ andAHalf }) => andAHalf))
const and = oneOf(wordsOf(({ andSome }) => andSome))

const more = oneOf(wordsOf((section) => section.more))
const vague = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${oneOf(wordsOf((section) => section.vague))} ${unitWord}|${oneOf(wordsOf((section) => section.vagueTimes))})(?![\\p{L}\\p{N}])`,
  'gu',
)
const digits = String.raw`\d+ 1\/2|\d+ [13]\/4|[1-3]\/[2-4]|\d+(?:[.,]\d+){0,3}|[.,]\d+`
const before = String.raw`(?<![\p{L}\p{N}])(?<![\p{N}][.,:/])`
const single = new RegExp(
  String.raw`${before}(?<sign>(?<![^\s|(])[-+](?=[\d.])|minus +|moins +)?(?:(?<digits>${digits})(?<half1> +${half})?[ -]{0,2}|(?<word>${numberWord})(?:[ -]{1,2}|(?<=['-])))(?:${more} )?(?<unit>${unitWord}(?![\p{L}])|\p{L}{4,9}(?![\p{L}\p{N}]))\.?(?<half2> +${half}(?![\p{L}]))?`,
  'gu',
)
const minute = oneOf([...units].filter(([, unit]) => unit === 'minute').map(([word]) => word))
const nextPart = oneOf([...wordsOf(({ because }) => because), ...wordsOf((section) => section.for)])
const minuteWord = oneOf([...numbers].flatMap(([word, count]) => (count >= 5 && count < 60 ? [word] : [])))
/** `1h30`, `1h30m`; and `1 h 30`, `one hour thirty` where no word follows that the thirty could be counting. */
const minutesAfterHours = new RegExp(
  String.raw`^(?:(?<glued>[0-5]?\d) ?(?:${minute})?(?![\d\p{L}:.,/-])|(?: (?<spaced>[0-5]\d)| (?<spelled>${minuteWord})(?![\p{L}\p{N}]))(?= *(?:$|[^\p{L}\p{N} :./-]|${nextPart}(?!\p{L})|\p{L}{2,10}-?\d)))`,
  'u',
)
const clock = new RegExp(
  String.raw`${before}(?<hours>\d{1,2}):(?<minutes>\d{2})(?::\d{2})?(?![\p{L}\p{N}:]| ?[ap]\.?m)(?: ?${unitWord}(?![\p{L}]))?`,
  'gu',
)
const timeOfDay = /(?<![\p{L}\p{N}])\d{1,2}(?:[:.]\d{2})? ?[ap]\.?m(?:\.|(?![\p{L}\p{N}]))/gu
const iso =
  /(?<![\p{L}\p{N}])[-+]?p(?=t?\d)(?:[\d.,]{1,40}[ymwd]){0,4}(?:t(?:[\d.,]{1,40}[hms]){1,3})?(?![\p{L}\p{N}])/gu
const range = new RegExp(String.raw`${before}(\d+)(?: ?- ?| to | a )(?=\d+ ?(${unitWord})(?![\p{L}]))`, 'gu')

/** Every length of time in a folded text, in order. Compounds such as `1 hour and 30 minutes` are one. */
export function findDurations(text: string): FoundDuration[] {
  const found: FoundDuration[] = []
  let rest = text
  const take = (matches: readonly FoundDuration[]) => {
    found.push(...matches)
    rest = blank(rest, matches)
  }
  take([...rest.matchAll(iso)].filter(([typed]) => typed.length > 2).map(isoDuration))
  take([...rest.matchAll(timeOfDay)].map((match) => ({ ...spanOf(match), ms: null })))
  take([...rest.matchAll(clock)].map(clockDuration))
  take([...rest.matchAll(range)].map(rangeStart))
  take([...rest.matchAll(vague)].map((match) => ({ ...spanOf(match), ms: null })))
  take(singles(rest))
  return compounds(
    found.sort((a, b) => a.start - b.start),
    text,
  )
}

function isoDuration(match: RegExpExecArray): FoundDuration {
  const typed = match[0].toUpperCase()
  const parsed = parseIsoDuration(typed.replace(/^[-+]/u, ''))
  if (parsed) return { ...spanOf(match), ms: (typed.startsWith('-') ? -1 : 1) * durationToMs(parsed) }
  if (/^[-+]?P[T0.,HMSD]*$/u.test(typed)) return { ...spanOf(match), ms: 0 }
  return { ...spanOf(match), ms: /[YMW]/u.test(typed.split('T')[0] ?? '') ? Number.POSITIVE_INFINITY : null }
}

/** `1:30` is an hour and a half. From ten hours on it is rather a time of day, and not understood. */
function clockDuration(match: RegExpExecArray): FoundDuration {
  const [hours, minutes] = [Number(match.groups?.['hours']), Number(match.groups?.['minutes'])]
  const isLength = hours < 10 && minutes < 60
  return { ...spanOf(match), ms: isLength ? hours * HOUR + minutes * MINUTE : null }
}

interface Single extends FoundDuration {
  readonly ms: number
  readonly unitMs: number
}

function singles(text: string): Single[] {
  const found: Single[] = []
  const search = new RegExp(single)
  for (let match = search.exec(text); match; match = search.exec(text)) {
    const one = singleOf(match, text)
    if (one) found.push(one)
    // A number before a word that is no unit (`365 half an hour`) must not swallow what that word begins.
    search.lastIndex = one?.end ?? match.index + 1
  }
  return found
}

function singleOf(match: RegExpExecArray, text: string): Single | null {
  const { sign, digits: typed, word, unit = '', half1, half2 } = match.groups ?? {}
  // The English article before a French unit is the preposition: a "mise à jour" takes no day.
  if (word === 'a' && /^(?:jour|heure|seconde|semaine)/u.test(unit)) return null
  const unitMs = unitOf(unit)
  const count = typed === undefined ? numbers.get(plainNumber(word ?? '')) : numberOf(typed)
  if (unitMs === null || count === undefined || Number.isNaN(count)) return null
  const end = match.index + match[0].length
  const minutes = unitMs === HOUR ? minutesAfterHours.exec(text.slice(end, end + 40)) : null
  const more = minutesOf(minutes?.groups) * MINUTE
  const ms = (count + (half1 || half2 ? 0.5 : 0)) * unitMs + more
  const isNegative = sign !== undefined && !sign.startsWith('+')
  return { start: match.index, end: end + (minutes?.[0].length ?? 0), ms: isNegative ? -ms : ms, unitMs }
}

function minutesOf({ glued, spaced, spelled }: { readonly [name: string]: string | undefined } = {}): number {
  return spelled === undefined ? Number(glued ?? spaced ?? 0) : (numbers.get(plainNumber(spelled)) ?? 0)
}

/** A unit, or a word that is one with a slip in it: `huor`, `minuts`. */
function unitOf(word: string): number | null {
  const exact = units.get(word)
  if (exact !== undefined) return UNIT_MS[exact] ?? null
  for (const [known, unit] of units) {
    if (known.length >= 4 && known[0] === word[0] && slipsBetween(word, known) !== null) return UNIT_MS[unit] ?? null
  }
  return null
}

function numberOf(typed: string): number {
  const fraction = /^(?:(\d+) )?(\d)\/(\d)$/u.exec(typed)
  if (fraction) return Number(fraction[1] ?? 0) + Number(fraction[2]) / Number(fraction[3])
  // A comma or dot before exactly three digits separates thousands; anywhere else it is the decimal sign.
  const plain = typed.replace(/(?<=\d)[.,](?=\d{3}(?!\d))/gu, '').replace(',', '.')
  return Number(plain)
}

function plainNumber(word: string): string {
  return word.replace(/ +/gu, ' ').trim()
}

/** `1-2 hours` gives both its ends, so that it is asked which. */
function rangeStart(match: RegExpExecArray): FoundDuration {
  const unitMs = unitOf(match[2] ?? '')
  return { ...spanOf(match), ms: unitMs === null ? null : Number(match[1]) * unitMs }
}

/** Joins `1 h 30 min` and `1 hour and 30 minutes`; `1h 60 minutes` and `1h 2h` stay two. */
function compounds(found: readonly (FoundDuration & { readonly unitMs?: number })[], text: string): FoundDuration[] {
  const joined: (FoundDuration & { readonly unitMs?: number })[] = []
  for (const next of found) {
    const last = joined.at(-1)
    if (last && continues(last, next, text.slice(last.end, next.start))) {
      const sign = (last.ms ?? 0) < 0 ? -1 : 1
      joined[joined.length - 1] = { ...last, end: next.end, ms: (last.ms ?? 0) + sign * (next.ms ?? 0) }
    } else joined.push(next)
  }
  return joined.map(({ start, end, ms }) => ({ start, end, ms }))
}

const joint = new RegExp(`^ *(?:${and} +)?$`, 'u')

function continues(
  last: FoundDuration & { readonly unitMs?: number },
  next: FoundDuration & { readonly unitMs?: number },
  gap: string,
): boolean {
  if (last.unitMs === undefined || next.unitMs === undefined || last.ms === null || next.ms === null) return false
  return next.unitMs < last.unitMs && next.ms >= 0 && next.ms < last.unitMs && joint.test(gap)
}

function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length }
}
