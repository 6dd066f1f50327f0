import MiniSearch from 'minisearch'
import type { Activatable } from '../activatable.ts'
import type { Tier } from '../role-settings.ts'
import type { NameByLanguage } from '../views/card-view.ts'
import type { CommandContext, Nameable } from './command.ts'
import { normaliseText } from './normalise-text.ts'
import { isQualifier, QUALIFIERS, type RoleWords, roleWordsOf, SYNONYMS, stem, wordsOfName } from './role-words.ts'

/** A role or group as such, whatever the scope or access. */
export interface Thing {
  readonly key: string
  readonly isGroup: boolean
  readonly displayName: NameByLanguage
  readonly tier: Tier
  /** What kind of role its English name says it is: short forms such as `EXO` leave that out. */
  readonly kind: ReadonlySet<string>
}

/** One of the names of a thing. */
export interface NameEntry extends RoleWords {
  readonly thing: Thing
  /** Its own name rather than a short or former one. */
  readonly isDisplayName: boolean
  /** Its folded words in order, to recognise it letter by letter. */
  readonly verbatim: string
}

interface IndexPart {
  readonly keys: ReadonlySet<string>
  readonly entries: readonly NameEntry[]
  /** Entries by the words in them. Document ids are positions in `entries`. */
  readonly names: MiniSearch
  /** Every word that occurs in names, to find the one that a slip or short form was meant for. */
  readonly lexicon: MiniSearch
  readonly knownWords: ReadonlySet<string>
  readonly byVerbatim: ReadonlyMap<string, readonly Thing[]>
  /** Folded names that would be misread as durations, scopes or separators if their words were looked at one by one. */
  readonly awkward: readonly string[]
}

/** What exists, and beside it what only this person is eligible for: the first is built once, the second is small. */
export interface RoleIndex {
  readonly parts: readonly IndexPart[]
  /** Longest first. */
  readonly awkward: readonly string[]
}

const plain = {
  tokenize: (text: string) => text.split(' '),
  processTerm: (term: string) => term,
  autoVacuum: false,
}
const kept = new WeakMap<readonly Nameable[], IndexPart>()

/** The index over everything that exists and what the person is eligible for. Kept as long as the catalogue's list is. */
export function roleIndexOf({ catalogue, eligible }: Pick<CommandContext, 'catalogue' | 'eligible'>): RoleIndex {
  const known = kept.get(catalogue) ?? buildPart(catalogue)
  kept.set(catalogue, known)
  const extra = eligible.filter(({ activatable }) => !known.keys.has(thingKey(activatable)))
  if (extra.length === 0) return { parts: [known], awkward: known.awkward }
  const own = buildPart(extra)
  const awkward = [...known.awkward, ...own.awkward].sort((a, b) => b.length - a.length)
  return { parts: [known, own], awkward }
}

export function thingKey(activatable: Activatable): string {
  return activatable.kind === 'role' ? `role:${activatable.roleDefinitionId}` : `group:${activatable.groupId}`
}

function buildPart(nameables: readonly Nameable[]): IndexPart {
  const things = uniqueThings(nameables)
  const entries = things.flatMap(entriesOf)
  const names = new MiniSearch({ ...plain, fields: ['text'] })
  names.addAll(entries.map(({ content }, id) => ({ id, text: [...content].join(' ') })))
  const contentWords = entries.flatMap(({ content }) => [...content])
  const knownWords = new Set([...contentWords, ...QUALIFIERS.keys(), ...SYNONYMS.keys()])
  const lexicon = new MiniSearch({ ...plain, fields: ['id'] })
  lexicon.addAll([...knownWords].filter((word) => word.length > 2).map((id) => ({ id })))
  const byVerbatim = new Map<string, Thing[]>()
  for (const { verbatim, thing } of entries) {
    const things = byVerbatim.get(verbatim) ?? []
    if (!things.includes(thing)) byVerbatim.set(verbatim, [...things, thing])
  }
  const keys = new Set(things.map(({ key }) => key))
  return { keys, entries, names, lexicon, knownWords, byVerbatim, awkward: awkwardNames(nameables) }
}

interface NamedThing extends Thing {
  readonly names: readonly string[]
}

function uniqueThings(nameables: readonly Nameable[]): NamedThing[] {
  const things = new Map<string, NamedThing>()
  for (const { activatable, displayName, aliases, tier } of nameables) {
    const key = thingKey(activatable)
    if (things.has(key)) continue
    const isGroup = activatable.kind === 'group'
    const id = activatable.kind === 'group' ? activatable.groupId : activatable.roleDefinitionId
    const kind = isGroup ? new Set<string>() : roleWordsOf(foldedWords(displayName.en)).qualifiers
    things.set(key, { key, isGroup, displayName, tier, kind, names: [displayName.en, displayName.fr, id, ...aliases] })
  }
  return [...things.values()]
}

function entriesOf({ names, ...thing }: NamedThing): NameEntry[] {
  const byVerbatim = new Map(names.map((name) => [foldedWords(name).join(' '), foldedWords(name)] as const))
  byVerbatim.delete('')
  const own = Object.values(thing.displayName).map((name) => foldedWords(name).join(' '))
  return [...byVerbatim].map(([verbatim, words]) => {
    return { thing, verbatim, isDisplayName: own.includes(verbatim), ...roleWordsOf(words) }
  })
}

function foldedWords(name: string): string[] {
  return wordsOfName(normaliseText(name).text)
}

/** Names holding digits, separators or small words of the grammar; every name of a group, because groups are called anything. */
function awkwardNames(nameables: readonly Nameable[]): readonly string[] {
  const names = nameables.flatMap(({ activatable, displayName }) => {
    if (activatable.kind === 'role') return [activatable.roleDefinitionId, displayName.en, displayName.fr]
    return [activatable.groupId, displayName.en, displayName.fr]
  })
  const folded = new Set(names.map((name) => normaliseText(name).text.trim()))
  return [...folded]
    .filter((name) => /[^a-z ]|\b(?:for|in|on|to|because|until)\b/u.test(name) && name.length > 2)
    .sort((a, b) => b.length - a.length)
}

/** Words that a slip or short form may have been meant for. Candidates only: the caller measures them. */
export function nearWords({ parts }: RoleIndex, word: string): string[] {
  const isLong = word.length >= 4
  const found = parts.flatMap(({ lexicon }) => lexicon.search(word, { fuzzy: isLong ? 2 : false, prefix: isLong }))
  return found.map(({ id }) => String(id))
}

/** Entries that hold all of these words. */
export function entriesWith({ parts }: RoleIndex, words: ReadonlySet<string>): NameEntry[] {
  if (words.size === 0) return []
  return parts.flatMap(({ names, entries }) => {
    const found = names.search({ queries: [...words], combineWith: 'AND' })
    return found.flatMap(({ id }) => entries[Number(id)] ?? [])
  })
}

/** Things that go by exactly these words. */
export function thingsCalled({ parts }: RoleIndex, verbatim: string): Thing[] {
  return parts.flatMap(({ byVerbatim }) => byVerbatim.get(verbatim) ?? [])
}

/** Whether a folded word means something in names as it stands. */
export function isKnownWord({ parts }: RoleIndex, word: string): boolean {
  return isQualifier(word) || parts.some(({ knownWords }) => knownWords.has(word) || knownWords.has(stem(word)))
}
