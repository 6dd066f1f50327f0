import { DateTime } from 'luxon'
import { activatableKey } from '../activatable.ts'
import { DAY, durationToMs, HOUR } from '../duration.ts'
import type { Instant } from '../values.ts'
import type { Oddity } from '../views/watch-view.ts'
import type { ActivationFact } from './facts.ts'
import { hoursApart, median, middleHour, robustDeviation } from './statistics.ts'

/** How odd each is: 1 is worth a look together with another, 2 on its own. */
export type Odd = ReadonlyMap<Oddity, 1 | 2>

/**
 * An hour this far from the usual one, in hours and in robust standard deviations (at least an hour each). A working day
 * is flat rather than bell-shaped, and its ends lie within 1.35 such deviations: of somebody whose day is long the
 * deviations ask for more hours than half a day has. So it is also striking how far the nearest hour of theirs is.
 */
const HOUR_STRIKING = { apart: 5, deviations: 3, nearest: 4 }
const HOUR_NOTABLE = { apart: 4, deviations: 2.5 }
/** So many times the usual duration of the same role, and that many times the longest so far. */
const DURATION_STRIKING = { usual: 4, longest: 2 }
const DURATION_NOTABLE = { usual: 2, longest: 1.2 }
/** Activations within a day, and within an hour: at least so many, and so many times the most there ever were. */
const BURSTS = [
  { within: DAY, striking: { least: 6, most: 2 }, notable: { least: 4, most: 1.5 } },
  { within: HOUR, striking: { least: 4, most: 2 }, notable: { least: 3, most: 2 } },
]
/** After so many activations of roles all known before, a new one is striking. */
const SETTLED = 12
const SAME_ROLE = 5

/**
 * What is odd about an activation, held against the same person's earlier ones. Each is a robust statistic, so that the
 * few oddities of the past do not widen what counts as usual: a median on the circle of the day and the median absolute
 * deviation from it; the median and the longest duration of the same role; the most activations of any 24 hours.
 */
export function odditiesOf(now: ActivationFact, past: readonly ActivationFact[], zone: string): Odd {
  const levels: readonly (readonly [Oddity, 0 | 1 | 2])[] = [
    ['role', roleOddity(now, past)],
    ['hour', hourOddity(now, past, zone)],
    ['weekend', weekendOddity(now, past, zone)],
    ['duration', durationOddity(now, past)],
    ['burst', burstOddity(now, past)],
  ]
  return new Map(levels.filter((entry): entry is readonly [Oddity, 1 | 2] => entry[1] > 0))
}

function roleOddity(now: ActivationFact, past: readonly ActivationFact[]): 0 | 1 | 2 {
  const keys = past.map(({ activatable }) => activatableKey(activatable))
  if (keys.includes(activatableKey(now.activatable))) return 0
  const newest = keys.findLastIndex((key, index) => keys.indexOf(key) === index)
  return keys.length - newest > SETTLED ? 2 : 1
}

function hourOddity(now: ActivationFact, past: readonly ActivationFact[], zone: string): 0 | 1 | 2 {
  const hours = past.map(({ submittedAt }) => hourOf(submittedAt, zone))
  const usual = middleHour(hours)
  const deviation = Math.max(1, robustDeviation(hours.map((hour) => hoursApart(hour, usual))))
  const hour = hourOf(now.submittedAt, zone)
  const apart = hoursApart(hour, usual)
  const nearest = Math.min(...hours.map((each) => hoursApart(each, hour)))
  if (nearest <= 1.5) return 0
  const isFar = nearest >= HOUR_STRIKING.nearest || apart >= HOUR_STRIKING.deviations * deviation
  if (apart >= HOUR_STRIKING.apart && isFar) return 2
  return apart >= HOUR_NOTABLE.apart && apart >= HOUR_NOTABLE.deviations * deviation ? 1 : 0
}

function weekendOddity(now: ActivationFact, past: readonly ActivationFact[], zone: string): 0 | 1 {
  return isWeekend(now.submittedAt, zone) && !past.some((each) => isWeekend(each.submittedAt, zone)) ? 1 : 0
}

function durationOddity(now: ActivationFact, past: readonly ActivationFact[]): 0 | 1 | 2 {
  const key = activatableKey(now.activatable)
  const same = past.filter(({ activatable }) => activatableKey(activatable) === key)
  if (same.length < SAME_ROLE) return 0
  const lengths = same.map(({ duration }) => durationToMs(duration))
  const [usual, longest, asked] = [median(lengths), Math.max(...lengths), durationToMs(now.duration)]
  const exceeds = (limit: typeof DURATION_STRIKING) => asked >= limit.usual * usual && asked >= limit.longest * longest
  return exceeds(DURATION_STRIKING) ? 2 : exceeds(DURATION_NOTABLE) ? 1 : 0
}

function burstOddity(now: ActivationFact, past: readonly ActivationFact[]): 0 | 1 | 2 {
  const times = [...past.map(({ submittedAt }) => submittedAt), now.submittedAt]
  const levels = BURSTS.map(({ within, striking, notable }) => {
    const latest = times.filter((at) => at > now.submittedAt - within).length
    const before = mostWithin(within, times.slice(0, times.length - latest))
    const exceeds = (limit: typeof striking) => latest >= limit.least && latest >= limit.most * before
    return exceeds(striking) ? 2 : exceeds(notable) ? 1 : 0
  })
  if (levels.includes(2)) return 2
  return levels.includes(1) ? 1 : 0
}

/** `times` ascending. */
function mostWithin(within: number, times: readonly Instant[]): number {
  let most = 0
  let from = 0
  for (const [index, at] of times.entries()) {
    while ((times[from] ?? at) <= at - within) from += 1
    most = Math.max(most, index - from + 1)
  }
  return most
}

function hourOf(at: Instant, zone: string): number {
  const local = DateTime.fromMillis(at, { zone })
  return local.hour + local.minute / 60
}

function isWeekend(at: Instant, zone: string): boolean {
  return DateTime.fromMillis(at, { zone }).weekday > 5
}
