import type { WordItem } from './activation-items.ts'
import { editDistance } from './edit-distance.ts'
import { isConnective } from './filler-words.ts'
import { LONGEST_WORD, type Meaning, meaningOf } from './find-role.ts'
import { isKnownWord, nearWords, type RoleIndex } from './role-index.ts'
import { canonicalWords, isQualifier, QUALIFIERS } from './role-words.ts'
import { wordSet, wordsOf, wordsToKey } from './words.ts'

const negations = wordSet((section) => section.negations)
const access = wordsToKey((section) => ({ ...section.access }))
const inWords = new Set(wordsOf((section) => section.in))
const kindLike = new Set(['read', 'reading', 'view', 'viewing', 'write', 'only'])

/**
 * Whether words may follow a role directly and be the justification. They may not where they could belong to its name
 * (`exchange admin recipient ...`), or where the role was only hinted at (`exchange calendar`): then nothing is found,
 * rather than the wrong role.
 */
export function leaveOf(
  words: readonly WordItem[],
  meaning: Meaning,
  rest: readonly WordItem[],
  { index }: { readonly index: RoleIndex },
): boolean {
  const [first] = rest
  if (first === undefined || access.has(first.text)) return true
  if (/^\d/u.test(first.text) && rest.length === 1) return true
  if (isConnective(first)) return !isKind(first)
  const texts = words.map(({ text }) => text)
  if (!meaning.saysKind || isCutElsewhere(texts, meaning, index)) return false
  if (namesAnother(rest, meaning, index)) return false
  return rest.slice(0, 3).every((word) => {
    if (isKind(word)) return false
    const more = isConnective(word) ? null : meaningOf([...texts, word.text], index)
    return more === null || more.things.every((thing) => meaning.things.includes(thing))
  })
}

/** `exchange admin instead of global admin`. */
function namesAnother(rest: readonly WordItem[], meaning: Meaning, index: RoleIndex): boolean {
  const texts = rest.slice(0, 8).map(({ text }) => text)
  return texts.some((text, at) => {
    const ending = QUALIFIERS.has(text) ? [3, 2, 1].map((length) => texts.slice(Math.max(0, at - length), at + 1)) : []
    const names = ending
      .map((words) => meaningOf(words, index))
      .filter((named) => named?.certainty === 'exact' || named?.certainty === 'verbatim')
    return names.some((named) => named?.things.some((thing) => !meaning.things.includes(thing)))
  })
}

/** `exchange admin recipient trouble`: the kind of role stands within, and the words up to it are another role. */
function isCutElsewhere(texts: readonly string[], meaning: Meaning, index: RoleIndex): boolean {
  const kind = texts.findLastIndex((text) => QUALIFIERS.has(text))
  if (kind < 1 || kind === texts.length - 1) return false
  const shorter = meaningOf(texts.slice(0, kind + 1), index)
  return shorter?.things.some((thing) => !meaning.things.includes(thing)) ?? false
}

/** Words that, standing directly before a role, cannot be a part of its name with slips in it. */
const leadIns = new Set([
  'need',
  'needs',
  'needing',
  'want',
  'request',
  'require',
  'requires',
  'using',
  'use',
  'via',
  'get',
])

export function isLeadIn(word: WordItem | undefined): boolean {
  return isConnective(word) || (word !== undefined && leadIns.has(word.text))
}

/** Words before a role that can neither negate it nor be another role with slips in it. */
export function isInnocent(words: readonly WordItem[], index: RoleIndex): boolean {
  return words.every((word) => {
    const { text } = word
    if (negations.has(text) || inWords.has(text) || QUALIFIERS.has(text) || kindLike.has(text)) return false
    if (isLeadIn(word)) return true
    if (text.length < 4 || isKnownWord(index, text)) return false
    if (text.length > LONGEST_WORD) return true
    const slips = text.length >= 8 ? 2 : 1
    return !nearWords(index, text).some((known) => editDistance(text, known, slips) <= slips)
  })
}

/** `admin`, `read only`: a kind of role and nothing it is the kind of. */
export function isOnlyQualifiers(words: readonly WordItem[]): boolean {
  return words.length > 0 && words.every(({ text }) => kindLike.has(text) || canonicalWords(text).every(isQualifier))
}

function isKind(word: WordItem): boolean {
  return QUALIFIERS.has(word.text) || kindLike.has(word.text)
}
