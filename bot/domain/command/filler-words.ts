import type { WordItem } from './activation-items.ts'
import { NOISE, stem } from './role-words.ts'
import { wordSet, wordsOf } from './words.ts'

const singleWords = (list: readonly string[]) => list.flatMap((phrase) => phrase.split(/[ ']/u)).filter(Boolean)
const connectives = new Set([
  ...singleWords(wordsOf((section) => section.for)),
  ...singleWords(wordsOf((section) => section.in)),
  ...wordsOf((section) => section.stop),
  ...['to', 'so', 'as', 'since', 'while', 'due', 'on', 'at', 'with', 'from', 'by', 'i', 'we', 'pour', 'afin'],
])
const politeness = wordSet((section) => section.politeness)
const fillers = new Set([
  ...politeness,
  ...wordsOf((section) => section.leading),
  ...wordsOf((section) => section.labels),
  ...singleWords(wordsOf((section) => section.for)),
])

export const OR_WORDS: ReadonlySet<string> = wordSet((section) => section.or)

/** Words that lead on to something else than a role: `for`, `in`, `to`. */
export function isConnective(word: WordItem | undefined): boolean {
  return word !== undefined && connectives.has(word.text)
}

/** Politeness, articles, labels: nothing lost without them. */
export function isFiller(word: WordItem | undefined): boolean {
  return word !== undefined && fillers.has(word.text)
}

export function isPoliteness(text: string): boolean {
  return politeness.has(text)
}

/** Words such as `role` and `access`, which say nothing more about which role. */
export function isNoise(word: WordItem | undefined): boolean {
  return word !== undefined && NOISE.has(stem(word.text))
}
