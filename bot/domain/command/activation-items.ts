import type { Instant } from '../values.ts'
import { findDurations } from './find-duration.ts'
import { findEnds, type Moment } from './find-end-time.ts'
import { type FoundTicket, findTickets } from './find-ticket.ts'
import type { NormalText } from './normalise-text.ts'
import { isKnownWord, type RoleIndex } from './role-index.ts'
import { blank, type Span, type Token, tokensOf } from './tokens.ts'

/** A length of time or an end, as typed. */
export type TimeTerm = Span &
  ({ readonly kind: 'duration'; readonly ms: number | null } | { readonly kind: 'end'; readonly at: Instant | null })

export type Item = Span & { readonly breaksBefore: boolean } & (
    | { readonly kind: 'word'; readonly text: string }
    | { readonly kind: 'time'; readonly term: TimeTerm }
    | { readonly kind: 'ticket'; readonly ticket: string }
    | { readonly kind: 'quote' }
  )
export type WordItem = Extract<Item, { kind: 'word' }>

export interface Terms {
  readonly times: readonly TimeTerm[]
  readonly tickets: readonly FoundTicket[]
}

/** Durations, ends and tickets anywhere in the text, except inside names. */
export function findTerms(
  line: NormalText,
  text: string,
  names: readonly Span[],
  index: RoleIndex,
  moment: Moment & { readonly matchTicket: (word: string) => string | null },
): Terms {
  const open = blank(text, names)
  const tickets = findTickets(open, line, (word) => (isKnownWord(index, word) ? null : moment.matchTicket(word)))
  const withoutTickets = blank(open, tickets)
  const ends = findEnds(withoutTickets, moment).map((end): TimeTerm => ({ kind: 'end', ...end }))
  const durations = findDurations(blank(withoutTickets, ends))
  return { tickets, times: [...ends, ...durations.map((one): TimeTerm => ({ kind: 'duration', ...one }))] }
}

/** What a line is made of, in order: words, times, tickets, quotes, and where punctuation sets one off from the next. */
export function itemsOf(
  head: string,
  { times, tickets }: Terms,
  quotes: readonly Span[],
  names: readonly Span[],
): Item[] {
  const limit = head.length
  const inHead = (span: Span) => head[span.start] !== '|' && span.start < limit
  const heldTimes = times.filter(inHead)
  const heldTickets = tickets.filter(inHead)
  const words = tokensOf(blank(head, [...heldTimes, ...heldTickets]))
  const parts: (Span & { readonly make: (breaksBefore: boolean) => Item })[] = [
    ...words.map((token: Token) => part(token, (b) => ({ kind: 'word', ...token, breaksBefore: b }))),
    ...heldTimes.map((term) => part(term, (b) => ({ kind: 'time', term, ...ends(term), breaksBefore: b }))),
    ...heldTickets.map((one) => part(one, (b) => ({ kind: 'ticket', ...one, breaksBefore: b }))),
    ...quotes.map((quote) => part(quote, (b) => ({ kind: 'quote', ...ends(quote), breaksBefore: b }))),
  ]
  parts.sort((a, b) => a.start - b.start)
  return parts.map(({ start, make }, position) => {
    const from = parts[position - 1]?.end ?? 0
    const inName = names.some((name) => name.start < start && start < name.end)
    return make(!inName && isBreak(head.slice(from, start)))
  })
}

/** Stretches of words with nothing between them but space and joining punctuation. */
export function segmentsOf(items: readonly Item[]): WordItem[][] {
  const segments: WordItem[][] = []
  let open: WordItem[] | null = null
  for (const item of items) {
    if (item.kind !== 'word') open = null
    else if (open && !item.breaksBefore) open.push(item)
    else {
      open = [item]
      segments.push(open)
    }
  }
  return segments
}

function isBreak(gap: string): boolean {
  return /[|,;!?()[\]{}\u2014:]|\.(?: |$)| -+ |^-+ | -+$|--/u.test(gap)
}

function part(span: Span, make: (breaksBefore: boolean) => Item) {
  return { ...ends(span), make }
}

function ends({ start, end }: Span): Span {
  return { start, end }
}
