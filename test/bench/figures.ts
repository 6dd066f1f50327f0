import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'
import type { JsonObject } from '../../bot/domain/values.ts'

/** One line of the table: what was measured beside what this machine can do at all. */
export interface Measured {
  readonly title: string
  /** As in the design; null where nothing is promised and the figure is only told. */
  readonly budget: string | null
  readonly figure: string
  /** What the machine itself needs for the least that this takes, in the same run. */
  readonly limit: string | null
  /** Figure over limit. */
  readonly ratio: number | null
  readonly met: boolean | null
  readonly details: JsonObject
  /** Only where it was measured apart from the rest of the table. */
  readonly apart?: { readonly on: string; readonly load: number }
}

/** A high dynamic range histogram (HdrHistogram, as Node carries it), in microseconds. */
export interface Spread {
  add(milliseconds: number): void
  readonly count: number
  /** Milliseconds below which this share (0 to 100) lies; 0 where nothing was recorded. */
  at(percentile: number): number
  readonly maximum: number
  /** Everything recorded, as JSON: quantiles, and the distribution they were read from. */
  summary(): JsonObject
}

const LONGEST_US = 3_600_000_000

export function createSpread(): Spread {
  const histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: LONGEST_US, figures: 3 })

  function at(percentile: number): number {
    return histogram.count === 0 ? 0 : histogram.percentile(percentile) / 1000
  }

  return {
    add: (ms) => histogram.record(Math.min(LONGEST_US, Math.max(1, Math.round(ms * 1000)))),
    get count() {
      return histogram.count
    },
    at,
    get maximum() {
      return histogram.count === 0 ? 0 : histogram.max / 1000
    },
    summary: () => ({
      count: histogram.count,
      unit: 'ms',
      ...(histogram.count > 0 && {
        p50: at(50),
        p90: at(90),
        p99: at(99),
        p999: at(99.9),
        max: histogram.max / 1000,
        distribution: [...histogram.percentiles].map(([share, us]) => [round(share, 4), us / 1000]),
      }),
    }),
  }
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

/** Two or three significant digits with a unit, as people read it. */
export function ms(value: number): string {
  if (value >= 1000) return `${round(value / 1000)} s`
  return `${value >= 100 ? Math.round(value) : value >= 10 ? round(value, 1) : round(value, 2)} ms`
}

export function perSecond(count: number, milliseconds: number): number {
  return milliseconds > 0 ? (count * 1000) / milliseconds : 0
}

export function thousands(count: number): string {
  if (count >= 1_000_000 && count % 100_000 === 0) return `${count / 1_000_000} M`
  return count >= 1000 && count % 100 === 0 ? `${count / 1000} k` : String(count)
}
