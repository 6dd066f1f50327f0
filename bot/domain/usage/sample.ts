import { nearestRank, select } from './percentile.ts'

/**
 * Lengths of time that come at one end and go at the other, as requests enter a period and leave it. How many there are
 * of about each length is kept, so that a percentile looks closely at a few of them only.
 */
export interface Sample {
  /** Those from `first` up to `end` count. */
  values: Float64Array
  first: number
  end: number
  /** How many lie in each bucket. */
  readonly buckets: Uint32Array
  /** Which value all of a bucket are, NaN where they differ: durations asked for are mostly the same few. */
  readonly sole: Float64Array
}

/** Thirty-two buckets from each power of two to the next, each 2 to 3 % wide; below 32 one for each whole number. */
const FINE = 32
const FINE_BITS = 5
const LARGEST = 2 ** 32 - 1
const BUCKETS = FINE * (32 - FINE_BITS + 1)
const AT_FIRST = 64

export function createSample(): Sample {
  const [buckets, sole] = [new Uint32Array(BUCKETS), new Float64Array(BUCKETS)]
  return { values: new Float64Array(AT_FIRST), first: 0, end: 0, buckets, sole }
}

export function sizeOf({ first, end }: Sample): number {
  return end - first
}

export function append(sample: Sample, value: number): void {
  if (sample.end === sample.values.length) makeRoom(sample)
  sample.values[sample.end] = value
  sample.end += 1
  const bucket = bucketOf(value)
  const count = sample.buckets[bucket] ?? 0
  sample.buckets[bucket] = count + 1
  if (count === 0) sample.sole[bucket] = value
  else if (sample.sole[bucket] !== value) sample.sole[bucket] = Number.NaN
}

export function dropFirst(sample: Sample): void {
  leaveBucket(sample, sample.values[sample.first] ?? 0)
  sample.first += 1
}

export function dropLast(sample: Sample, count: number): void {
  for (let left = count; left > 0; left -= 1) {
    sample.end -= 1
    leaveBucket(sample, sample.values[sample.end] ?? 0)
  }
}

export function clear(sample: Sample): void {
  sample.first = 0
  sample.end = 0
  sample.buckets.fill(0)
}

/** The nearest rank among the values of all samples together: exact, and 0 of nothing. */
export function percentileOf(samples: readonly Sample[], percent: number): number {
  const count = samples.reduce((sum, sample) => sum + sizeOf(sample), 0)
  const rank = nearestRank(count, percent)
  let before = 0
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    let within = 0
    for (const { buckets } of samples) within += buckets[bucket] ?? 0
    if (rank < before + within) return selectWithin(samples, bucket, within, rank - before)
    before += within
  }
  return 0
}

function selectWithin(samples: readonly Sample[], bucket: number, count: number, rank: number): number {
  const different = new Set(samples.filter(({ buckets }) => buckets[bucket] !== 0).map(({ sole }) => sole[bucket]))
  const [sole = Number.NaN] = different
  if (different.size === 1 && !Number.isNaN(sole)) return sole
  return select(valuesIn(samples, bucket, count), rank)
}

function valuesIn(samples: readonly Sample[], bucket: number, count: number): Float64Array {
  const from = bucket === 0 ? Number.NEGATIVE_INFINITY : leastOf(bucket)
  const to = bucket === BUCKETS - 1 ? Number.POSITIVE_INFINITY : leastOf(bucket + 1)
  const found = new Float64Array(count)
  let place = 0
  for (const { values, first, end } of samples)
    for (let index = first; index < end; index += 1) {
      const value = values[index] ?? 0
      if (value < from || value >= to) continue
      found[place] = value
      place += 1
    }
  return found
}

function leaveBucket({ buckets }: Sample, value: number): void {
  const bucket = bucketOf(value)
  buckets[bucket] = (buckets[bucket] ?? 0) - 1
}

function bucketOf(value: number): number {
  if (!(value >= FINE)) return value > 0 ? Math.floor(value) : 0
  const whole = Math.min(Math.floor(value), LARGEST)
  const power = 31 - Math.clz32(whole)
  return (power - FINE_BITS) * FINE + Math.floor(whole / 2 ** (power - FINE_BITS))
}

/** The least whole number of a bucket: a larger value that is not whole is in the same. */
function leastOf(bucket: number): number {
  if (bucket < FINE) return bucket
  const power = Math.floor(bucket / FINE) - 1
  return (FINE + (bucket % FINE)) * 2 ** power
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
