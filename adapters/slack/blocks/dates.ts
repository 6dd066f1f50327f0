import type { Instant } from '../../../bot/index.ts'
import { formatInstants, type InstantStyle, intlInstantFormat } from '../../../cards/instants.ts'
import type { Look } from './look.ts'
import { shown } from './text.ts'
import type { DateMarkup, RichDate } from './types.ts'

/** In the viewer's own zone, language and clock. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
const formats: { readonly [style in InstantStyle]: string } = {
  time: '{time}',
  date: '{date_short}',
  dateTime: '{date_short} {time}',
}

/** A part of a text: characters, or an instant. */
export type Part = { readonly text: string } | { readonly at: Instant; readonly style: InstantStyle }

// Private-use characters are in no text from outside (cards/instants.ts), so this one is ours alone.
const EDGE = '\uE100'

/** A text of a card, taken apart at its instants. */
export function partsOf(text: string): Part[] {
  const found: { readonly at: Instant; readonly style: InstantStyle }[] = []
  const edged = formatInstants(text, (at, style) => `${EDGE}${found.push({ at, style }) - 1}${EDGE}`)
  return edged.split(EDGE).flatMap((piece, index): Part[] => {
    const instant = index % 2 === 1 ? found[Number(piece)] : undefined
    if (instant) return [instant]
    return piece === '' ? [] : [{ text: shown(piece) }]
  })
}

export function hasInstant(text: string): boolean {
  return partsOf(text).some((part) => 'at' in part)
}

export function richDate(at: Instant, style: InstantStyle, { language, timeZone }: Look): RichDate {
  const fallback = intlInstantFormat(language, timeZone)(at, style)
  return { type: 'date', timestamp: Math.floor(at / 1000), format: formats[style], fallback }
}

/** Slack's own syntax for an instant: where it stands, the text must be markup. */
export function dateToken(at: Instant, style: InstantStyle, look: Look): string {
  const { timestamp, format, fallback } = richDate(at, style, look)
  return `<!date^${timestamp}^${format}|${fallback}>`
}

export function dateMarkup(at: Instant, style: InstantStyle, look: Look): DateMarkup {
  return { type: 'mrkdwn', text: dateToken(at, style, look), verbatim: true }
}

/** For texts that Slack shows as they are, without date tokens: the zone is named. */
export function writtenOut(text: string, { language, timeZone }: Look): string {
  return shown(formatInstants(text, intlInstantFormat(language, timeZone)))
}
