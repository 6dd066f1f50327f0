import { type Refusal, refusal } from '../refusal.ts'
import { MAXIMUM_JUSTIFICATION } from '../requirements.ts'
import { findTerms, type Item, itemsOf, segmentsOf, type Terms, type WordItem } from './activation-items.ts'
import { sayingHowLong, timesOf } from './activation-times.ts'
import { chooseAmong, chooseTarget } from './choose-target.ts'
import type { ActivateCommand, CommandContext, Target } from './command.ts'
import { isConnective, isFiller } from './filler-words.ts'
import { knownScopes } from './find-scope.ts'
import { findSubject, type Knowledge, meaningWithAccess, type Subject } from './find-subject.ts'
import { almostTicket, differentTickets, findMistakenTicket } from './find-ticket.ts'
import { justificationText } from './justification-text.ts'
import { type NormalText, originalSlice } from './normalise-text.ts'
import { namesIn } from './protected-names.ts'
import { roleIndexOf } from './role-index.ts'
import { QUALIFIERS } from './role-words.ts'
import { splitJustification } from './split-justification.ts'
import { blank, type Span, tokensOf } from './tokens.ts'
import { oneOf, wordsOf } from './words.ts'

/** What a line means as an activation, and how much it looks like one to somebody who was not addressed. */
export interface UnderstoodActivation {
  readonly command: ActivateCommand
  readonly looksMeant: boolean
}

const labels = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:--?)?(?:${oneOf(wordsOf((section) => section.labels))}) ?[:=]|(?<!\S)--(?:${oneOf(wordsOf((section) => section.labels))})(?![\p{L}\p{N}])`,
  'gu',
)
const ticketLabel = /ticket|billet/u
const shortcode = /(?<!\S):[a-z0-9_+-]{2,40}:(?!\S)/gu
const SHOWN = 80

/** Understands a line from `from` on as the wish to activate something. */
export function understandActivation(line: NormalText, from: number, context: CommandContext): UnderstoodActivation {
  const knowledge: Knowledge = { index: roleIndexOf(context), scopes: knownScopes(context) }
  const text = withoutLabels(blank(line.text, [{ start: 0, end: from }], ' '))
  const names = namesIn(text, knowledge)
  const terms = findTerms(line, text, names, knowledge.index, context)
  const { head, reason, quotes } = splitJustification(text, {
    meansRole: ({ start, end }) => namesRole(text.slice(0, end), start, terms, names, knowledge),
    beginsTerm: (at) => [...terms.times, ...terms.tickets].some((term) => term.start === at),
    isProtected: (at) => names.some(({ start, end }) => start <= at && at < end),
  })
  const mistaken = terms.tickets.length ? null : findMistakenTicket(head)
  const plainHead = mistaken ? blank(head, [mistaken]) : head
  const items = itemsOf(plainHead, terms, quotes, names)
  const subject = findSubject(segmentsOf(items), knowledge)
  return assemble({ line, items, terms, subject, reason, mistaken, context })
}

/** The role or group that a stretch of a line names, whatever else stands in it. */
export function subjectIn(line: NormalText, from: number, context: CommandContext, to = line.text.length): Subject {
  const knowledge: Knowledge = { index: roleIndexOf(context), scopes: knownScopes(context) }
  const text = blank(line.text.slice(0, to), [{ start: 0, end: from }], ' ')
  const names = namesIn(text, knowledge)
  const terms = findTerms(line, text, names, knowledge.index, context)
  return findSubject(segmentsOf(itemsOf(text, terms, [], names)), knowledge)
}

interface Pieces {
  readonly line: NormalText
  readonly items: readonly Item[]
  readonly terms: Terms
  readonly subject: Subject
  readonly reason: Span | null
  readonly mistaken: { readonly typed: string } | null
  readonly context: CommandContext
}

function assemble({ line, items, terms, subject, reason, mistaken, context }: Pieces): UnderstoodActivation {
  const typed = ({ start, end }: Span) => originalSlice(line, start, end).slice(0, SHOWN)
  const number = strayNumber(items, subject)
  const isRest = (item: Item) =>
    item.kind === 'quote' || (item.kind === 'word' && !subject.used.has(item) && !number.includes(item))
  const counted = sayingHowLong(items, isRest)
  const times = timesOf(counted, context.now, typed)
  const notUnderstood = number[0] ? refusal('durationNotUnderstood', { typed: typed(number[0]) }) : null
  const tickets = differentTickets(terms.tickets)
  const target = targetOf(subject, typed, context)
  const said = withoutLoneTicket(justificationText(line, items, reason, isRest, counted), terms, line)
  const nearTicket = mistaken?.typed ?? (tickets.length || reason ? null : almostTicket(said, context))
  const isTooLong = (said?.length ?? 0) > MAXIMUM_JUSTIFICATION
  const refusals: (Refusal | null)[] = [
    target.found === 'none' ? target.refusal : null,
    ...times.refusals,
    notUnderstood,
    tickets.length > 1 ? refusal('severalTickets', { tickets }) : null,
    nearTicket ? refusal('ticketNotUnderstood', { typed: nearTicket }) : null,
    isTooLong ? refusal('justificationTooLong', { maximum: MAXIMUM_JUSTIFICATION, length: said?.length ?? 0 }) : null,
  ]
  const command: ActivateCommand = {
    intent: 'activate',
    target,
    typedRole: subject.kind === 'unnamed' ? null : typed(around(subject.words)),
    duration: times.duration,
    latestEnd: times.latestEnd,
    ticket: tickets.length === 1 ? (tickets[0] ?? null) : null,
    justification: isTooLong ? null : said,
    refusals: refusals.filter((one) => one !== null),
  }
  return { command, looksMeant: looksMeant(subject, items, isRest, reason) }
}

function targetOf(subject: Subject, typed: (span: Span) => string, context: CommandContext): Target {
  switch (subject.kind) {
    case 'unnamed':
      return { found: 'unnamed' }
    case 'unknown':
      return { found: 'none', refusal: refusal('unknownRole', { typed: typed(around(subject.words)) }) }
    case 'either':
      return chooseAmong(subject.things, context)
    case 'meant':
      return chooseTarget(subject.meaning, subject, context)
  }
}

/**
 * Whether a line that nobody addressed to Elevate still is a command: a role with a duration or ticket beside it, or a
 * role and nothing else.
 */
function looksMeant(
  subject: Subject,
  items: readonly Item[],
  isRest: (item: Item) => boolean,
  reason: Span | null,
): boolean {
  const hasTime = items.some(({ kind }) => kind === 'time')
  const hasTicket = items.some(({ kind }) => kind === 'ticket')
  const hasTerms = hasTime || hasTicket
  const saysKind = subject.kind !== 'unnamed' && subject.words.some(({ text }) => QUALIFIERS.has(text))
  switch (subject.kind) {
    case 'unnamed':
      return hasTime && hasTicket && !items.some(isRest)
    case 'unknown':
      return hasTerms && saysKind && isLikeName(subject.words)
    default:
      if (!hasTicket && runsOn(subject, items, isRest)) return false
      return hasTerms || (reason !== null && saysKind) || (reason === null && !items.some(isRest))
  }
}

/** A few words with the kind of role at an end: `foo admin`, unlike `see you at the admin meeting`. */
function isLikeName(words: readonly WordItem[]): boolean {
  const [first, last] = [words[0], words.at(-1)]
  return words.length <= 5 && [first, last].some((word) => word !== undefined && QUALIFIERS.has(word.text))
}

/** `the exchange admin called for 1h`: the role is but a word of a sentence. */
function runsOn(subject: Subject, items: readonly Item[], isRest: (item: Item) => boolean): boolean {
  const last = subject.kind === 'unnamed' ? undefined : subject.words.at(-1)
  const next = last && items[items.indexOf(last) + 1]
  return next !== undefined && next.kind === 'word' && isRest(next) && !next.breaksBefore && !isConnective(next)
}

/** `exchange admin 2`: a number alone, where a duration would stand. */
function strayNumber(items: readonly Item[], subject: Subject): readonly WordItem[] {
  const isNumber = (item: Item | undefined): item is WordItem => item?.kind === 'word' && /^\d/u.test(item.text)
  const at = items.findIndex((item) => isNumber(item) && !subject.used.has(item))
  const [item, next, previous] = [items[at], items[at + 1], items[at - 1]]
  if (!isNumber(item)) return []
  const isAlone = next === undefined || next.kind !== 'word' || next.breaksBefore || isFiller(next)
  const isFirst = previous === undefined || previous.kind !== 'word' || subject.used.has(previous) || isFiller(previous)
  return isAlone && isFirst ? [item] : []
}

function withoutLoneTicket(said: string | null, { tickets }: Terms, line: NormalText): string | null {
  const isTicket = tickets.some(({ start, end }) => originalSlice(line, start, end) === said)
  return isTicket ? null : said
}

function withoutLabels(text: string): string {
  const plain = blank(
    text,
    [...text.matchAll(shortcode)].map((match) => spanOf(match)),
    ' ',
  )
  return [...plain.matchAll(labels)].reduce((rest, match) => {
    const span = spanOf(match)
    return ticketLabel.test(match[0]) ? blank(rest, [{ start: span.end - 1, end: span.end }], ' ') : blank(rest, [span])
  }, plain)
}

/** Whether the words of a stretch, terms aside, begin with a role or are one. */
function namesRole(text: string, from: number, terms: Terms, names: readonly Span[], knowledge: Knowledge): boolean {
  if (from === 0) {
    const held = { times: terms.times, tickets: terms.tickets }
    const subject = findSubject(segmentsOf(itemsOf(text, held, [], names)), knowledge)
    return subject.kind === 'meant' || subject.kind === 'either'
  }
  const words = tokensOf(text, from).map((token): WordItem => ({ kind: 'word', ...token, breaksBefore: false }))
  const meaning = meaningWithAccess(words, knowledge.index)?.meaning
  return meaning !== undefined && ['verbatim', 'exact', 'product'].includes(meaning.certainty)
}

function around(words: readonly WordItem[]): Span {
  return { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0 }
}

function spanOf(match: RegExpExecArray): Span {
  return { start: match.index, end: match.index + match[0].length }
}
