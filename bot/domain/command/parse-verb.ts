import type { RequestId } from '../values.ts'
import { openings } from './addressed.ts'
import { slipsBetween } from './edit-distance.ts'
import { parseBareRequestId, parseRequestId } from './request-id.ts'
import { phraseLength, plainWords, type Token } from './tokens.ts'
import { wordsToKey } from './words.ts'

export const TYPED_VERBS = [
  'form',
  'mine',
  'pending',
  'help',
  'usage',
  'review',
  'status',
  'cancel',
  'end',
  'again',
  'approve',
  'deny',
  'revoke',
  'unblock',
  'who',
  'away',
  'back',
  'settings',
  'activate',
] as const
export type TypedVerb = (typeof TYPED_VERBS)[number]

export interface ParsedVerb {
  readonly verb: TypedVerb
  /** The tokens that the verb is about. */
  readonly rest: readonly Token[]
}

const TAKES_NOTHING: ReadonlySet<TypedVerb> = new Set(['form', 'mine', 'pending', 'help', 'review', 'back'])

const phrases = [...wordsToKey(({ verbs }) => verbs)]
  .flatMap(([phrase, name]) => {
    const verb = TYPED_VERBS.find((known) => known === name)
    const words = plainWords({ text: phrase })
    return verb && words.length > 0 ? [{ words, verb }] : []
  })
  .sort((a, b) => b.words.length - a.words.length)

/** The verb that a line opens with, in either language; `EL-4F7K approve` is understood too. Null where it opens with none. */
export function parseVerb(tokens: readonly Token[], text: string): ParsedVerb | null {
  for (const at of openings(tokens)) {
    const found = phrases.find(({ words }) => phraseLength(tokens, at, words) > 0)
    if (found) return { verb: found.verb, rest: tokens.slice(at + found.words.length) }
  }
  return idBeforeVerb(tokens, text) ?? mistypedVerb(tokens, text)
}

export function takesNothing(verb: TypedVerb): boolean {
  return TAKES_NOTHING.has(verb)
}

/** A request's id at this place, and how many tokens it takes. */
export function requestIdAt(
  tokens: readonly Token[],
  at: number,
  text: string,
): { readonly requestId: RequestId; readonly length: number } | null {
  const [first, second] = [tokens[at], tokens[at + 1]]
  if (!first) return null
  if (second && /^[-_ ]$/u.test(text.slice(first.end, second.start))) {
    const joined = parseRequestId(`${first.text}-${second.text}`)
    if (joined !== null) return { requestId: joined, length: 2 }
  }
  const whole = parseRequestId(first.text) ?? parseBareRequestId(first.text)
  return whole === null ? null : { requestId: whole, length: 1 }
}

function idBeforeVerb(tokens: readonly Token[], text: string): ParsedVerb | null {
  const id = requestIdAt(tokens, 0, text)
  const found = id && phrases.find(({ words }) => phraseLength(tokens, id.length, words) > 0)
  if (!id || !found) return null
  return { verb: found.verb, rest: [...tokens.slice(0, id.length), ...tokens.slice(id.length + found.words.length)] }
}

/** A verb with a slip in it, where what follows leaves no doubt: nothing, a request's id, or a person. */
function mistypedVerb(tokens: readonly Token[], text: string): ParsedVerb | null {
  for (const at of openings(tokens)) {
    const [word, next] = [tokens[at], tokens[at + 1]]
    if (!word || word.text.length < 4) continue
    const found = phrases.find(
      ({ words, verb }) =>
        words.length === 1 && verb !== 'activate' && slipsBetween(word.text, words[0] ?? '') !== null,
    )
    if (!found) continue
    const isSettled = next
      ? requestIdAt(tokens, at + 1, text) !== null || text[next.start - 1] === '@'
      : takesNothing(found.verb) || found.verb === 'status'
    if (isSettled) return { verb: found.verb, rest: tokens.slice(at + 1) }
  }
  return null
}
