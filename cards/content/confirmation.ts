import type { ConfirmationCardView } from '../../bot/domain/views/card-view.ts'
import { messageValues } from '../message-values.ts'
import type { Reader } from '../reader.ts'
import { CONFIRMATION_PARAMS } from '../wording-params.ts'

/** One line to somebody who did something. */
export function confirmationContent(reader: Reader, view: ConfirmationCardView) {
  const values = messageValues(reader, CONFIRMATION_PARAMS[view.confirmation], view.params)
  const text = reader.words.confirmations[view.confirmation](values)
  return { lang: reader.language, text, reference: view.requestId, summary: text }
}
