/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours, each counting one.
 * Gives `limit + 1` for anything further apart.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          (previous[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (previous[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    before = previous
    previous = row
  }
  return Math.min(previous[b.length] ?? limit + 1, limit + 1)
}

/**
 * How many slips a typed word may have and still be taken for another: none up to three letters, one up to eight, two
 * in longer ones. In words of four or five letters a replaced letter makes another word too often (`terms`, `teams`):
 * there only a swapped letter counts, in five also a missing or doubled one. `typedLength` is that of the whole word,
 * where `typed` is only its stem.
 */
export function slipsBetween(typed: string, word: string, typedLength = typed.length): number | null {
  const limit = typedLength >= 9 ? 2 : typedLength >= 4 ? 1 : 0
  const distance = editDistance(typed, word, limit)
  if (distance > limit) return null
  if (typedLength > 5 || distance === 0 || isSwap(typed, word)) return distance
  return typedLength === 5 && typed.length !== word.length ? distance : null
}

function isSwap(a: string, b: string): boolean {
  return [...a].sort().join('') === [...b].sort().join('')
}
