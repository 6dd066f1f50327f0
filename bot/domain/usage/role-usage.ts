import { HOUR, MINUTE } from '../duration.ts'
import { percentile } from './percentile.ts'
import { createSeries, type Series, valuesOf } from './series.ts'

/** How one role or group, in one scope, is used. */
export interface RoleUsage {
  readonly activatableKey: string
  readonly requests: number
  readonly activated: number
  readonly denied: number
  readonly timedOut: number
  /** Different people who activated it. */
  readonly people: number
  readonly heldMs: number
  /** Of what was asked for, over activations that are over: 0 to 1; null where there are none. */
  readonly usedShare: number | null
  /** Requests within half an hour of the end of the one before, or while it ran. */
  readonly askedAgain: number
  /** The duration most activations asked for at most: the median. */
  readonly usualMs: number
  /** A duration that fits better than the usual one; null where that fits, or too little is known. */
  readonly suggestedMs: number | null
}

/** Fewer activations than this say nothing. */
const ENOUGH = 10
/** One in five asked again: it was too short. */
const TOO_SHORT = 0.2
/** Nine of ten were over within this share: it was too long. */
const TOO_LONG = 0.5
const CHOICES = [15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]

/** What was counted of one role. */
export interface RoleTally {
  requests: number
  activated: number
  denied: number
  timedOut: number
  people: number
  heldMs: number
  askedAgain: number
  askedOfOver: number
  usedOfOver: number
  /** Durations asked for by those that became active. */
  readonly asked: Series
  /** Of those that are over, how much of it was used. */
  readonly used: Series
}

export function emptyTally(
  series: Pick<RoleTally, 'asked' | 'used'> = { asked: createSeries(), used: createSeries() },
) {
  const counts = { requests: 0, activated: 0, denied: 0, timedOut: 0, people: 0, heldMs: 0, askedAgain: 0 }
  return { ...counts, askedOfOver: 0, usedOfOver: 0, ...series } satisfies RoleTally
}

export function roleUsageOf(activatableKey: string, tally: RoleTally): RoleUsage {
  const { asked, used, askedOfOver, usedOfOver, ...counts } = tally
  const usualMs = percentile(valuesOf(asked), 50)
  const usedShare = askedOfOver > 0 ? usedOfOver / askedOfOver : null
  const againShare = counts.activated > 0 ? counts.askedAgain / counts.activated : 0
  const suggestedMs = suggestionFor(usualMs, valuesOf(used), againShare)
  return { activatableKey, ...counts, usedShare, usualMs, suggestedMs }
}

/** Longer where people ask again, shorter where nine of ten are done in half the time. Never under a quarter of an hour. */
function suggestionFor(usualMs: number, used: Float64Array, againShare: number): number | null {
  if (used.length < ENOUGH || usualMs === 0) return null
  if (againShare >= TOO_SHORT) return CHOICES.find((choice) => choice > usualMs) ?? null
  const p90 = percentile(used, 90)
  if (p90 > TOO_LONG * usualMs) return null
  const shorter = CHOICES.find((choice) => choice >= p90)
  return shorter !== undefined && shorter < usualMs ? shorter : null
}
