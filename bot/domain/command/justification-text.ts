import type { Item, TimeTerm, WordItem } from './activation-items.ts'
import { isConnective, isFiller, isPoliteness, OR_WORDS } from './filler-words.ts'
import { type NormalText, originalSlice } from './normalise-text.ts'
import type { Span } from './tokens.ts'
import { wordsOf } from './words.ts'

const forWords = new Set(wordsOf((section) => section.for))

/**
 * The person's own words that ordered nothing, in the order typed: what was left over, then what a marker introduced.
 * Null where nothing but a ticket or politeness is left.
 */
export function justificationText(
  line: NormalText,
  items: readonly Item[],
  reason: Span | null,
  isRest: (item: Item) => boolean,
  counted: readonly TimeTerm[],
): string | null {
  const pieces = runsOf(items, isRest, counted).flatMap((run) => textOfRun(line, run) ?? [])
  if (reason) pieces.push(originalSlice(line, reason.start, reason.end))
  const text = pieces.filter((piece) => piece !== '').join('; ')
  return text === '' ? null : text
}

/** Stretches of left-over items; tickets and times between left-over words belong to the sentence they stand in. */
function runsOf(items: readonly Item[], isRest: (item: Item) => boolean, counted: readonly TimeTerm[]): Item[][] {
  const runs: Item[][] = [[]]
  for (const item of items) {
    const run = runs.at(-1) ?? []
    const joins = item.kind === 'ticket' || (item.kind === 'time' && !counted.includes(item.term))
    if (isRest(item) || (joins && (run.length > 0 || item.kind === 'time'))) run.push(item)
    else if (run.length) runs.push([])
  }
  return runs.map((run) => run.slice(0, run.findLastIndex(({ kind }) => kind !== 'ticket') + 1))
}

function textOfRun(line: NormalText, run: readonly Item[]): string | null {
  const from = run.findIndex((item) => item.kind !== 'word' || !(forWords.has(item.text) || item.text === 'and'))
  const kept = from < 0 ? [] : run.slice(from)
  const [first, last] = [kept[0], kept.at(-1)]
  if (!first || !last) return null
  if (kept.every((item) => item.kind === 'word' && (isPoliteness(item.text) || saysNothing(item, kept.length))))
    return null
  const start = first.kind === 'quote' ? first.start : withOpening(line.text, first.start)
  const text = originalSlice(line, start, last.kind === 'quote' ? last.end : withClosing(line.text, last.end))
  return /^\(([^()]*)\)$/u.exec(text)?.[1] ?? text
}

/** What is left when the words it joined were understood: `or`, `to`. */
function saysNothing(word: WordItem, length: number): boolean {
  return OR_WORDS.has(word.text) || isConnective(word) || (length === 1 && isFiller(word))
}

/** A quote or bracket opened before the first word and closed later belongs to the text. */
function withOpening(text: string, start: number): number {
  const closing = new Map([
    ['"', '"'],
    ['(', ')'],
    ['[', ']'],
  ]).get(text[start - 1] ?? '')
  return closing !== undefined && text.includes(closing, start) ? start - 1 : start
}

/** A quote, bracket or sign that ends the last word belongs to it, and so does an emoji at the end of the line. */
function withClosing(text: string, end: number): number {
  let to = end
  while (/["')\]!?%]/u.test(text[to] ?? '')) to += 1
  return text.slice(to).trim() === '' ? text.length : to
}
