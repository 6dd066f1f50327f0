import { DAY } from '../duration.ts'
import { chooseFromCatalogue } from './choose-target.ts'
import type { Command, Target } from './command.ts'
import { isPoliteness } from './filler-words.ts'
import { findDurations } from './find-duration.ts'
import { personAt } from './find-person.ts'
import { originalSlice } from './normalise-text.ts'
import type { Token } from './tokens.ts'
import { subjectIn } from './understand-activation.ts'
import { beginningOf, type VerbLine } from './understand-request-verbs.ts'
import { wordSet } from './words.ts'

/** The longest period that can be asked about. */
export const MOST_DAYS = 366

const noise = wordSet((section) => section.usageNoise)
const only = wordSet((section) => section.only)

/** `usage`, `usage exchange admin 30d`, `usage @adele 90 days`. Null where the rest shows that it was small talk. */
export function understandUsage({ line, rest, context, isOrder }: VerbLine): Command | null {
  const from = rest[0]?.start ?? line.text.length
  const lengths = findDurations(line.text).filter(({ start }) => start >= from)
  const isLength = ({ start, end }: Token) => lengths.some((span) => start >= span.start && end <= span.end)
  const words = rest.filter((token) => !isLength(token) && !noise.has(token.text))
  const days = daysOf(lengths.map(({ ms }) => ms))
  const [first, last] = [words[0], words.at(-1)]
  const isEmpty = words.every((word) => only.has(word.text) || isPoliteness(word.text))
  if (!first || !last || isEmpty) return { intent: 'usage', target: { by: 'all' }, days }
  if (isPartOfRole(line, from, context)) return null
  const typed = originalSlice(line, first.start, last.end).slice(0, 80)
  const begin = beginningOf(line, first)
  const person = personAt(line, begin, context.people)
  if (person && begin < first.start) return { intent: 'usage', target: { by: 'person', person: person.person }, days }
  const subject = subjectIn(line, first.start, context, last.end)
  const isMeant = subject.kind === 'meant' && (isOrder || subject.meaning.certainty !== 'hint')
  if (isMeant) {
    const target: Target = chooseFromCatalogue(subject.meaning, context)
    return { intent: 'usage', target: { by: 'role', target, typed }, days }
  }
  if (person) return { intent: 'usage', target: { by: 'person', person: person.person }, days }
  return null
}

/** `usage summary reports reader` is a role, and the verb the first word of its name. */
function isPartOfRole(line: VerbLine['line'], from: number, context: VerbLine['context']): boolean {
  const verb = /\p{L}+[^\p{L}]*$/u.exec(line.text.slice(0, from))
  const subject = verb && subjectIn(line, verb.index, context)
  return subject?.kind === 'meant' && subject.words.some(({ start }) => start === verb?.index)
}

/** The first length of a day or more, within what can be asked about. */
function daysOf(lengths: readonly (number | null)[]): number | null {
  const ms = lengths.find((length): length is number => length !== null && length >= DAY)
  return ms === undefined ? null : Math.min(MOST_DAYS, Math.round(ms / DAY))
}
