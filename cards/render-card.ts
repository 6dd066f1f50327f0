import { type Language, unreachable } from '../bot/domain/values.ts'
import type { CardView } from '../bot/domain/views/card-view.ts'
import { activationContent } from './content/activation.ts'
import { alertContent } from './content/alert.ts'
import { approvalContent } from './content/approval.ts'
import { candidatesContent } from './content/candidates.ts'
import { confirmationContent } from './content/confirmation.ts'
import { formContent } from './content/form.ts'
import { helpContent } from './content/help.ts'
import { historyContent } from './content/history.ts'
import { listContent } from './content/list.ts'
import { noticeContent } from './content/notice.ts'
import { refusalContent } from './content/refusal.ts'
import { requestContent } from './content/request.ts'
import { settingsContent } from './content/settings.ts'
import { usageContent } from './content/usage.ts'
import { usageAlertContent } from './content/usage-alert.ts'
import { watchReportContent } from './content/watch-report.ts'
import type { AdaptiveCardJson } from './element-subset.ts'
import { withoutPrivateUse } from './instants.ts'
import { type Labelled, plainText } from './plain-text.ts'
import { type Reader, readerOf } from './reader.ts'
import { expandTemplate } from './templates.ts'

export interface RenderOptions {
  readonly language: Language
  /** IANA zone that decides whether two instants fall on one day, and so whether the time alone is shown. */
  readonly timeZone: string
}

/**
 * A card as every platform gets it. In all three, text that people typed is plain text that the platform must escape,
 * and instants are markers: escape first, then `formatInstants`.
 */
export interface RenderedCard {
  readonly card: AdaptiveCardJson
  /** The same facts without the card; no buttons. */
  readonly fallbackText: string
  /** One line for notifications. */
  readonly summary: string
}

/** Words and lays out a view. Pure: reads no clock; the same view and options give the same card. */
export function renderCard(view: CardView, { language, timeZone }: RenderOptions): RenderedCard {
  const reader = readerOf(language, timeZone)
  const content = contentOf(reader, withoutPrivateUse(view))
  const card = expandTemplate(view.card, content)
  return { card, fallbackText: plainText(card, labelledBy(reader)), summary: content.summary }
}

function labelledBy({ words }: Reader): Labelled {
  return (name, value) => words.labels.labelled({ name, value })
}

function contentOf(reader: Reader, view: CardView): { readonly summary: string } {
  switch (view.card) {
    case 'request':
      return requestContent(reader, view)
    case 'approval':
      return approvalContent(reader, view)
    case 'activation':
      return activationContent(reader, view)
    case 'notice':
      return noticeContent(reader, view)
    case 'history':
      return historyContent(reader, view)
    case 'alert':
      return alertContent(reader, view)
    case 'form':
      return formContent(reader, view)
    case 'candidates':
      return candidatesContent(reader, view)
    case 'refusal':
      return refusalContent(reader, view)
    case 'list':
      return listContent(reader, view)
    case 'settings':
      return settingsContent(reader, view)
    case 'help':
      return helpContent(reader, view)
    case 'confirmation':
      return confirmationContent(reader, view)
    case 'usageAlert':
      return usageAlertContent(reader, view)
    case 'usage':
      return usageContent(reader, view)
    case 'watchReport':
      return watchReportContent(reader, view)
    default:
      return unreachable(view)
  }
}
