import { refusal } from '../refusal.ts'
import { addressOf } from './addressed.ts'
import { chooseFromCatalogue } from './choose-target.ts'
import type { Command, CommandContext, Target } from './command.ts'
import { isFiller, isPoliteness } from './filler-words.ts'
import { findTickets } from './find-ticket.ts'
import { normaliseText, originalSlice } from './normalise-text.ts'
import { type ParsedVerb, parseVerb, takesNothing } from './parse-verb.ts'
import { type Token, tokensOf } from './tokens.ts'
import { subjectIn, understandActivation } from './understand-activation.ts'
import { understandAway } from './understand-away.ts'
import {
  understandRequestVerb,
  understandRevoke,
  understandUnblock,
  type VerbLine,
} from './understand-request-verbs.ts'
import { understandUsage } from './understand-usage.ts'
import { wordSet } from './words.ts'

const whoNoise = wordSet((section) => section.whoNoise)
const only = wordSet((section) => section.only)

/**
 * What a typed line means, in English or French. Never throws, whatever is typed, and never finds an activatable to
 * activate that the person is not eligible for. A line that opens with `/elevate` is always a command; any other is one
 * only where it reads as one.
 */
export function understandCommand(text: string, context: CommandContext): Command {
  const line = normaliseText(text)
  const { from, isOrder, isAddressed } = addressOf(line.text)
  const tokens = tokensOf(line.text, from)
  if (tokens.length === 0) {
    if (/\?/u.test(line.text.slice(from))) return { intent: 'help' }
    return { intent: isAddressed || line.original.trim() === '' ? 'form' : 'notACommand' }
  }
  const verb = parseVerb(tokens, line.text)
  const ordered = verb && understandVerb(verb, { line, rest: verb.rest, context, isOrder })
  if (ordered) return ordered
  const start = verb?.verb === 'activate' ? (verb.rest[0]?.start ?? line.text.length) : from
  const { command, looksMeant } = understandActivation(line, start, context)
  const isUnread = command.target.found === 'none' && command.target.refusal.code === 'unknownRole'
  if (isOrder && verb && takesNothing(verb.verb) && isUnread && !looksMeant) return bare(verb.verb)
  if (isOrder || looksMeant || (verb?.verb === 'activate' && command.target.found !== 'unnamed' && !isUnread))
    return command
  return { intent: 'notACommand' }
}

/** A line that opens with a verb; null where it turns out to be a wish to activate, or small talk. */
function understandVerb({ verb, rest }: ParsedVerb, said: VerbLine): Command | null {
  switch (verb) {
    case 'activate':
      return null
    case 'status':
    case 'cancel':
    case 'end':
    case 'again':
    case 'approve':
    case 'deny':
      return understandRequestVerb(verb, said)
    case 'revoke':
      return understandRevoke(said)
    case 'unblock':
      return understandUnblock(said)
    case 'who':
      return understandWho(said)
    case 'settings':
      return understandSettings(said)
    case 'usage':
      return understandUsage(said)
    case 'away':
      return understandAway(said.line, rest, said.context, said.isOrder)
    default:
      return rest.every(({ text }) => only.has(text) || isPoliteness(text)) ? bare(verb) : null
  }
}

function bare(verb: ParsedVerb['verb']): Command {
  switch (verb) {
    case 'form':
    case 'mine':
    case 'pending':
    case 'help':
    case 'review':
      return { intent: verb }
    case 'back':
      return { intent: 'away', until: null, refusals: [] }
    default:
      return { intent: 'notACommand' }
  }
}

/** `who`, `who has exchange admin`, `who INC-1234`. Anybody may ask about any role. */
function understandWho({ line, rest, context, isOrder }: VerbLine): Command | null {
  const [first, last] = ends(rest, ({ text }) => whoNoise.has(text))
  if (!first || !last) return { intent: 'who', target: { by: 'all' } }
  const [ticket] = findTickets(line.text, line, context.matchTicket).filter(
    ({ start }) => start >= (rest[0]?.start ?? 0),
  )
  if (ticket) return { intent: 'who', target: { by: 'ticket', ticket: ticket.ticket } }
  const target = anyTarget(first, last, { line, rest, context, isOrder })
  return target && { intent: 'who', target: { by: 'role', target } }
}

/** `settings <role>`. */
function understandSettings(said: VerbLine): Command | null {
  const [first, last] = ends(said.rest, (token) => isFiller({ kind: 'word', breaksBefore: false, ...token }))
  if (!first || !last) return { intent: 'settings', target: { found: 'unnamed' }, typedRole: null }
  const target = anyTarget(first, last, said)
  return (
    target && { intent: 'settings', target, typedRole: originalSlice(said.line, first.start, last.end).slice(0, 80) }
  )
}

function anyTarget(first: Token, last: Token, { line, context, isOrder }: VerbLine): Target | null {
  const subject = subjectIn(line, first.start, context, last.end)
  // A mere hint is taken for a question about a role only where a command was given: `who is on call` is none.
  const isMeant = subject.kind === 'meant' && (isOrder || subject.meaning.certainty !== 'hint')
  if (isMeant) return chooseFromCatalogue(subject.meaning, context)
  const typed = originalSlice(line, first.start, last.end).slice(0, 80)
  return isOrder ? { found: 'none', refusal: refusal('unknownRole', { typed }) } : null
}

function ends(tokens: readonly Token[], isNoise: (token: Token) => boolean): [Token?, Token?] {
  const kept = tokens.filter((token) => !isNoise(token))
  const [first, last] = [kept[0], kept.at(-1)]
  return first && last ? [first, last] : []
}
