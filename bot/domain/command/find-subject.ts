import type { WordItem } from './activation-items.ts'
import type { Access } from './choose-target.ts'
import { isConnective, isFiller, isNoise, OR_WORDS } from './filler-words.ts'
import { type Meaning, meaningOf } from './find-role.ts'
import {
  inLength,
  isBeforeKnownScope,
  isIdiom,
  type KnownScope,
  type NamedScope,
  scopeAt,
  scopesBeginningWith,
} from './find-scope.ts'
import { isInnocent, isLeadIn, isOnlyQualifiers, leaveOf } from './rest-words.ts'
import type { RoleIndex, Thing } from './role-index.ts'
import { wordSet, wordsToKey } from './words.ts'

/** What a line is about. `either`: it names several things; `unknown`: the words stand for nothing. */
export type Subject =
  | { readonly kind: 'unnamed'; readonly scope: NamedScope | null; readonly used: ReadonlySet<WordItem> }
  | { readonly kind: 'unknown'; readonly words: readonly WordItem[]; readonly used: ReadonlySet<WordItem> }
  | {
      readonly kind: 'either'
      readonly things: readonly Thing[]
      readonly words: readonly WordItem[]
      readonly used: ReadonlySet<WordItem>
    }
  | {
      readonly kind: 'meant'
      readonly meaning: Meaning
      readonly access: Access | null
      readonly scope: NamedScope | null
      readonly words: readonly WordItem[]
      readonly used: ReadonlySet<WordItem>
    }

export interface Knowledge {
  readonly index: RoleIndex
  readonly scopes: readonly KnownScope[]
}

interface Reading {
  readonly kind: 'none' | 'conflict' | 'either' | 'meant'
  readonly things?: readonly Thing[]
  readonly meaning?: Meaning
  readonly access?: Access | null
  readonly words: readonly WordItem[]
}

/** A role named after more pieces than this was not what the line is about. */
const MOST_SEGMENTS = 12

/** `owner of the group Tier 0`: said beside a name, and no part of it. */
const labels = wordSet((section) => section.labels)
const accessOf = wordsToKey(({ access }) => ({ owner: access.owner, member: access.member }))

/** Finds the role or group, and the scope, that the stretches of words of a line name. */
export function findSubject(segments: readonly (readonly WordItem[])[], knowledge: Knowledge): Subject {
  const used = new Set<WordItem>()
  const use = (words: readonly WordItem[]) => {
    for (const word of words) used.add(word)
  }
  let scope: NamedScope | null = null
  let found: Reading | null = null
  const unread: (readonly WordItem[])[] = []
  for (const segment of segments.slice(0, MOST_SEGMENTS)) {
    let core = withoutFillers(segment, knowledge.index)
    const ahead = readScope(core, knowledge, found !== null)
    if (ahead && (ahead.scope.scopes.length > 0 || found)) {
      scope ??= ahead.scope
      use(ahead.words)
      core = withoutFillers(core.slice(ahead.words.length), knowledge.index)
    }
    if (core.length === 0) use(segment.every(isFiller) ? segment : [])
    else if (found) {
      const first: Reading = found
      found = withSecond(first, core, knowledge)
      if (found !== first) use(core)
    } else {
      const reading = readSegment(core, knowledge)
      const isAccepted = unread.length === 0 || isUnmistakable(reading, core, unread, knowledge)
      if (reading.kind === 'none' || !isAccepted) {
        unread.push(core)
        continue
      }
      found = reading
      const last = core.indexOf(reading.words.at(-1) as WordItem)
      const behind = readScope(core.slice(last + 1), knowledge, true)
      scope ??= behind?.scope ?? null
      use([...segment.filter((word) => !core.includes(word)), ...reading.words, ...(behind?.words ?? [])])
    }
  }
  return subjectOf(found, scope, unread, used)
}

function subjectOf(
  found: Reading | null,
  scope: NamedScope | null,
  unread: readonly (readonly WordItem[])[],
  used: ReadonlySet<WordItem>,
): Subject {
  if (found?.kind === 'meant' && found.meaning) {
    return { kind: 'meant', meaning: found.meaning, access: found.access ?? null, scope, words: found.words, used }
  }
  if (found?.kind === 'either') return { kind: 'either', things: found.things ?? [], words: found.words, used }
  const words = found?.words ?? unread[0]
  return words ? { kind: 'unknown', words, used: new Set([...used, ...words]) } : { kind: 'unnamed', scope, used }
}

/**
 * The words of a segment that say something: without politeness and articles at its ends, unless with them they are a
 * full name (`one drive administrator`).
 */
function withoutFillers(segment: readonly WordItem[], index: RoleIndex): readonly WordItem[] {
  let to = segment.length
  while (to > 0 && (isFiller(segment[to - 1]) || isConnective(segment[to - 1]))) to -= 1
  let from = 0
  while (from < to && isFiller(segment[from])) from += 1
  if (from === 0 && to === segment.length) return segment
  for (let start = Math.max(0, from - 3); start <= from; start += 1) {
    for (const end of new Set([segment.length, to])) {
      const meaning = meaningWithAccess(segment.slice(start, end), index)?.meaning
      const isName = meaning !== undefined && isFullName(meaning) && !isConnective(segment[start])
      if (isName && !isConnective(segment[end - 1])) return segment.slice(start, end)
    }
  }
  return segment.slice(from, to)
}

function readSegment(core: readonly WordItem[], knowledge: Knowledge): Reading {
  const either = readAlternatives(core, knowledge)
  if (either) return either
  for (let length = Math.min(core.length, 12); length > 0; length -= 1) {
    const words = core.slice(0, length)
    const rest = core.slice(length)
    if (isConnective(words.at(-1)) || (rest.length > 0 && isNoise(words.at(-1)) && !isConnective(rest[0]))) continue
    const read = meaningWithAccess(words, knowledge.index)
    if (!read) continue
    const leave = leaveOf(words, read.meaning, rest, knowledge)
    return { kind: leave ? 'meant' : 'conflict', ...read, words: leave ? words : core }
  }
  return readTail(core, knowledge)
}

/** `mailbox stuck, need exchange admin`: a full name at the end, after words that can have nothing to do with roles. */
function readTail(core: readonly WordItem[], knowledge: Knowledge): Reading {
  for (let from = 1; from < Math.min(core.length, 12); from += 1) {
    const words = core.slice(from)
    const read = meaningWithAccess(words, knowledge.index)
    if (!read || !isFullName(read.meaning)) continue
    const isApart = isLeadIn(core[from - 1]) && isInnocent(core.slice(0, from), knowledge.index)
    if (isApart) return { kind: 'meant', ...read, words }
    return { kind: 'conflict', words: core }
  }
  return { kind: isOnlyQualifiers(core) ? 'conflict' : 'none', words: core }
}

/** `exchange or sharepoint admin`: every part names something. */
function readAlternatives(core: readonly WordItem[], knowledge: Knowledge): Reading | null {
  const parts: WordItem[][] = [[]]
  for (const word of core) {
    if (OR_WORDS.has(word.text)) parts.push([])
    else parts.at(-1)?.push(word)
  }
  if (parts.length < 2 || parts.length > MOST_SEGMENTS || meaningWithAccess(core, knowledge.index)) return null
  const things: Thing[] = []
  for (const part of parts) {
    const meaning = meaningWithAccess(part, knowledge.index)?.meaning
    if (!meaning || meaning.certainty === 'hint' || meaning.certainty === 'part') return null
    things.push(...meaning.things)
  }
  return { kind: 'either', things, words: core }
}

/** Another role after the first: `exchange admin, sharepoint admin 1h`. A lone `reader` unsettles what was found. */
function withSecond(found: Reading, core: readonly WordItem[], knowledge: Knowledge): Reading {
  if (isConnective(core[0])) return found
  const access = core.length === 1 ? accessOf.get(core[0]?.text ?? '') : undefined
  if (access !== undefined && found.meaning?.things.every(({ isGroup }) => isGroup)) {
    return { ...found, access: access === 'owner' ? 'owner' : 'member' }
  }
  if (isOnlyQualifiers(core)) return { kind: 'conflict', words: [...found.words, ...core] }
  const second = meaningWithAccess(core, knowledge.index)?.meaning
  if (!second || second.certainty === 'part' || second.certainty === 'hint') return found
  const first = found.meaning?.things ?? found.things ?? []
  if (second.things.every((thing) => first.includes(thing))) return found
  return { kind: 'either', things: [...first, ...second.things], words: [...found.words, ...core] }
}

/** A role found only after words that mean nothing: accepted by its full name, where those words cannot be a mistyped role. */
function isUnmistakable(
  reading: Reading,
  core: readonly WordItem[],
  unread: readonly (readonly WordItem[])[],
  { index }: Knowledge,
): boolean {
  const isWhole = reading.words.length === core.length
  return isWhole && reading.meaning !== undefined && isFullName(reading.meaning) && isInnocent(unread.flat(), index)
}

function isFullName({ certainty, saysKind }: Meaning): boolean {
  return certainty === 'verbatim' || (certainty === 'exact' && saysKind)
}

export function meaningWithAccess(
  words: readonly WordItem[],
  index: RoleIndex,
): { readonly meaning: Meaning; readonly access: Access | null } | null {
  const texts = words.map(({ text }) => text)
  const meaning = meaningOf(texts, index)
  if (meaning) return { meaning, access: null }
  const access = texts.map((text) => accessOf.get(text)).find((known) => known !== undefined)
  if (access === undefined) return null
  const others = words.filter(({ text }) => !accessOf.has(text))
  const bare = others.filter((word) => !isConnective(word))
  const named =
    meaningOf(textsOf(others), index) ??
    meaningOf(textsOf(bare), index) ??
    meaningOf(textsOf(bare.filter(({ text }) => !labels.has(text))), index)
  const groups = named?.things.filter(({ isGroup }) => isGroup) ?? []
  if (!named || groups.length === 0) return null
  return { meaning: { ...named, things: groups }, access: access === 'owner' ? 'owner' : 'member' }
}

interface ReadScope {
  readonly scope: NamedScope
  readonly words: readonly WordItem[]
}

function textsOf(words: readonly WordItem[]): string[] {
  return words.map(({ text }) => text)
}

/**
 * `in Montreal` at the beginning of these words. Words after `in` that name no scope are a scope that does not exist,
 * unless they are an idiom. Behind the role a scope's name may also stand alone.
 */
function readScope(words: readonly WordItem[], { scopes }: Knowledge, isBehind: boolean): ReadScope | null {
  const ahead = inLength(words, 0)
  const leading = ahead === 0 && isBeforeKnownScope(words, 0) ? 1 : ahead
  const named = scopeAt(words, leading, scopes)
  if (named && (leading > 0 || (isBehind && named.length === words.length))) {
    return scopeOf(words, leading, named.length, named.scopes)
  }
  if (ahead === 0 || words.length === ahead || isIdiom(words, ahead)) return null
  const end = words.findIndex((word, at) => at >= ahead && isConnective(word))
  const length = (end < 0 ? words.length : end) - ahead
  const typed = words.slice(ahead, ahead + length).map(({ text }) => text)
  return scopeOf(words, ahead, length, scopesBeginningWith(typed, scopes))
}

function scopeOf(words: readonly WordItem[], ahead: number, length: number, scopes: readonly string[]): ReadScope {
  const taken = words.slice(0, ahead + length)
  const typed = taken.slice(ahead).map(({ text }) => text)
  return { scope: { typed: typed.join(' '), scopes }, words: taken }
}
