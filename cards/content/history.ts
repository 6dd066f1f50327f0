import type { HistoryCardView } from '../../bot/domain/views/card-view.ts'
import { messageValues } from '../message-values.ts'
import { actorPhrase, instantPhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import { HISTORY_PARAMS } from '../wording-params.ts'

/** One line in the thread under a card. It may come late: it says itself when it was. */
export function historyContent(reader: Reader, view: HistoryCardView) {
  const params = { ...view.params, by: actorPhrase(reader, view.by) }
  const text = reader.words.history[view.step](messageValues(reader, HISTORY_PARAMS[view.step], params))
  return { lang: reader.language, text, when: instantPhrase(view.at), summary: text }
}
