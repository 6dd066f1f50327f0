import type { Language, Log } from '../../bot/index.ts'
import type { AdaptiveCardJson } from '../../cards/element-subset.ts'
import { formatInstants, intlInstantFormat } from '../../cards/instants.ts'
import { renderCard } from '../../cards/render-card.ts'
import type { StoredMessage } from './conversations.ts'
import { escapeCard } from './escape.ts'
import type { CardRecord } from './message-record.ts'
import type { WireMessage } from './wire.ts'

/** In whose words and zone a message is shown. Null where the directory knows none: then as it was sent. */
export interface Viewer {
  readonly language: Language | null
  readonly timeZone: string | null
}

/** A stored message as one viewer sees it. */
export function showMessage(message: StoredMessage, conversation: string, viewer: Viewer, log: Log): WireMessage {
  const { id, position, version, record } = message
  const place = { id, conversation, position, version, at: record.at }
  if (record.kind === 'said') return { ...place, text: record.text, card: null, fallbackText: record.text }
  return { ...place, text: null, ...showCard(id, record, viewer, log) }
}

/** A view that cannot be shown, such as one stored by another version, must not hide the messages round it. */
function showCard(
  id: string,
  record: CardRecord,
  viewer: Viewer,
  log: Log,
): { readonly card: AdaptiveCardJson | null; readonly fallbackText: string } {
  const language = viewer.language ?? record.language
  const timeZone = viewer.timeZone ?? record.timeZone
  try {
    const { card, fallbackText } = renderCard(record.view, { language, timeZone })
    const instants = intlInstantFormat(language, timeZone)
    return {
      card: formatInstants(escapeCard(card), instants),
      fallbackText: formatInstants(fallbackText, instants),
    }
  } catch (error) {
    log.error({ messageId: id, card: record.view.card, error }, 'A stored card could not be shown')
    return { card: null, fallbackText: '' }
  }
}
