/**
 * The known name that was probably meant: one that begins with the given one, or the nearest by edits (a third of its
 * length at most). Null where nothing is near: a far-fetched suggestion misleads.
 */
export function nearest(given: string, known: readonly string[]): string | null {
  const wanted = given.toLowerCase()
  if (wanted === '') return null
  const ranked = known
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  const longer = known.filter((name) => name.toLowerCase().startsWith(wanted))
  return ranked[0]?.name ?? (wanted.length >= 3 ? longer[0] : undefined) ?? null
}

/** ` Did you mean "x"?`-style sentence, or the fallback where nothing is near. */
export function didYouMean(given: string, known: readonly string[], otherwise: string): string {
  const name = nearest(given, known)
  return name === null ? otherwise : `Did you mean "${name}"?`
}

/** Levenshtein's distance: insertions, deletions and replacements. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
