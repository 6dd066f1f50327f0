import type { Complaint } from './problem.ts'

const MAXIMUM_LENGTH = 200

/** Longest word that is ever tried as a ticket, in characters (`bot/domain/command/ticket-matcher.ts`). */
const MAXIMUM_TICKET_LENGTH = 64

/** Ways through the pattern that a matcher may have to try for one word: milliseconds for every word of a long line. */
const MAXIMUM_WAYS = 20_000

/** Words of ordinary commands: a pattern that takes one of them takes the command apart. */
const ordinaryWords = ['exchange', 'administrator', 'because', 'for', '1h', '90m', '30', '90', '365', 'm365', 'pt1h']

/**
 * What is wrong with a pattern for tickets, or null. It is tried on whole words that people type, in any case, so it must
 * be anchored and must not run away. The check is conservative: repeated groups, look-around and back-references are
 * refused, also harmless ones. Without them a matcher passes each repeat, optional part and group once, so the product
 * of the choices at each bounds the ways it can try.
 */
export function ticketPatternProblem(pattern: string): Complaint | null {
  if (pattern.length > MAXIMUM_LENGTH) {
    return { message: `The pattern is longer than ${MAXIMUM_LENGTH} characters.`, fix: 'Shorten it.' }
  }
  const regex = compile(pattern)
  if (typeof regex === 'string') {
    return { message: `The pattern is not a regular expression: ${regex}.`, fix: "Write one such as '^INC[0-9]{4,}$'." }
  }
  const tokens = tokensOf(pattern)
  return anchorProblem(tokens) ?? runawayProblem(tokens) ?? greedProblem(regex)
}

/** With the flags that it is used with; or what the language says is wrong. */
function compile(pattern: string): RegExp | string {
  try {
    return new RegExp(pattern, 'iu')
  } catch (error) {
    return error instanceof Error ? (error.message.split(': ').at(-1) ?? '') : 'it does not compile'
  }
}

function anchorProblem(tokens: readonly string[]): Complaint | null {
  if (tokens[0] !== '^' || tokens.at(-1) !== '$') {
    return { message: 'The pattern is not anchored.', fix: 'Start it with ^ and end it with $.' }
  }
  return alternativesOf(tokens)[0] === 1
    ? null
    : { message: 'The alternatives are not anchored.', fix: 'Put them in a group: ^(A|B)$.' }
}

function runawayProblem(tokens: readonly string[]): Complaint | null {
  const fix = 'Use character classes and plain repeats, such as [0-9]{3,}.'
  if (tokens.some((token, index) => /^\(\?(?!:)/.test(token) || (token === '(' && tokens[index + 1] === '?'))) {
    return { message: 'The pattern looks around or names a group, which is not permitted here.', fix }
  }
  if (tokens.some((token) => /^\\[1-9k]/.test(token))) {
    return { message: 'The pattern refers back to a group, which is not permitted here.', fix }
  }
  if (tokens.some((token, index) => isRepeat(token) && token !== '?' && tokens[index - 1] === ')')) {
    return { message: 'The pattern repeats a group, which may take very long on some words.', fix }
  }
  const choices = [...tokens.filter(isRepeat).map(choicesOf), ...alternativesOf(tokens)]
  return choices.reduce((ways, choice) => ways * choice, 1) > MAXIMUM_WAYS
    ? {
        message: 'The pattern may take very long on some words.',
        fix: 'Use fewer repeats, or narrow ones such as {3,6}.',
      }
    : null
}

function greedProblem(regex: RegExp): Complaint | null {
  if (regex.test('')) return { message: 'The pattern matches an empty text.', fix: 'Ask for at least one character.' }
  const taken = ordinaryWords.find((word) => regex.test(word))
  if (taken === undefined) return null
  const message = `The pattern also takes "${taken}", which is an ordinary word of a command.`
  return { message, fix: 'Ask for a prefix such as INC, or for at least four digits.' }
}

/** Pieces of a regular expression: escapes, classes, openings of groups, repeats, single characters. */
function tokensOf(pattern: string): readonly string[] {
  return pattern.match(/\\(?:[pPu]\{[^}]*\}|.)|\[(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|[:<])|\{\d+(?:,\d*)?\}|./gs) ?? []
}

/** How many alternatives stand at the top level, then in each group. */
function alternativesOf(tokens: readonly string[]): number[] {
  const counts = [1]
  const open = [0]
  for (const token of tokens) {
    if (token.startsWith('(')) open.push(counts.push(1) - 1)
    if (token === ')') open.pop()
    const group = open.at(-1) ?? 0
    if (token === '|') counts[group] = (counts[group] ?? 1) + 1
  }
  return counts
}

function isRepeat(token: string): boolean {
  return /^[*+?]$|^\{\d+(?:,\d*)?\}$/.test(token)
}

/** How many lengths a repeat can have in one word. */
function choicesOf(repeat: string): number {
  if (repeat === '?') return 2
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(repeat) ?? ['', '0', ',', '']
  if (comma === '') return 1
  const highest = most === '' ? MAXIMUM_TICKET_LENGTH : Math.min(Number(most), MAXIMUM_TICKET_LENGTH)
  return Math.max(1, highest - Number(least) + 1)
}
