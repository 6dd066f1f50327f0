/** The nearest rank: the least value that `percent` of all do not exceed. Of nothing it is 0. */
export function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.ceil((percent / 100) * sorted.length)
  return sorted[Math.max(0, rank - 1)] ?? 0
}
