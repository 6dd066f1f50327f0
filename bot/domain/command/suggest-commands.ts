import MiniSearch from 'minisearch'
import { activatableKey } from '../activatable.ts'
import type { Language } from '../values.ts'
import { findTerms } from './activation-items.ts'
import { addressOf } from './addressed.ts'
import type { CommandContext, Nameable } from './command.ts'
import { type NormalText, normaliseText, originalSlice } from './normalise-text.ts'
import { roleIndexOf, thingKey } from './role-index.ts'
import { canonicalWords, joinPairs, QUALIFIERS } from './role-words.ts'
import { SUGGESTION_WORDS } from './suggestion-words.ts'
import { isTimeWord } from './time-words.ts'
import { blank, plainWords } from './tokens.ts'

/** As many as fit under a text box. */
export const MAXIMUM_SUGGESTIONS = 8
/** Nobody waits for a completion of more. */
const LONGEST_TYPED = 120

/**
 * Whole commands that complete what was typed so far: verbs, and roles and groups the person is eligible for, with a
 * duration, in the person's language. At most eight; they keep the `/elevate` that was typed.
 */
export function suggestCommands(typed: string, context: CommandContext, language: Language): string[] {
  const line = normaliseText(typed.slice(0, LONGEST_TYPED))
  const isCommandBegun = /^\s*\/[a-z]*$/u.test(line.text)
  const { from, isOrder } = addressOf(line.text)
  const prefix = isOrder || isCommandBegun ? '/elevate ' : ''
  const query = isCommandBegun ? '' : line.text.slice(from).trimStart()
  const offered = SUGGESTION_WORDS[language].verbs
  const verbs = offered.filter(({ folded }) => folded.startsWith(query.trimEnd())).map(({ verb }) => verb)
  const roles = rolesFor(line, isCommandBegun ? line.text.length : from, context, language)
  const found =
    query === '' ? [...roles.slice(0, 5), ...verbs] : [...verbs, ...afterVerb(query, context, language), ...roles]
  return [...new Set(found)].slice(0, MAXIMUM_SUGGESTIONS).map((command) => `${prefix}${command}`)
}

/** `end tea`: the verb with the roles that could follow it. */
function afterVerb(query: string, context: CommandContext, language: Language): string[] {
  const { verbs } = SUGGESTION_WORDS[language]
  const found = verbs.find(({ folded, takes }) => takes === 'role' && query.startsWith(`${folded} `))
  if (!found) return []
  const wanted = wordsOfQuery(query.slice(found.folded.length))
  const names = unique(matching(wanted, context.eligible).map(({ displayName }) => displayName[language]))
  return names.map((name) => `${found.verb} ${name}`)
}

function rolesFor(line: NormalText, from: number, context: CommandContext, language: Language): string[] {
  const text = blank(line.text, [{ start: 0, end: from }], ' ')
  const { times, tickets } = findTerms(line, text, [], roleIndexOf(context), context)
  const [time] = times
  const [ticket] = tickets
  const words = wordsOfQuery(blank(text, [...times, ...tickets]))
  const said = [
    time ? originalSlice(line, time.start, time.end) : SUGGESTION_WORDS[language].duration,
    ...(ticket ? [originalSlice(line, ticket.start, ticket.end)] : []),
  ]
  return matching(words, context.eligible).map((one) => [nameFor(one, context, language), ...said].join(' '))
}

/** The name by which this one activatable is found: with scope or access where the name alone would be asked about. */
function nameFor(
  { activatable, displayName, scopeName }: Nameable,
  { eligible }: CommandContext,
  language: Language,
): string {
  const words = SUGGESTION_WORDS[language]
  const name = displayName[language]
  const same = eligible.filter((other) => thingKey(other.activatable) === thingKey(activatable))
  if (activatable.kind === 'group') {
    return same.length > 1 || activatable.access === 'owner' ? `${name} ${words.access[activatable.access]}` : name
  }
  return same.length > 1 ? `${name} ${words.in} ${scopeName ?? words.wholeDirectory}` : name
}

function matching(words: readonly string[], eligible: readonly Nameable[]): readonly Nameable[] {
  if (words.length === 0) return eligible
  const byKey = new Map(eligible.map((one) => [activatableKey(one.activatable), one]))
  const search = new MiniSearch({ fields: ['name', 'aliases'], tokenize: wordsOfName, processTerm: (term) => term })
  search.addAll(
    [...byKey].map(([id, { displayName, aliases }]) => ({
      id,
      name: `${displayName.en} ${displayName.fr}`,
      aliases: aliases.join(' '),
    })),
  )
  const found = search.search(words.join(' '), {
    combineWith: 'AND',
    prefix: true,
    fuzzy: (term) => (term.length > 4 && !isTimeWord(term) ? 1 : false),
    boost: { name: 3 },
    tokenize: (text) => text.split(' '),
  })
  return found.flatMap(({ id }) => byKey.get(String(id)) ?? [])
}

function wordsOfQuery(text: string): string[] {
  return joinPairs(plainWords({ text })).map((word) => QUALIFIERS.get(word) ?? word)
}

/** Each word as it is and as what it abbreviates, so that either can be typed. */
function wordsOfName(name: string): string[] {
  return plainWords(normaliseText(name)).flatMap((word) => unique([word, ...canonicalWords(word)]))
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)]
}
