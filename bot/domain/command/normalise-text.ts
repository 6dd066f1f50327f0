/** Work is bounded by this, whatever somebody pastes. */
export const LONGEST_INPUT = 4000

/**
 * A typed line folded for understanding (small letters, no accents, plain quotes and dashes, no emoji, nothing
 * invisible), each of its characters knowing where in the original it came from.
 */
export interface NormalText {
  readonly text: string
  readonly original: string
  /** For each UTF-16 unit of `text`: start and end of its source in `original`. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Controls, invisible formatting (zero width, bidi, soft hyphen), private use, lone surrogates, blank "letters". */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u115F\u1160\u3164\uFFA0]|\u034F/u
const space = /[\p{Z}\t\n\v\f\r\u0085\u2800]/u
const pictograph = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]/u

const folded: ReadonlyMap<string, string> = new Map([
  ...each('“”„‟«»″〝〞', '"'),
  ...each('‘’‚‛′ʼ`´', "'"),
  ...each('‐‑‒–−﹣－⁃', '-'),
  ...each('⁄∕', '/'),
  ...each('œ', 'oe'),
  ...each('æ', 'ae'),
  ...each('ø', 'o'),
  ...each('ß', 'ss'),
  ...each('½', ' 1/2'),
  ...each('¼', ' 1/4'),
  ...each('¾', ' 3/4'),
  ...each('，、', ','),
  ...each('。', '.'),
])

/** Folds a typed line. Only the first `LONGEST_INPUT` characters are looked at. */
export function normaliseText(typed: string): NormalText {
  const original = typed.slice(0, LONGEST_INPUT)
  const starts: number[] = []
  const ends: number[] = []
  let text = ''
  let at = 0
  for (const character of original) {
    const fold = foldCharacter(character)
    for (let unit = 0; unit < fold.length; unit += 1) {
      starts.push(at)
      ends.push(at + character.length)
    }
    text += fold
    at += character.length
  }
  return { text: text.replace(/[—―]/gu, longDash), original, starts, ends }
}

/** What the person wrote there, with their own letters, accents, quotes and emoji, without what cannot be seen. */
export function originalSlice(line: NormalText, start: number, end: number): string {
  const from = line.starts[start]
  const to = line.ends[end - 1]
  return from === undefined || to === undefined || to <= from ? '' : visibleText(line.original.slice(from, to))
}

/** Line breaks and tabs become spaces; other controls and invisible formatting go, except within emoji. */
export function visibleText(text: string): string {
  return [...text]
    .map((character) => {
      if (space.test(character)) return ' '
      return invisible.test(character) && character !== '\u200D' ? '' : character
    })
    .join('')
    .replace(/(?<!\p{Extended_Pictographic}\uFE0F?)\u200D|\u200D(?!\p{Extended_Pictographic})/gu, '')
    .replace(/ +/gu, ' ')
    .trim()
}

function foldCharacter(character: string): string {
  if (space.test(character)) return ' '
  if (invisible.test(character)) return ''
  const known = folded.get(character.toLowerCase())
  if (known !== undefined) return known
  if (pictograph.test(character) && !/[\d#*©®™‼⁉]/u.test(character)) return ' '
  const compatible = character.normalize('NFKD').replace(/\p{M}/gu, '')
  return [...compatible].map((part) => folded.get(part) ?? (space.test(part) ? ' ' : part.toLowerCase())).join('')
}

/** A long dash within a word joins it (`INC—1234`); otherwise it is the one that software makes of `--`. */
function longDash(_dash: string, at: number, text: string): string {
  return /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(text[at + 1] ?? '') ? '-' : '\u2014'
}

function each(characters: string, fold: string): [string, string][] {
  return [...characters].map((character) => [character, fold])
}
