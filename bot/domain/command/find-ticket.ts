import type { NormalText } from './normalise-text.ts'
import { blank, type Span, trimmedSpan } from './tokens.ts'
import { oneOf, wordsOf } from './words.ts'

export interface FoundTicket extends Span {
  readonly ticket: string
}

const chunk = /[^\s,;|()[\]{}<>"]+/gu
const label = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${oneOf(wordsOf(({ ticketLabels }) => ticketLabels))}[ :#.°=]*(?:is |was |= ?)?)+$`,
  'u',
)
const split = /(?<![\p{L}\p{N}/.=&?_-])([a-z]{2,10})(?: ?[-#] ?| )(\d{2,12})(?![\p{L}\p{N}])/gu

/**
 * Tickets in a folded text, each with the words that announce it (`ticket INC-1234`). Written as two words (`INC 1234`)
 * they are found too, where the first is in capitals or announced.
 */
export function findTickets(
  text: string,
  { original, starts }: NormalText,
  matchTicket: (word: string) => string | null,
): FoundTicket[] {
  const found: FoundTicket[] = []
  for (const match of text.matchAll(chunk)) {
    const span = trimmedSpan(text, { start: match.index, end: match.index + match[0].length })
    const ticket = span.end > span.start ? matchTicket(text.slice(span.start, span.end)) : null
    if (ticket !== null) found.push({ ticket, ...withLabel(text, span) })
  }
  for (const match of blank(text, found).matchAll(split)) {
    const span = { start: match.index, end: match.index + match[0].length }
    const announced = withLabel(text, span).start < span.start
    const inCapitals = /^\p{Lu}/u.test(original.slice(starts[span.start]))
    if (!announced && !inCapitals) continue
    const ticket = matchTicket(`${match[1]}-${match[2]}`) ?? matchTicket(`${match[1]}${match[2]}`)
    if (ticket !== null) found.push({ ticket, ...withLabel(text, span) })
  }
  return found.sort((a, b) => a.start - b.start)
}

/** Something announced as a ticket that is none: `ticket 12`, `ticket: FOO-1`. */
export function findMistakenTicket(text: string): (Span & { readonly typed: string }) | null {
  const match =
    /(?<![\p{L}\p{N}])(?:ticket|tkt|billet)s?(?: (?:number|no|nr|is))?[ :#.=]+([\p{L}\d-]*\d[\p{L}\d-]*)/u.exec(text)
  const typed = match?.[1]
  return match && typed ? { start: match.index, end: match.index + match[0].length, typed } : null
}

/**
 * A bare `INC-77` where tickets have three digits: meant as a ticket, and not to be taken for a justification. Null where
 * no longer number would make it one.
 */
export function almostTicket(
  said: string | null,
  { matchTicket }: { readonly matchTicket: (word: string) => string | null },
): string | null {
  const [word, letters] = /^([A-Za-z]{2,10})[-#]?\d{1,12}(?![\p{L}\p{N}])/u.exec(said?.trim() ?? '') ?? []
  if (!word || !letters) return null
  const longer = ['1234', '123456', '12345678', '1234567890'].flatMap((digits) => [
    `${letters}-${digits}`,
    letters + digits,
  ])
  return longer.some((ticket) => matchTicket(ticket) !== null) ? word : null
}

/** Tickets as different people write the same one: `INC-1234`, `inc1234`. */
export function differentTickets(found: readonly FoundTicket[]): string[] {
  const bySubstance = new Map<string, string>()
  for (const { ticket } of found) {
    const substance = ticket.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
    if (!bySubstance.has(substance)) bySubstance.set(substance, ticket)
  }
  return [...bySubstance.values()]
}

function withLabel(text: string, span: Span): Span {
  const before = text.slice(Math.max(0, span.start - 40), span.start)
  const announced = label.exec(before)?.[0].length ?? /#$/u.exec(before)?.[0].length ?? 0
  return { start: span.start - announced, end: span.end }
}
