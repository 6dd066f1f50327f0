import { isTerminal } from '../activation-request.ts'
import { HOUR, MINUTE } from '../duration.ts'
import type { UsageRow } from '../history/request-record.ts'
import { percentile } from './percentile.ts'

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

export interface RoleUsageCounter {
  /** `heldMs` is null where it never became active. */
  add(row: UsageRow, heldMs: number | null, isAgain: boolean): void
  result(): RoleUsage
}

export function createRoleUsage(activatableKey: string): RoleUsageCounter {
  const people = new Set<string>()
  const asked: number[] = []
  const used: number[] = []
  const counts = { requests: 0, activated: 0, denied: 0, timedOut: 0, heldMs: 0, askedAgain: 0 }
  let askedOfOver = 0
  let usedOfOver = 0

  return {
    add(row, heldMs, isAgain) {
      counts.requests += 1
      if (row.status === 'denied') counts.denied += 1
      if (row.status === 'timedOut') counts.timedOut += 1
      if (isAgain) counts.askedAgain += 1
      if (heldMs === null) return
      counts.activated += 1
      counts.heldMs += heldMs
      people.add(row.requesterId)
      asked.push(row.durationMs)
      if (!isTerminal(row.status)) return
      const inTime = Math.min(heldMs, row.durationMs)
      used.push(inTime)
      askedOfOver += row.durationMs
      usedOfOver += inTime
    },
    result() {
      const usualMs = percentile(
        asked.sort((a, b) => a - b),
        50,
      )
      const usedShare = askedOfOver > 0 ? usedOfOver / askedOfOver : null
      const againShare = counts.activated > 0 ? counts.askedAgain / counts.activated : 0
      const suggestedMs = suggestionFor(usualMs, used, againShare)
      return { activatableKey, ...counts, people: people.size, usedShare, usualMs, suggestedMs }
    },
  }
}

/** Longer where people ask again, shorter where nine of ten are done in half the time. Never under a quarter of an hour. */
function suggestionFor(usualMs: number, used: number[], againShare: number): number | null {
  if (used.length < ENOUGH || usualMs === 0) return null
  if (againShare >= TOO_SHORT) return CHOICES.find((choice) => choice > usualMs) ?? null
  const p90 = percentile(
    used.sort((a, b) => a - b),
    90,
  )
  if (p90 > TOO_LONG * usualMs) return null
  const shorter = CHOICES.find((choice) => choice >= p90)
  return shorter !== undefined && shorter < usualMs ? shorter : null
}
