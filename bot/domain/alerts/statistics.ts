/** The middle of the values; of an even number of them the mean of the middle two. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/** Standard deviation as the median absolute deviation estimates it: a few outliers change nothing. */
export function robustDeviation(distances: readonly number[]): number {
  return 1.4826 * median(distances)
}

/** Shortest way round between two hours of the day. */
export function hoursApart(a: number, b: number): number {
  const apart = Math.abs(a - b) % 24
  return Math.min(apart, 24 - apart)
}

/** The hour among these that is nearest to all others: a median on the circle of the day. */
export function middleHour(hours: readonly number[]): number {
  let best = { hour: Number.NaN, total: Number.POSITIVE_INFINITY }
  for (const hour of hours) {
    const total = hours.reduce((sum, other) => sum + hoursApart(hour, other), 0)
    if (total < best.total) best = { hour, total }
  }
  return best.hour
}

/** Probability of at least `successes` in `trials` when each succeeds with `probability`. */
export function binomialTail(successes: number, trials: number, probability: number): number {
  if (successes <= 0 || probability >= 1) return 1
  if (probability <= 0) return 0
  let logTerm = trials * Math.log1p(-probability)
  const logOdds = Math.log(probability) - Math.log1p(-probability)
  let tail = 0
  for (let k = 0; k <= trials; k += 1) {
    if (k >= successes) tail += Math.exp(logTerm)
    logTerm += Math.log((trials - k) / (k + 1)) + logOdds
  }
  return Math.min(1, tail)
}
