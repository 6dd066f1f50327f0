import { formatInstants } from '../../../cards/instants.ts'
import type { RenderedCard } from '../../../cards/render-card.ts'
import { dateToken } from './dates.ts'
import { drawCard } from './draw-card.ts'
import { layOut } from './lay-out.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { cut, escaped, shown } from './text.ts'
import type { SlackMessage } from './types.ts'

/** A card as a message, within Slack's limits. Pure: the same card and look give the same message. */
export function toMessage(rendered: RenderedCard, look: Look): SlackMessage {
  return { text: textOf(rendered, look), blocks: layOut(drawCard(rendered.card, look), look, LIMITS.message) }
}

/** How much of one line is kept, until all of it together fits: Slack would cut the last lines off. */
const LINES = [Number.POSITIVE_INFINITY, 3000, 1000, 300, 100]

/** Everything in words. */
function textOf({ fallbackText, summary }: RenderedCard, look: Look): string {
  const lines = (shown(fallbackText).trim() === '' ? summary : fallbackText).split('\n')
  for (const length of LINES) {
    const text = lines.map((line) => written(cutLine(line, length), look)).join('\n')
    if (text.length <= LIMITS.messageText) return text
  }
  return written(cutLine(summary, 1000), look) || '…'
}

/** Escaped before the dates are put in, so that the only markup in it is theirs. */
function written(text: string, look: Look): string {
  return formatInstants(escaped(shown(text)), (at, style) => dateToken(at, style, look))
}

/** Without half an instant at its end. */
function cutLine(line: string, length: number): string {
  return cut(line, length).replace(/\uE000[^\uE001]*$/, '…')
}
