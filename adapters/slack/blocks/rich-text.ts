import { partsOf, richDate } from './dates.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { cut, setIn } from './text.ts'
import type { RichPiece, RichStyle } from './types.ts'

/** A text of a card as rich text: what anybody typed is literal, instants are dates of the viewer. */
export function richPieces(text: string, look: Look, style?: RichStyle): RichPiece[] {
  const styled = style === undefined ? {} : { style }
  return partsOf(text).flatMap((part): RichPiece[] => {
    if ('at' in part) return [{ ...richDate(part.at, part.style, look), ...styled }]
    return part.text === '' ? [] : [{ type: 'text', text: setIn(part.text), ...styled }]
  })
}

/** How much of a limit the pieces take. */
export function lengthOf(pieces: readonly RichPiece[]): number {
  return pieces.reduce((sum, piece) => sum + (piece.type === 'text' ? piece.text : piece.fallback).length, 0)
}

/** The pieces within a limit; what is cut off is marked, dates are never cut in two. */
export function cutPieces(pieces: readonly RichPiece[], limit: number = LIMITS.richText): RichPiece[] {
  let left = limit
  const kept: RichPiece[] = []
  for (const piece of pieces) {
    const length = lengthOf([piece])
    if (length <= left) {
      kept.push(piece)
      left -= length
      continue
    }
    const text = piece.type === 'text' && left > 1 ? cut(piece.text, left) : '…'
    return [...kept, { type: 'text', text }]
  }
  return kept
}
