/** The place of the nearest rank among `count` values in order: the least that `percent` of all do not exceed. */
export function nearestRank(count: number, percent: number): number {
  return Math.max(0, Math.ceil((percent / 100) * count) - 1)
}

/**
 * The value that sorting would put at a place, counted from 0. Puts `values` into another order, but sorts them not: of a
 * hundred thousand it takes a millisecond or two (Hoare's selection).
 */
export function select(values: Float64Array, rank: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const [left, right] = partition(values, low, high)
    if (rank <= right) high = right
    else if (rank >= left) low = left
    else break
  }
  return values[rank] ?? 0
}

/** Values up to the second place are at most those from the first place on; what lies between equals the pivot. */
function partition(values: Float64Array, low: number, high: number): readonly [number, number] {
  const pivot = values[(low + high) >> 1] ?? 0
  let [left, right] = [low, high]
  while (left <= right) {
    while ((values[left] ?? 0) < pivot) left += 1
    while ((values[right] ?? 0) > pivot) right -= 1
    if (left > right) break
    const swapped = values[left] ?? 0
    values[left] = values[right] ?? 0
    values[right] = swapped
    left += 1
    right -= 1
  }
  return [left, right]
}
