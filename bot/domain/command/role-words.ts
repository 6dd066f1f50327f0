import { plainWords } from './tokens.ts'
import { wordSet, wordsOf, wordsToKey, wordTable } from './words.ts'

/**
 * The words of a role or group in the form in which names are compared: without plural, articles and synonyms. What
 * kind of role it is (`administrator`, `reader`, ...) stands apart, because it must agree exactly.
 */
export interface RoleWords {
  readonly content: ReadonlySet<string>
  readonly qualifiers: ReadonlySet<string>
}

const qualifierOf = wordsToKey(({ qualifiers }) => qualifiers)
const synonyms = wordTable(({ roleWords }) => roleWords)
const pairs = wordTable(({ pairs: all }) => all)
const stop = wordSet((section) => section.stop)

/** Every word that means a kind of role, and what it means. */
export const QUALIFIERS: ReadonlyMap<string, string> = qualifierOf
export const SYNONYMS: ReadonlyMap<string, string> = synonyms
export const NOISE: ReadonlySet<string> = new Set(wordsOf(({ noise }) => noise).map(stem))
/** Leaving one of these out changes what a role is: `privileged`. */
export const MUST_AGREE: ReadonlySet<string> = new Set(wordsOf(({ mustAgree }) => mustAgree).map(stem))

/** Words joined where people write one as two (`share point`), articles left out, in plain order. */
export function joinPairs(words: readonly string[]): string[] {
  const joined: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const pair = pairs.get(`${words[at]} ${words[at + 1]}`)
    joined.push(...(pair?.split(' ') ?? [words[at] ?? '']))
    if (pair !== undefined) at += 1
  }
  return joined.filter((word) => !stop.has(word))
}

/** What one word stands for: itself without its plural, or the words it abbreviates. */
export function canonicalWords(word: string): readonly string[] {
  const qualifier = qualifierOf.get(word)
  if (qualifier !== undefined) return [qualifier]
  const stemmed = stem(word)
  const synonym = synonyms.get(word) ?? synonyms.get(stemmed)
  return synonym?.split(' ').map(stem) ?? [qualifierOf.get(stemmed) ?? stemmed]
}

const qualifierNames = new Set(qualifierOf.values())

export function isQualifier(canonical: string): boolean {
  return qualifierNames.has(canonical)
}

/** A name's words; `canonical` because nothing in it is a slip. */
export function roleWordsOf(words: readonly string[]): RoleWords {
  const canonical = joinPairs(words).flatMap(canonicalWords)
  return {
    content: new Set(canonical.filter((word) => !isQualifier(word))),
    qualifiers: new Set(canonical.filter(isQualifier)),
  }
}

export function wordsOfName(folded: string): string[] {
  return plainWords({ text: folded })
}

/** Plurals in s, in both languages; `access` and `business` are none. */
export function stem(word: string): string {
  return word.length >= 4 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}
