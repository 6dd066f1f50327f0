import type { Token } from './tokens.ts'
import { oneOf, wordsOf } from './words.ts'

/** How a line is addressed: `/elevate` always means a command, a mention or name alone may open small talk. */
export interface Addressed {
  /** Where in the folded text the rest begins. */
  readonly from: number
  readonly isOrder: boolean
  readonly isAddressed: boolean
}

const mention =
  /^[\s:,]*(?:<@[^>]{1,80}>|<at[^>]{0,80}>[^<]{0,80}<\/at>|@elevate(?:[ -]?bot)?(?![\p{L}\p{N}@.]))[\s:,]*/u
const command = /^\s*[/\\!]+ ?elevate(?![\p{L}\p{N}'-])[\s:,]*/u
const name = /^\s*elevate(?![\p{L}\p{N}'-])[\s:,]*/u

/** Takes mentions of the bot and the command's own name off the beginning of a folded line. */
export function addressOf(text: string): Addressed {
  let from = 0
  let [isOrder, isAddressed] = [false, false]
  for (let round = 0; round < 3; round += 1) {
    const rest = text.slice(from)
    const order = isOrder ? null : command.exec(rest)
    const taken = order ?? (isOrder ? null : (mention.exec(rest) ?? name.exec(rest)))
    if (!taken) break
    from += taken[0].length
    isOrder ||= order !== null
    isAddressed = true
  }
  return { from, isOrder, isAddressed }
}

const fillers = new Set([
  ...wordsOf((section) => section.politeness),
  ...['i', 'we', 'd', 'want', 'to', 'like', 'need', 'je', 'veux', 'voudrais', 'nous'],
])

/** Where after politeness (`can you please`, `I want to`) each phrase could begin. */
export function openings(tokens: readonly Token[]): number[] {
  const places = [0]
  while (places.length < 6 && fillers.has(tokens[places.length - 1]?.text ?? '')) places.push(places.length)
  return places
}

/** For reasons after an id or name: the words that only introduce them. */
export const REASON_OPENING = new RegExp(
  String.raw`^[\s:,;.|\u2014-]*(?:(?:${oneOf([...wordsOf((section) => section.because), 'for', 'pour'])})(?![\p{L}\p{N}])[\s:,;-]*)?`,
  'u',
)
