import { type Refusal, refusal } from '../refusal.ts'
import { findTerms } from './activation-items.ts'
import { timesOf } from './activation-times.ts'
import { REASON_OPENING } from './addressed.ts'
import { chooseTarget, NOT_NARROWED } from './choose-target.ts'
import type { Command, CommandContext, RequestReference, Target } from './command.ts'
import { personAt } from './find-person.ts'
import { findTickets } from './find-ticket.ts'
import { type NormalText, originalSlice } from './normalise-text.ts'
import { requestIdAt, type TypedVerb } from './parse-verb.ts'
import { parseRequestId } from './request-id.ts'
import { roleIndexOf } from './role-index.ts'
import { blank, type Token } from './tokens.ts'
import { subjectIn } from './understand-activation.ts'
import { wordSet, wordsOf } from './words.ts'

const only = wordSet((section) => section.only)
const revokeNoise = wordSet((section) => section.revokeNoise)
const becauseWords = new Set(wordsOf((section) => section.because).flatMap((phrase) => phrase.split(' ').slice(0, 1)))

/** `Adele Vance's access`. */
const possessive = /^'s(?: (?:access|roles?|activations?|requests?))?(?![\p{L}])/u

export type RequestVerb = Extract<TypedVerb, 'status' | 'cancel' | 'end' | 'again' | 'approve' | 'deny'>

/** What a verb is about, as typed. */
export interface VerbLine {
  readonly line: NormalText
  readonly rest: readonly Token[]
  readonly context: CommandContext
  /** `/elevate` or a mention stands before it: then it is a command, however little the rest says. */
  readonly isOrder: boolean
}

/** `status`, `cancel`, `end`, `again`, `approve`, `deny`. Null where the rest shows that it was small talk. */
export function understandRequestVerb(verb: RequestVerb, said: VerbLine): Command | null {
  const which = whichRequest(verb, said)
  if (which === null) return null
  switch (verb) {
    case 'approve':
      return approve(which, said)
    case 'deny':
      return { intent: 'deny', which: which.reference, reason: reasonAfter(said.line, which.end) }
    default:
      return { intent: verb, which: which.reference }
  }
}

interface Which {
  readonly reference: RequestReference
  /** Where what was said of the request itself ends. */
  readonly end: number
}

function whichRequest(verb: RequestVerb, { line, rest, context, isOrder }: VerbLine): Which | null {
  const lead = rest.findIndex(({ text }) => !only.has(text))
  const at = lead < 0 ? rest.length : lead
  const next = rest[at]
  const begin = (rest[at - 1] ?? rest[0])?.end ?? line.text.length
  const id = requestIdAt(rest, at, line.text) ?? requestIdAt(rest, 0, line.text)
  if (id) return { reference: { by: 'id', requestId: id.requestId }, end: rest[at + id.length - 1]?.end ?? begin }
  if (!next) return { reference: { by: 'only' }, end: line.text.length }
  const decides = verb === 'approve' || verb === 'deny'
  if (decides && isReason(line, next)) return { reference: { by: 'only' }, end: next.start }
  if (!decides && !looksLikeId(next)) {
    const last = rest.findLast(({ text }) => !only.has(text)) ?? next
    const target = eligibleTarget(line, next.start, last.end, context, isOrder)
    if (target || !isOrder) return target && { reference: { by: 'role', target }, end: line.text.length }
  }
  if (!isOrder && !looksLikeId(next)) return null
  const typed = originalSlice(line, next.start, rest.at(-1)?.end ?? next.end).slice(0, 40)
  const why = decides || looksLikeId(next) ? refusal('unknownRequest', { requestId: typed }) : unknownRole(typed)
  return { reference: { by: 'role', target: { found: 'none', refusal: why } }, end: line.text.length }
}

function unknownRole(typed: string): Refusal {
  return refusal('unknownRole', { typed })
}

/** Begins as an id does, and is none: `EL-4F7`, `EL-4F7U`. */
function looksLikeId({ text }: Token): boolean {
  return text === 'el' || (/^e[l1i]/u.test(text) && /\d/u.test(text)) || parseRequestId(text) !== null
}

function isReason(line: NormalText, { text, start }: Token): boolean {
  return becauseWords.has(text) || /[:"]\s*$/u.test(line.text.slice(Math.max(0, start - 3), start))
}

/** The role or group that the rest of a line names, among those the person is eligible for; null where it names none. */
function eligibleTarget(
  line: NormalText,
  from: number,
  to: number,
  context: CommandContext,
  isOrder: boolean,
): Target | null {
  const subject = subjectIn(line, from, context, to)
  if (subject.kind !== 'meant' || (!isOrder && subject.meaning.certainty === 'hint')) return null
  return chooseTarget(subject.meaning, { ...NOT_NARROWED, scope: subject.scope, access: subject.access }, context)
}

/**
 * An approval for less time. A duration that cannot be, or two of them, must not become an approval of everything that
 * was asked for: then no request is named, and the refusal says why.
 */
function approve(which: Which, { line, rest, context }: VerbLine): Command {
  const from = rest[0]?.start ?? line.text.length
  const text = blank(line.text, [{ start: 0, end: from }], ' ')
  const idEnd = which.reference.by === 'id' ? which.end : from
  const { times } = findTerms(line, blank(text, [{ start: from, end: idEnd }], ' '), [], roleIndexOf(context), context)
  const { duration, refusals } = timesOf(times, context.now, ({ start, end }) => originalSlice(line, start, end))
  const [why] = refusals
  if (why) return { intent: 'approve', which: { by: 'role', target: { found: 'none', refusal: why } }, duration: null }
  return { intent: 'approve', which: which.reference, duration }
}

function reasonAfter(line: NormalText, nameEnd: number): string | null {
  const end = nameEnd + (possessive.exec(line.text.slice(nameEnd, nameEnd + 40))?.[0].length ?? 0)
  const opening = REASON_OPENING.exec(line.text.slice(end))?.[0].length ?? 0
  const reason = originalSlice(line, end + opening, line.text.length)
  const plain = /^["“«](.*)["”»]$/u.exec(reason)?.[1]?.trim() ?? reason
  return plain === '' ? null : plain
}

/** `revoke <id | @person | ticket> <reason>`. */
export function understandRevoke({ line, rest, context, isOrder }: VerbLine): Command | null {
  const lead = rest.findIndex(({ text }) => !revokeNoise.has(text))
  const tokens = lead < 0 ? [] : rest.slice(lead)
  const [first] = tokens
  if (!first) return isOrder ? { intent: 'revoke', target: { by: 'unnamed' }, reason: null } : null
  const from = beginningOf(line, first)
  const ticket = findTickets(line.text, line, context.matchTicket).find(
    ({ start, end }) => start <= first.start && first.start < end,
  )
  if (ticket) {
    return { intent: 'revoke', target: { by: 'ticket', ticket: ticket.ticket }, reason: reasonAfter(line, ticket.end) }
  }
  const id = requestIdAt(tokens, 0, line.text)
  if (id) {
    const end = tokens[id.length - 1]?.end ?? first.end
    return { intent: 'revoke', target: { by: 'request', requestId: id.requestId }, reason: reasonAfter(line, end) }
  }
  const found = personAt(line, from, context.people)
  if (found)
    return { intent: 'revoke', target: { by: 'person', person: found.person }, reason: reasonAfter(line, found.end) }
  return isOrder ? { intent: 'revoke', target: { by: 'unnamed' }, reason: reasonAfter(line, from) } : null
}

/** `unblock @person`. */
export function understandUnblock({ line, rest, context, isOrder }: VerbLine): Command | null {
  const lead = rest.findIndex(({ text }) => !revokeNoise.has(text))
  const first = lead < 0 ? undefined : rest[lead]
  const found = first ? personAt(line, beginningOf(line, first), context.people) : null
  if (found) return { intent: 'unblock', target: found.person }
  const typed = first ? originalSlice(line, first.start, rest.at(-1)?.end ?? first.end).slice(0, 80) : ''
  return isOrder ? { intent: 'unblock', target: { found: 'none', refusal: refusal('unknownPerson', { typed }) } } : null
}

/** Where a name begins, its `@` or tag included. */
export function beginningOf(line: NormalText, { start }: Token): number {
  const before = /(?:<at[^>]{0,40}>|<@|@)$/u.exec(line.text.slice(Math.max(0, start - 50), start))
  return start - (before?.[0].length ?? 0)
}
