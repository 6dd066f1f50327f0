import { DAY, durationFromMs, durationToMs, type IsoDuration, MINIMUM_ACTIVATION, MINUTE } from '../duration.ts'
import { type Refusal, refusal } from '../refusal.ts'
import type { Instant } from '../values.ts'
import type { Item, TimeTerm } from './activation-items.ts'
import { OR_WORDS } from './filler-words.ts'
import { wordSet, wordsOf } from './words.ts'

export interface ActivationTimes {
  readonly duration: IsoDuration | null
  readonly latestEnd: Instant | null
  readonly refusals: readonly Refusal[]
}

const NO_TIMES: ActivationTimes = { duration: null, latestEnd: null, refusals: [] }
/** PIM activates for a day at most. */
export const LONGEST = durationFromMs(DAY)

const before = new Set(wordsOf(({ notADuration }) => notADuration.before).map((phrase) => phrase.split(' ').at(-1)))
const after = wordSet(({ notADuration }) => notADuration.after)

/**
 * Of the times in a line, those that say how long: what stands beside the role, not within a sentence. Only where
 * nothing stands beside it, a time at the end of a sentence counts (`mailbox stuck 1h`), unless it tells of something
 * else (`down since 2h`).
 */
export function sayingHowLong(items: readonly Item[], isRest: (item: Item) => boolean): readonly TimeTerm[] {
  const told: TimeTerm[] = []
  const within: TimeTerm[] = []
  for (const [at, item] of items.entries()) {
    if (item.kind !== 'time') continue
    const previous = items[at - 1]
    const next = items[at + 1]
    const isWithin = previous !== undefined && previous.kind === 'word' && isRest(previous) && !item.breaksBefore
    const isAlternative = isWithin && OR_WORDS.has(previous.text) && items[at - 2]?.kind === 'time'
    if (!isWithin || isAlternative) told.push(item.term)
    else if (!isOfSomethingElse(previous.text, next)) within.push(item.term)
  }
  return told.length ? told : within
}

function isOfSomethingElse(previous: string, next: Item | undefined): boolean {
  return before.has(previous) || (next?.kind === 'word' && !next.breaksBefore && after.has(next.text))
}

/** The duration and latest end that these times come to, or why they come to none. */
export function timesOf(terms: readonly TimeTerm[], now: Instant, typed: (term: TimeTerm) => string): ActivationTimes {
  const different = distinct(terms)
  const [term] = different
  if (!term) return NO_TIMES
  if (different.length > 1) return severalDurations(different, now, typed)
  return term.kind === 'end' ? untilEnd(term.at, now, typed(term)) : forDuration(term.ms, typed(term))
}

function forDuration(ms: number | null, typed: string): ActivationTimes {
  const refusals = durationRefusals(ms, typed)
  return refusals.length || ms === null ? { ...NO_TIMES, refusals } : { ...NO_TIMES, duration: durationFromMs(ms) }
}

function durationRefusals(ms: number | null, typed: string): Refusal[] {
  if (ms === null) return [refusal('durationNotUnderstood', { typed })]
  if (!(ms > 0)) return [refusal('durationNotPositive', { typed, minimum: MINIMUM_ACTIVATION })]
  if (ms < durationToMs(MINIMUM_ACTIVATION)) return [tooShort(ms)]
  if (ms > DAY) return [refusal('durationTooLong', { maximum: LONGEST, ...(asTyped(ms) && { duration: asTyped(ms) }) })]
  return []
}

function tooShort(ms: number): Refusal {
  return refusal('durationTooShort', {
    minimum: MINIMUM_ACTIVATION,
    ...(ms >= 1000 && { duration: durationFromMs(ms) }),
  })
}

function asTyped(ms: number): IsoDuration | null {
  return Number.isFinite(ms) && ms < 1000 * DAY ? durationFromMs(ms) : null
}

/** The time left, in whole minutes rounded up: what cuts the activation is the latest end itself. */
function untilEnd(at: Instant | null, now: Instant, typed: string): ActivationTimes {
  if (at === null) return { ...NO_TIMES, refusals: [refusal('durationNotUnderstood', { typed })] }
  if (at <= now) return { ...NO_TIMES, refusals: [refusal('endInPast', { endAt: at })] }
  const ms = Math.ceil((at - now) / MINUTE) * MINUTE
  const refusals = at - now < durationToMs(MINIMUM_ACTIVATION) ? [tooShort(at - now)] : durationRefusals(ms, typed)
  return refusals.length ? { ...NO_TIMES, refusals } : { duration: durationFromMs(ms), latestEnd: at, refusals: [] }
}

function distinct(terms: readonly TimeTerm[]): TimeTerm[] {
  const key = (term: TimeTerm) => (term.kind === 'end' ? `end:${term.at}` : `duration:${term.ms ?? term.start}`)
  return [...new Map(terms.map((term) => [key(term), term])).values()]
}

function severalDurations(
  terms: readonly TimeTerm[],
  now: Instant,
  typed: (term: TimeTerm) => string,
): ActivationTimes {
  const durations = terms.map((term) => timesOf([term], now, typed).duration ?? typed(term))
  return { ...NO_TIMES, refusals: [refusal('severalDurations', { durations })] }
}
