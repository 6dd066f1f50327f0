/** How many lengths of time lie where, in buckets 2 to 3 % wide: thirty-two from each power of two to the next. */
export interface Buckets {
  readonly counts: Uint32Array
  /**
   * Which value all of a bucket are, NaN where they differ or did: durations asked for are mostly the same few. Of an empty
   * bucket it says nothing.
   */
  readonly sole: Float64Array
}

export interface FoundBucket {
  readonly bucket: number
  /** How many values are less than all of it. */
  readonly before: number
  readonly count: number
  /** What all of it are; null where they may differ. */
  readonly sole: number | null
}

/** Below that each whole number has a bucket. */
const FINE = 32
const FINE_BITS = 5
/** In the last bucket with everything above: 49 days. */
const LARGEST = 2 ** 32 - 1
const BUCKETS = FINE * (32 - FINE_BITS + 1)

export function bucketsOf(values: Float64Array): Buckets {
  const buckets = { counts: new Uint32Array(BUCKETS), sole: new Float64Array(BUCKETS) }
  for (const value of values) enter(buckets, value)
  return buckets
}

export function enter({ counts, sole }: Buckets, value: number): void {
  const bucket = bucketOf(value)
  const count = counts[bucket] ?? 0
  counts[bucket] = count + 1
  if (count === 0) sole[bucket] = value
  else if (sole[bucket] !== value) sole[bucket] = Number.NaN
}

export function leave({ counts }: Buckets, value: number): void {
  const bucket = bucketOf(value)
  counts[bucket] = (counts[bucket] ?? 0) - 1
}

/** Where the value lies that sorting would put at a place, counted from 0; there has to be one. */
export function bucketAt({ counts, sole }: Buckets, rank: number): FoundBucket {
  let before = 0
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const count = counts[bucket] ?? 0
    const value = sole[bucket] ?? Number.NaN
    if (rank < before + count) return { bucket, before, count, sole: Number.isNaN(value) ? null : value }
    before += count
  }
  throw new RangeError(`There are ${before} values, and none at place ${rank}`)
}

/** From the first up to but without the second. */
export function rangeOf(bucket: number): readonly [number, number] {
  return [
    bucket === 0 ? Number.NEGATIVE_INFINITY : leastOf(bucket),
    bucket === BUCKETS - 1 ? Number.POSITIVE_INFINITY : leastOf(bucket + 1),
  ]
}

/** A hundred thousand times in a question that counts anew: without a power or a division. */
function bucketOf(value: number): number {
  if (!(value >= FINE)) return value > 0 ? value >>> 0 : 0
  const whole = Math.min(value, LARGEST) >>> 0
  const shift = 31 - Math.clz32(whole) - FINE_BITS
  return shift * FINE + (whole >>> shift)
}

/** Always a whole number: a value that is not one lies in the bucket of the one below. */
function leastOf(bucket: number): number {
  if (bucket < FINE) return bucket
  const power = Math.floor(bucket / FINE) - 1
  return (FINE + (bucket % FINE)) * 2 ** power
}
