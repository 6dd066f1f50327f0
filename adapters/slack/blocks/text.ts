import type { PlainText } from './types.ts'

/** What turns round the direction of the text after it, and controls other than a line break. */
const unsafe = /[\u202A-\u202E\u2066-\u2069]|(?!\n)\p{Cc}/gu
const lineBreak = /\r\n|[\r\u0085\u2028\u2029\v\f]/g

/** A text as it may be shown: as typed, without what would change the text round it. */
export function shown(text: string): string {
  return text.replace(lineBreak, '\n').replaceAll('\t', ' ').replace(unsafe, '')
}

/** Further lines of one value are set in, so that nobody can type a line that looks like a fact. */
export function setIn(text: string): string {
  return text.replaceAll('\n', '\n\u2003')
}

/** At most `limit` UTF-16 units; what is missing is marked. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${wholeEnd(text.slice(0, limit - 1)).trimEnd()}…`
}

/** As `cut`, but keeps the end too: of names, that is where two of them differ. */
export function cutInside(text: string, limit: number): string {
  if (text.length <= limit) return text
  const head = Math.ceil((limit - 1) * 0.6)
  return `${wholeEnd(text.slice(0, head))}…${wholeStart(text.slice(text.length - (limit - 1 - head)))}`
}

/** One line. */
export function plain(text: string, limit: number, shorten = cut): PlainText {
  return plainLines(shown(text).replace(/\s*\n\s*/g, ' '), limit, shorten)
}

/** Several lines: those that people typed are to be set in before. Slack takes no empty text. */
export function plainLines(text: string, limit: number, shorten = cut): PlainText {
  return { type: 'plain_text', text: shorten(shown(text).trim(), limit) || '–', emoji: false }
}

/**
 * For `text` of a message alone, the one place where Slack reads markup in what people typed, should it ever show it in
 * place of the blocks. Slack has an escape for three characters
 * (https://docs.slack.dev/messaging/formatting-message-text#escaping); formatting signs, emoji names and addresses lose
 * their meaning by an invisible word joiner beside them.
 */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', `${JOINER}&gt;`)
    .replace(/[*_~`]/g, `${JOINER}$&${JOINER}`)
    .replaceAll('://', `:${JOINER}//`)
    .replace(/:(?=[\w+'-]+:)/g, `:${JOINER}`)
}

const JOINER = '\u2060'

// Half of a surrogate pair is no character.
function wholeEnd(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '')
}

function wholeStart(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]/, '')
}
