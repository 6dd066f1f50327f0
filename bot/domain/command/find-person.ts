import { refusal } from '../refusal.ts'
import type { CommandContext, PersonReference } from './command.ts'
import { type NormalText, normaliseText, originalSlice } from './normalise-text.ts'
import { phraseLength, plainWords, type Token, tokensOf, trimmedSpan } from './tokens.ts'

type People = CommandContext['people']

export interface FoundPerson {
  readonly person: PersonReference
  /** Where in the folded text the mention ends. */
  readonly end: number
}

const tagged = /^<@([^>|]+)(?:\|[^>]*)?>|^<at[^>]*>([^<]*)<\/at>/u

/**
 * The person named at this place: `@Adele Vance`, `@adele`, an address, a mention's tag, or without any sign a full or
 * unmistakable name. Null where nobody is named. Names must be spelt as they are: the wrong person is never taken.
 */
export function personAt(line: NormalText, from: number, people: People): FoundPerson | null {
  let at = from
  while (line.text[at] === ' ') at += 1
  const tag = tagged.exec(line.text.slice(at, at + 200))
  if (tag) return taggedPerson(tag, at, people)
  const isMarked = line.text[at] === '@'
  const start = isMarked ? at + 1 : at
  const chunk = trimmedSpan(line.text, { start, end: endOfChunk(line.text, start) })
  const tokens = tokensOf(line.text, start, start + 120)
  const exact = withId(line.text.slice(chunk.start, chunk.end), people)
  const isPlainWord = tokens[0]?.end === chunk.end
  if (exact && !isPlainWord) return { person: exact, end: chunk.end }
  const named = withFullName(tokens, people)
  if (named) return named
  const partly = withPartOfName(line, tokens, people)
  if (partly) return partly
  if (exact && !isFollowedByName(line, tokens)) return { person: exact, end: chunk.end }
  if (!isMarked) return null
  return { person: nobody(originalSlice(line, chunk.start, chunk.end)), end: chunk.end }
}

function taggedPerson(tag: RegExpExecArray, at: number, people: People): FoundPerson {
  const end = at + tag[0].length
  const [, id, name] = tag
  const typed = (id ?? name ?? '').trim()
  const words = plainWords({ text: typed }).join(' ')
  const person = id === undefined ? null : withId(typed, people)
  const sameName = people.filter(({ displayName }) => wordsOfPerson(displayName).join(' ') === words)
  return { end, person: person ?? (id === undefined && sameName.length ? among(sameName) : nobody(typed)) }
}

function withId(typed: string, people: People): PersonReference | null {
  const wanted = typed.toLowerCase()
  const found = people.find(({ id, userPrincipalName }) =>
    [id, userPrincipalName].some((name) => name.toLowerCase() === wanted),
  )
  return found ? { found: 'one', personId: found.id } : null
}

function withFullName(tokens: readonly Token[], people: People): FoundPerson | null {
  const lengths = people.map((person) => ({
    person,
    length: phraseLength(tokens, 0, wordsOfPerson(person.displayName)),
  }))
  const longest = Math.max(0, ...lengths.map(({ length }) => length))
  const last = tokens[longest - 1]
  if (!last) return null
  return {
    person: among(lengths.filter(({ length }) => length === longest).map(({ person }) => person)),
    end: last.end,
  }
}

/** A first or last name alone; not where another capitalised word follows, which may be the rest of somebody else's name. */
function withPartOfName(line: NormalText, tokens: readonly Token[], people: People): FoundPerson | null {
  const [first, next] = tokens
  const same = first ? people.filter(({ displayName }) => wordsOfPerson(displayName).includes(first.text)) : []
  if (!first || same.length === 0) return null
  if (next && isFollowedByName(line, tokens))
    return { person: nobody(originalSlice(line, first.start, next.end)), end: next.end }
  return { person: among(same), end: first.end }
}

function isFollowedByName(line: NormalText, [first, next]: readonly Token[]): boolean {
  return first && next ? /^ +$/u.test(line.text.slice(first.end, next.start)) && isCapital(line, next) : false
}

function isCapital(line: NormalText, token: Token): boolean {
  return /^\p{Lu}/u.test(originalSlice(line, token.start, token.end))
}

function among(people: People): PersonReference {
  const [first] = people
  return first && people.length === 1
    ? { found: 'one', personId: first.id }
    : { found: 'several', personIds: people.map(({ id }) => id) }
}

function nobody(typed: string): PersonReference {
  return { found: 'none', refusal: refusal('unknownPerson', { typed: typed.slice(0, 80) }) }
}

function wordsOfPerson(name: string): string[] {
  return plainWords(normaliseText(name))
}

function endOfChunk(text: string, from: number): number {
  const space = text.indexOf(' ', from)
  return space < 0 ? text.length : space
}
