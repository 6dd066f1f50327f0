import type { NormalText } from './normalise-text.ts'

/** A run of letters and digits, with its place in the folded text. */
export interface Token {
  readonly text: string
  readonly start: number
  readonly end: number
}

export interface Span {
  readonly start: number
  readonly end: number
}

const run = /[\p{L}\p{N}]+/gu

export function tokensOf(text: string, from = 0, to = text.length): Token[] {
  return [...text.slice(from, to).matchAll(run)].map((match) => ({
    text: match[0],
    start: from + match.index,
    end: from + match.index + match[0].length,
  }))
}

/** The words of a name or phrase, folded. */
export function plainWords(line: Pick<NormalText, 'text'>): string[] {
  return line.text.match(run) ?? []
}

/** Overwrites spans with a mark that belongs to no word, keeping every offset. */
export function blank(text: string, spans: readonly Span[], mark = '|'): string {
  if (spans.length === 0) return text
  const characters = text.split('')
  for (const { start, end } of spans) characters.fill(mark, start, end)
  return characters.join('')
}

/** How many tokens from `at` on spell this phrase; 0 where they do not. */
export function phraseLength(tokens: readonly Token[], at: number, phrase: readonly string[]): number {
  return phrase.length > 0 && phrase.every((word, index) => tokens[at + index]?.text === word) ? phrase.length : 0
}

/** A span without the punctuation at its two ends. */
export function trimmedSpan(text: string, { start, end }: Span): Span {
  let [from, to] = [start, end]
  while (from < to && !isLetter(text[from])) from += 1
  while (to > from && !isLetter(text[to - 1])) to -= 1
  return { start: from, end: to }
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character)
}
