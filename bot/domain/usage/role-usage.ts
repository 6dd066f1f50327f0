import { HOUR, MINUTE } from '../duration.ts'
import type { RoleSums } from './role-sums.ts'
import { percentileOf, type Sample, sizeOf } from './sample.ts'
import type { RoleSamples } from './tally.ts'

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

export function roleUsageOf(activatableKey: string, sums: RoleSums, { asked, used }: RoleSamples): RoleUsage {
  const { askedOfOver, usedOfOver, canceled: _, ...counts } = sums
  const usualMs = percentileOf([asked], 50)
  const usedShare = askedOfOver > 0 ? usedOfOver / askedOfOver : null
  const againShare = counts.activated > 0 ? counts.askedAgain / counts.activated : 0
  return { activatableKey, ...counts, usedShare, usualMs, suggestedMs: suggestionFor(usualMs, used, againShare) }
}

/** Longer where people ask again, shorter where nine of ten are done in half the time. Never under a quarter of an hour. */
function suggestionFor(usualMs: number, used: Sample, againShare: number): number | null {
  if (sizeOf(used) < ENOUGH || usualMs === 0) return null
  if (againShare >= TOO_SHORT) return CHOICES.find((choice) => choice > usualMs) ?? null
  const p90 = percentileOf([used], 90)
  if (p90 > TOO_LONG * usualMs) return null
  const shorter = CHOICES.find((choice) => choice >= p90)
  return shorter !== undefined && shorter < usualMs ? shorter : null
}
