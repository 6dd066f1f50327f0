/**
 * Text blocks and facts as Teams reads them: a little Markdown, mentions, dates, and addresses that a client finds by
 * itself. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
 */

const JOINER = '\u2060'
/** Stands for a sign that a backslash took the meaning from, while the rest is looked at. */
const held = (sign: string) => String.fromCodePoint(0xf0000 + (sign.codePointAt(0) ?? 0))
const release = (text: string) =>
  text.replace(/[\u{f0000}-\u{f00ff}]/gu, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - 0xf0000))

/** Signs that a backslash takes the meaning from. https://spec.commonmark.org/0.31.2/#backslash-escapes */
const backslashed = /\\([!-/:-@[-`{-~])/g

const MEANINGS: readonly RegExp[] = [
  /[*_~`]/g,
  /\[[^\]]*\]\(/g,
  /<\/?[A-Za-z!]/g,
  /&(?:#?\w+);/g,
  /\{\{(?:DATE|TIME)/g,
  /:\/\/|\bwww\./gi,
  /[\w.]@\w/g,
  /^\s*(?:[-+>#|]|\d{1,9}[.)])(?=\s)/gm,
  /^\s*[=-]{2,}\s*$/gm,
]

/** What in the text is more than text. Empty for everything that only people typed. */
export function liveMarkdown(text: string): readonly string[] {
  const rest = text.replace(backslashed, (_, sign: string) => held(sign))
  return MEANINGS.flatMap((pattern) => rest.match(pattern) ?? [])
}

/** What is read on the screen. */
export function readMarkdown(text: string): string {
  return release(text.replace(backslashed, (_, sign: string) => held(sign)))
    .replaceAll(JOINER, '')
    .replace(/\n\u2003/g, '\n')
}

/** The same for places without Markdown: buttons, labels, choices, plain messages. */
export function liveText(text: string): readonly string[] {
  return [/<\/?[A-Za-z!]/g, /&(?:#?\w+);/g, /\{\{(?:DATE|TIME)/g, /:\/\/|\bwww\./gi].flatMap(
    (pattern) => text.match(pattern) ?? [],
  )
}

export function readText(text: string): string {
  return text.replaceAll(JOINER, '')
}
