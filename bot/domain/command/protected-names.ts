import type { Knowledge } from './find-subject.ts'
import type { Span } from './tokens.ts'
import { oneOf, wordsOf } from './words.ts'

const because = new RegExp(
  String.raw`(?<![\p{L}\p{N}])${oneOf(wordsOf((section) => section.because))}(?![\p{L}\p{N}])`,
  'u',
)
const inWord = new RegExp(String.raw`(?<![\p{L}\p{N}])${oneOf(wordsOf((section) => section.in))} +$`, 'u')

/**
 * Names of roles, groups and scopes written out whole, in which digits are no duration and punctuation separates
 * nothing: `Night shift 24h`, `R&D: build`. A name of one word counts only where the line begins.
 */
export function namesIn(text: string, { index, scopes }: Knowledge): Span[] {
  const found: Span[] = []
  const limit = because.exec(text)?.index ?? text.length
  for (const name of index.awkward) {
    const at = placeOf(name, text)
    if (at < 0 || overlaps(found, at)) continue
    const isFirst = text.slice(0, at).trim() === ''
    if (isFirst || (at < limit && /[^\p{L}\p{N}]/u.test(name))) found.push({ start: at, end: at + name.length })
  }
  for (const { folded } of scopes) {
    const at = placeOf(folded, text)
    if (at >= 0 && !overlaps(found, at) && inWord.test(text.slice(Math.max(0, at - 20), at))) {
      found.push({ start: at, end: at + folded.length })
    }
  }
  return found
}

/** Where a name stands as a whole, not within longer words or names joined by dashes. */
function placeOf(name: string, text: string): number {
  let at = name === '' ? -1 : text.indexOf(name)
  while (at >= 0) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + name.length] ?? ' ']
    if (!/[\p{L}\p{N}_-]/u.test(before) && !/[\p{L}\p{N}_-]/u.test(after)) return at
    at = text.indexOf(name, at + 1)
  }
  return -1
}

function overlaps(found: readonly Span[], at: number): boolean {
  return found.some(({ start, end }) => start <= at && at < end)
}
