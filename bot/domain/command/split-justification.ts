import { blank, type Span, tokensOf, trimmedSpan } from './tokens.ts'
import { oneOf, wordsOf } from './words.ts'

/** A line in two: what orders (offsets kept, the rest blanked), and what explains. */
export interface SplitLine {
  readonly head: string
  /** From `because` (or a colon, or two dashes) to the end. */
  readonly reason: Span | null
  /** Text in quotes that names no role, without the quotes. */
  readonly quotes: readonly Span[]
}

export interface LineSense {
  /** Whether this stretch of the line names a role or group. */
  readonly meansRole: (span: Span) => boolean
  /** Whether a duration, an end or a ticket begins here. */
  readonly beginsTerm: (at: number) => boolean
  /** Names in which nothing is a separator. */
  readonly isProtected: (at: number) => boolean
}

const because = oneOf(wordsOf((section) => section.because)).replaceAll("'", "'? ?")
const purpose = oneOf(wordsOf((section) => section.purpose))
const marker = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:(?<because>${because}(?<=')|${because}(?![\p{L}\p{N}]))|(?<purpose>${purpose}(?<=')|${purpose}(?![\p{L}\p{N}])))|(?<dash>--+|\u2014)|(?<colon>(?<!\d):(?!\d|//)|(?<=\d[a-z]?):(?! ?\d\d(?!\d)|//))`,
  'gu',
)
const quoted = /"([^"]*)("|$)|(?<![\p{L}\p{N}])'([^']+)'(?![\p{L}\p{N}])/gu

/** Finding out whether a role stands before a colon or dash costs time: not done for every one of hundreds. */
const MOST_ASKED = 4

/** Splits a folded line where its justification begins, and takes quoted justifications out of it. */
export function splitJustification(text: string, sense: LineSense): SplitLine {
  const quotes = quotesOf(text)
    .slice(0, MOST_ASKED * 2)
    .filter(({ start }) => !sense.isProtected(start))
  const found = markerOf(text, sense, quotes)
  const cut = found?.at ?? text.length
  const reason = found ? reasonFrom(text, found.reasonAt) : null
  const before = quotes.filter(({ start }) => start < cut)
  const justifying = before.filter((quote) => isJustification(text, quote, cut, sense))
  const naming = before.filter((quote) => !justifying.includes(quote))
  let head = blank(text, [...justifying, { start: cut, end: text.length }])
  for (const { start, end } of naming) head = blank(head, [edge(start), edge(end - 1)], ' ')
  return {
    head,
    reason,
    quotes: justifying.map(({ start, end }) => trimmedQuote(text, start, end)),
  }
}

interface Marker {
  readonly at: number
  readonly reasonAt: number
}

function markerOf(text: string, sense: LineSense, quotes: readonly Span[]): Marker | null {
  let asked = 0
  for (const match of text.matchAll(marker)) {
    const at = match.index
    const after = at + match[0].length
    if (sense.isProtected(at) || quotes.some(({ start, end }) => start < at && at < end)) continue
    if (match.groups?.['purpose'] !== undefined) return { at, reasonAt: at }
    if (match.groups?.['because'] !== undefined) return { at, reasonAt: after }
    // A colon or dash introduces the justification only after a role, and not where it introduces a duration or ticket.
    if (sense.beginsTerm(skipSpace(text, after)) || asked >= MOST_ASKED) continue
    asked += 1
    if (!sense.meansRole({ start: 0, end: at })) continue
    return { at, reasonAt: after }
  }
  return null
}

function reasonFrom(text: string, at: number): Span | null {
  let start = at
  while (start < text.length && /[ :=,;|\u2014-]/u.test(text[start] ?? '')) start += 1
  if (tokensOf(text, start).length === 0) return null
  const end = text.trimEnd().length
  const isQuoted = /^"[^"]*"$|^'[^']*'$/u.test(text.slice(start, end))
  // To the very end otherwise: what is folded away there, such as an emoji, is the person's own.
  return isQuoted ? { start: start + 1, end: end - 1 } : { start, end: text.length }
}

function quotesOf(text: string): Span[] {
  return [...text.matchAll(quoted)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** Quotes round a role name it; round a word within a sentence they are that sentence's own. */
function isJustification(text: string, quote: Span, cut: number, sense: LineSense): boolean {
  const inner = { start: quote.start + 1, end: quote.end }
  const words = tokensOf(text, inner.start, inner.end)
  if (words.length === 0 || sense.meansRole(inner)) return false
  const afterwards = tokensOf(text, quote.end, cut).length
  return (words.length > 1 || afterwards === 0) && !sense.beginsTerm(words[0]?.start ?? 0)
}

function trimmedQuote(text: string, start: number, end: number): Span {
  const isClosed = end - start > 1 && /["']/u.test(text[end - 1] ?? '')
  const inner = { start: start + 1, end: isClosed ? end - 1 : end }
  const words = trimmedSpan(text, inner)
  return words.end > words.start ? inner : words
}

function skipSpace(text: string, at: number): number {
  let next = at
  while (text[next] === ' ') next += 1
  return next
}

function edge(at: number): Span {
  return { start: at, end: at + 1 }
}
