import { unreachable } from '../../../bot/index.ts'
import { dateMarkup, hasInstant, partsOf } from './dates.ts'
import type { Drawn } from './drawn.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { cutPieces, lengthOf, richPieces } from './rich-text.ts'
import { plain, plainLines, setIn, shown } from './text.ts'
import type { Block, ContextBlock, RichPiece } from './types.ts'

/** How much of one paragraph is kept, from everything to very little, until all of it together fits. */
const PARAGRAPHS = [LIMITS.richText, 1000, 300, 100]

/**
 * Blocks within Slack's limits. Where there is too much, small print becomes text, then paragraphs are cut, then the last
 * ones are left out, each time marked with `…`; buttons stay. The message's `text` has everything.
 */
export function layOut(drawn: readonly Drawn[], look: Look, limit: number): Block[] {
  const roomy = blocksOf(drawn, look, LIMITS.richText)
  if (fits(roomy, limit)) return roomy
  const compact = drawn
    .filter(({ kind }) => kind !== 'break')
    .map((each) => (each.kind === 'smallPrint' ? paragraph(each.text, look) : each))
  for (const length of PARAGRAPHS) {
    const blocks = blocksOf(compact, look, length)
    if (fits(blocks, limit)) return blocks
  }
  const shortest = blocksOf(compact, look, PARAGRAPHS.at(-1) ?? 1)
  return withoutSome(shortest, limit)
}

function fits(blocks: readonly Block[], limit: number): boolean {
  return blocks.length <= limit && textIn(blocks) <= LIMITS.messageBlocksText
}

/** Leaves out text from the end, before the buttons are touched. */
function withoutSome(blocks: readonly Block[], limit: number): Block[] {
  const mark: Block = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [ellipsis] }] }
  let kept = [...blocks]
  let last = kept.length
  while (kept.length > 1 && (kept.length + 1 > limit || textIn(kept) > LIMITS.messageBlocksText)) {
    const at = kept.findLastIndex((block) => block.type !== 'actions')
    last = at < 0 ? kept.length - 1 : at
    kept = kept.toSpliced(last, 1)
  }
  return kept.toSpliced(last, 0, mark)
}

const ellipsis: RichPiece = { type: 'text', text: '…' }

function blocksOf(drawn: readonly Drawn[], look: Look, paragraphLength: number): Block[] {
  const blocks: Block[] = []
  let isApart = false
  for (const each of drawn) {
    const block = blockOf(each, look, paragraphLength)
    if (block && (isApart || !joined(blocks.at(-1), block))) blocks.push(block)
    isApart = each.kind === 'break'
  }
  return blocks
}

/** Null for a text of nothing. */
function blockOf(each: Drawn, look: Look, paragraphLength: number): Block | null {
  switch (each.kind) {
    case 'heading': {
      const isShort = shown(each.text).trim().length <= LIMITS.header && !hasInstant(each.text)
      if (isShort) return { type: 'header', text: plain(each.text, LIMITS.header) }
      return richTextOf(richPieces(each.text, look, { bold: true }), paragraphLength)
    }
    case 'paragraph':
      return richTextOf(each.pieces, paragraphLength)
    case 'smallPrint':
      return contextOf(each.text, look) ?? richTextOf(richPieces(each.text, look), paragraphLength)
    case 'image':
      return each.image
    case 'break':
      return null
    case 'button':
      return { type: 'actions', elements: [each.button] }
    default:
      return unreachable(each)
  }
}

function richTextOf(pieces: readonly RichPiece[], length: number): Block | null {
  const elements = cutPieces(pieces, length)
  const isBlank = elements.every((piece) => piece.type === 'text' && piece.text.trim() === '')
  return isBlank ? null : { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }
}

/** Paragraphs that follow each other share a block as long as there is room, and so do buttons. */
function joined(last: Block | undefined, next: Block): boolean {
  if (last?.type === 'actions' && next.type === 'actions') {
    if (last.elements.length + next.elements.length > LIMITS.actions) return false
    last.elements.push(...next.elements)
    return true
  }
  if (last?.type !== 'rich_text' || next.type !== 'rich_text') return false
  const [section] = last.elements
  const added = next.elements.flatMap(({ elements }) => elements)
  if (!section || lengthOf(section.elements) + lengthOf(added) + 1 > LIMITS.richText) return false
  section.elements.push({ type: 'text', text: '\n' }, ...added)
  return true
}

/** In italics, so that in one block a note is not taken for the line it belongs to. */
function paragraph(text: string, look: Look): Drawn {
  return { kind: 'paragraph', pieces: richPieces(text, look, { italic: true }) }
}

/** Small print, or null where it has more instants than its block has room for. */
export function contextOf(text: string, look: Look): ContextBlock | null {
  const elements = partsOf(text).flatMap((part): ContextBlock['elements'] => {
    if ('at' in part) return [dateMarkup(part.at, part.style, look)]
    const trimmed = part.text.trim()
    return trimmed === '' ? [] : [plainLines(setIn(trimmed), LIMITS.sectionText)]
  })
  return elements.length > 0 && elements.length <= LIMITS.context ? { type: 'context', elements } : null
}

/** Characters in the texts of these blocks. */
export function textIn(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + lengthIn(block), 0)
}

function lengthIn(block: Block): number {
  switch (block.type) {
    case 'header':
    case 'section':
      return block.text.text.length
    case 'rich_text':
      return block.elements.reduce((sum, { elements }) => sum + lengthOf(elements), 0)
    case 'context':
      return block.elements.reduce((sum, { text }) => sum + text.length, 0)
    case 'image':
      return block.alt_text.length
    case 'actions':
      return block.elements.reduce((sum, { text }) => sum + text.text.length, 0)
    case 'input':
      return block.label.text.length
    case 'divider':
      return 0
    default:
      return unreachable(block)
  }
}
