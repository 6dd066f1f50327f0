import { type Buckets, bucketAt, bucketsOf, enter, leave, rangeOf } from './buckets.ts'
import { nearestRank, select } from './percentile.ts'

/** Lengths of time that come at one end and go at the other, as requests enter a period and leave it. */
export interface Sample {
  /** Those from `first` up to `end` count. */
  values: Float64Array
  first: number
  end: number
  /** How they spread: a percentile of many then looks closely at a few. Null for the many samples that stay small. */
  buckets: Buckets | null
}

const AT_FIRST = 16
const MANY = 512
/** Looked through in one call: a function that is called often is compiled once, a long loop anew each time. */
const RUN = 1024

export function createSample(): Sample {
  return { values: new Float64Array(AT_FIRST), first: 0, end: 0, buckets: null }
}

export function sizeOf({ first, end }: Sample): number {
  return end - first
}

export function append(sample: Sample, value: number): void {
  if (sample.end === sample.values.length) makeRoom(sample)
  sample.values[sample.end] = value
  sample.end += 1
  if (sample.buckets) enter(sample.buckets, value)
  else if (sizeOf(sample) >= MANY) spread(sample)
}

/** Takes away the oldest. */
export function dropFirst(sample: Sample): void {
  if (sample.buckets) leave(sample.buckets, sample.values[sample.first] ?? 0)
  sample.first += 1
}

/** Takes away the newest until so many are left. */
export function shorten(sample: Sample, size: number): void {
  while (sizeOf(sample) > size) {
    sample.end -= 1
    if (sample.buckets) leave(sample.buckets, sample.values[sample.end] ?? 0)
  }
}

export function clear(sample: Sample): void {
  sample.first = 0
  sample.end = 0
  sample.buckets = null
}

/** The nearest rank among the values of all samples together: exact, and 0 of nothing. */
export function percentileOf(samples: readonly Sample[], percent: number): number {
  const [only] = samples
  if (only?.buckets && samples.length === 1) return percentileByBuckets(only, only.buckets, percent)
  const values = new Float64Array(samples.reduce((sum, sample) => sum + sizeOf(sample), 0))
  let place = 0
  for (const sample of samples) {
    values.set(sample.values.subarray(sample.first, sample.end), place)
    place += sizeOf(sample)
  }
  return select(values, nearestRank(values.length, percent))
}

function percentileByBuckets(sample: Sample, buckets: Buckets, percent: number): number {
  const { bucket, before, count, sole } = bucketAt(buckets, nearestRank(sizeOf(sample), percent))
  if (sole !== null) return sole
  const found = new Float64Array(count)
  const range = rangeOf(bucket)
  let place = 0
  for (let first = sample.first; first < sample.end; first += RUN)
    place = collect(sample.values.subarray(first, Math.min(first + RUN, sample.end)), range, found, place)
  return select(found, nearestRank(sizeOf(sample), percent) - before)
}

/** Copies what lies in the range; answers where the next has its place. */
function collect(values: Float64Array, [from, to]: readonly [number, number], found: Float64Array, at: number): number {
  let place = at
  for (const value of values) {
    if (value < from || value >= to) continue
    found[place] = value
    place += 1
  }
  return place
}

function spread(sample: Sample): void {
  sample.buckets = bucketsOf(sample.values.subarray(sample.first, sample.end))
}

/** What has gone makes room first. */
function makeRoom(sample: Sample): void {
  const { values, first, end } = sample
  const isHalfGone = first > values.length / 2
  const to = isHalfGone ? values : new Float64Array(2 * values.length)
  to.set(values.subarray(first, end))
  sample.values = to
  sample.first = 0
  sample.end = end - first
}
