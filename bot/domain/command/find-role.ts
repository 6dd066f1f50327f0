import { slipsBetween } from './edit-distance.ts'
import {
  entriesWith,
  isKnownWord,
  type NameEntry,
  nearWords,
  type RoleIndex,
  type Thing,
  thingsCalled,
} from './role-index.ts'
import {
  canonicalWords,
  isQualifier,
  joinPairs,
  MUST_AGREE,
  NOISE,
  QUALIFIERS,
  type RoleWords,
  stem,
} from './role-words.ts'
import { isTimeWord } from './time-words.ts'

/**
 * How surely words mean something. `verbatim`: one of its names letter by letter; `exact`: the same words, small
 * slips and order aside; `product`: the same but for the kind of role (`sharepoint`); `part`: some of the words and the
 * kind (`recipient admin`); `hint`: some of the words.
 */
export type Certainty = 'verbatim' | 'exact' | 'product' | 'part' | 'hint'

/** What words mean among everything that exists. Several things: equally good meanings. */
export interface Meaning {
  readonly certainty: Certainty
  readonly things: readonly Thing[]
  /** The words left out change what it is: to be asked about even where nothing else is meant. */
  readonly leavesOut: boolean
  /** Whether a kind of role was said, or is part of the short form used. */
  readonly saysKind: boolean
  /** Things that the words hint at less well, for when the best meaning cannot be had. */
  readonly lesser: readonly Thing[]
}

const ORDER: readonly Certainty[] = ['verbatim', 'exact', 'product', 'part', 'hint']
const MAXIMUM_WORDS = 12
const MAXIMUM_READINGS = 12
/** Longer than any word of a name: not worth measuring. */
export const LONGEST_WORD = 40

interface Graded {
  readonly certainty: Certainty
  readonly entry: NameEntry
  readonly slips: number
  readonly saysKind: boolean
  /** Words of the name that were not said. */
  readonly unsaid: number
}

/** What these folded words mean, against everything that exists. Null where they mean nothing. */
export function meaningOf(words: readonly string[], index: RoleIndex): Meaning | null {
  if (words.length === 0 || words.length > MAXIMUM_WORDS) return null
  const verbatim = thingsCalled(index, words.join(' '))
  if (verbatim.some(({ isGroup }) => !isGroup)) return verbatimMeaning(words, verbatim)
  const content = joinPairs(words)
  const graded = gradeAll(content, index)
  const meaning = bestOf(graded.length ? graded : gradeAll(withoutNoise(content), index))
  if (verbatim.length === 0) return meaning
  const roles = meaning && ORDER.indexOf(meaning.certainty) <= 2 ? meaning.things.filter(({ isGroup }) => !isGroup) : []
  return { ...verbatimMeaning(words, verbatim), lesser: roles }
}

function verbatimMeaning(words: readonly string[], things: readonly Thing[]): Meaning {
  const saysKind = words.some((word) => QUALIFIERS.has(word)) || (words.length === 1 && (words[0] ?? '').length <= 3)
  return { certainty: 'verbatim', things, leavesOut: false, saysKind, lesser: [] }
}

function withoutNoise(words: readonly string[]): string[] {
  return words.filter((word) => !NOISE.has(stem(word)))
}

function gradeAll(words: readonly string[], index: RoleIndex): Graded[] {
  return readingsOf(words, index).flatMap(({ content, qualifiers, slips }) =>
    entriesWith(index, content).flatMap((entry) => grade({ content, qualifiers }, slips, entry) ?? []),
  )
}

function grade(typed: RoleWords, slips: number, entry: NameEntry): Graded | null {
  const unsaid = entry.content.size - typed.content.size
  const whole = unsaid === 0
  const saysKind = typed.qualifiers.size > 0
  if (!saysKind) {
    const certainty = whole ? (entry.qualifiers.size === 0 ? 'exact' : 'product') : 'hint'
    return { certainty, entry, slips, saysKind, unsaid }
  }
  const kind = entry.qualifiers.size > 0 ? entry.qualifiers : entry.thing.kind
  if (!sameWords(kind, typed.qualifiers)) return null
  return { certainty: whole ? 'exact' : 'part', entry, slips, saysKind, unsaid }
}

function bestOf(graded: readonly Graded[]): Meaning | null {
  const certainty = ORDER.find((step) => graded.some((one) => one.certainty === step))
  if (certainty === undefined) return null
  const sure = graded.filter((one) => one.certainty === certainty)
  const slips = Math.min(...sure.map((one) => one.slips))
  const best = sure.filter((one) => one.slips === slips)
  const things = unique(best.map(({ entry }) => entry.thing))
  return {
    certainty,
    things,
    leavesOut: !best.some(keepsWhatMatters),
    saysKind: best.some((one) => one.saysKind),
    lesser: unique(graded.map(({ entry }) => entry.thing)).filter((thing) => !things.includes(thing)),
  }
}

/**
 * Whether words name a thing without leaving out what makes it another. A part will do where one word of its own name
 * is missing; of critical roles never a part, and a product alone only if it is their own name's.
 */
function keepsWhatMatters({ certainty, entry, unsaid }: Graded): boolean {
  const isCritical = entry.thing.tier === 'critical'
  switch (certainty) {
    case 'verbatim':
    case 'exact':
      return true
    case 'product':
      return entry.isDisplayName || !isCritical
    case 'part':
      return (
        entry.isDisplayName && unsaid === 1 && !isCritical && ![...entry.content].some((word) => MUST_AGREE.has(word))
      )
    case 'hint':
      return false
  }
}

interface Reading extends RoleWords {
  readonly slips: number
}

/** Every way in which the words can be read: as they are, or where a word means nothing, as those it may be a slip of. */
function readingsOf(words: readonly string[], index: RoleIndex): Reading[] {
  let readings: { readonly words: readonly string[]; readonly slips: number }[] = [{ words: [], slips: 0 }]
  for (const word of words) {
    const options = optionsFor(word, index)
    readings = readings.flatMap((reading) =>
      options.map((option) => ({ words: [...reading.words, ...option.words], slips: reading.slips + option.slips })),
    )
    if (readings.length === 0 || readings.length > MAXIMUM_READINGS) return []
  }
  return readings.map(({ words: canonical, slips }) => ({
    content: new Set(canonical.filter((word) => !isQualifier(word))),
    qualifiers: new Set(canonical.filter(isQualifier)),
    slips,
  }))
}

interface Option {
  readonly words: readonly string[]
  readonly slips: number
}

/** A line asks about its words again and again, once for each stretch that they stand in. An index lasts for one line. */
const answered = new WeakMap<RoleIndex, Map<string, readonly Option[]>>()

function optionsFor(word: string, index: RoleIndex): readonly Option[] {
  const known = answered.get(index) ?? new Map<string, readonly Option[]>()
  answered.set(index, known)
  const options = known.get(word) ?? findOptions(word, index)
  known.set(word, options)
  return options
}

function findOptions(word: string, index: RoleIndex): readonly Option[] {
  const numbered = gluedNumber(word, index)
  if (isKnownWord(index, word)) return [{ words: canonicalWords(word), slips: 0 }, ...(numbered ? [numbered] : [])]
  if (word.length > LONGEST_WORD || isTimeWord(word)) return []
  const glued = gluedQualifier(word, index) ?? numbered
  if (glued) return [glued]
  const near = [...new Set([...nearWords(index, word), ...nearWords(index, stem(word))])]
  const measured = near.flatMap((known) => {
    const slips = slipsBetween(stem(word), known, word.length) ?? slipsBetween(word, known)
    return slips === null ? [] : [{ words: canonicalWords(known), slips }]
  })
  const fewest = Math.min(...measured.map(({ slips }) => slips))
  const short = near
    .filter((known) => known.startsWith(word) && word.length >= 4)
    .map((known) => ({ words: canonicalWords(known), slips: 1 }))
  return uniqueOptions([...measured.filter(({ slips }) => slips === fewest), ...short])
}

/** `exchangeadmin`: a kind of role written onto the word before it. */
function gluedQualifier(word: string, index: RoleIndex): Option | null {
  for (const [qualifier, canonical] of QUALIFIERS) {
    const head = word.slice(0, -qualifier.length)
    if (qualifier.length >= 5 && head.length > 1 && word.endsWith(qualifier) && isKnownWord(index, head)) {
      return { words: [...canonicalWords(head), canonical], slips: 0 }
    }
  }
  return null
}

/** `tier0`, `windows365`. */
function gluedNumber(word: string, index: RoleIndex): Option | null {
  const [, head, digits] = /^(\p{L}{3,})(\d+)$/u.exec(word) ?? []
  if (head === undefined || digits === undefined || !isKnownWord(index, head)) return null
  return { words: [...canonicalWords(head), digits], slips: 0 }
}

function uniqueOptions(options: readonly Option[]): Option[] {
  return [...new Map(options.map((option) => [option.words.join(' '), option])).values()]
}

function unique(things: readonly Thing[]): Thing[] {
  return [...new Map(things.map((thing) => [thing.key, thing])).values()]
}

function sameWords(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((word) => b.has(word))
}
