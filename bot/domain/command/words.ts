import words from '../catalogue/words.json' with { type: 'json' }

type List = readonly string[]
type Lists = { readonly [key: string]: List }

/** One language's words, as written in `words.json`: folded to small letters without accents. */
interface Section {
  readonly verbs: Lists
  readonly politeness: List
  readonly leading: List
  readonly noise: List
  readonly stop: List
  readonly qualifiers: Lists
  readonly mustAgree: List
  readonly roleWords: { readonly [word: string]: string }
  readonly pairs: { readonly [pair: string]: string }
  readonly access: { readonly owner: List; readonly member: List }
  readonly units: Lists
  readonly numbers: { readonly [word: string]: number }
  readonly vague: List
  readonly vagueTimes: List
  readonly more: List
  readonly andAHalf: List
  readonly andSome: List
  readonly until: List
  readonly dayTimes: { readonly [word: string]: string }
  readonly today: List
  readonly tomorrow: List
  readonly weekdays: { readonly [word: string]: number }
  readonly months: { readonly [word: string]: number }
  readonly because: List
  readonly purpose: List
  readonly for: List
  readonly in: List
  /** Lead to a scope only where one that is known follows: `à Montréal`, but not `à midi`. */
  readonly inKnown: List
  readonly notAScope: List
  readonly wholeDirectory: List
  readonly ticketLabels: List
  readonly notADuration: { readonly before: List; readonly after: List }
  readonly or: List
  readonly negations: List
  readonly whoNoise: List
  readonly usageNoise: List
  readonly only: List
  readonly revokeNoise: List
  readonly labels: List
}

/** Both languages are understood at any time: people mix them, and a platform's language is not always the person's. */
const sections: readonly Section[] = [words.en, words.fr]

/** The words of a list, in every language. */
export function wordsOf(pick: (section: Section) => List): readonly string[] {
  return sections.flatMap(pick)
}

export function wordSet(pick: (section: Section) => List): ReadonlySet<string> {
  return new Set(wordsOf(pick))
}

/** A table of every language in one. */
export function wordTable<Value>(pick: (section: Section) => { readonly [key: string]: Value }): Map<string, Value> {
  return new Map(sections.flatMap((section) => Object.entries(pick(section))))
}

/** A table of lists turned round: from each word to what it stands for. */
export function wordsToKey(pick: (section: Section) => Lists): Map<string, string> {
  return new Map(
    sections.flatMap((section) =>
      Object.entries(pick(section)).flatMap(([key, list]) => list.map((word) => [word, key] as const)),
    ),
  )
}

/** For regular expressions: one of these words, longest first, with any spacing between their parts. */
export function oneOf(list: readonly string[]): string {
  const longestFirst = [...new Set(list)].sort((a, b) => b.length - a.length)
  return `(?:${longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&').replaceAll(' ', ' +')).join('|')})`
}
