import type { Alert } from '../../bot/domain/effect.ts'
import type { AlertCardView } from '../../bot/domain/views/card-view.ts'
import { reasonInput, verbButtons } from '../buttons.ts'
import { messageValues } from '../message-values.ts'
import { instantPhrase } from '../phrases.ts'
import type { Reader } from '../reader.ts'
import { factsOf } from '../request-facts.ts'
import type { Tone } from '../request-words.ts'
import { ALERT_PARAMS } from '../wording-params.ts'

/** Alerts that may well be in order; all others ask somebody to act. */
const mild: readonly Alert[] = [
  ...(['factorEnrolled', 'accountLinked', 'accountUnlinked'] as const),
  ...(['removedOutside', 'assignedOutside', 'assignedOutsideMore'] as const),
]

/** Something the security channel should look at: what happened and what to do. */
export function alertContent(reader: Reader, view: AlertCardView) {
  const { words } = reader
  const wording = words.alerts[view.alert]
  const values = messageValues(reader, ALERT_PARAMS[view.alert], view.params)
  const title = wording.title(values)
  const text = wording.text(values)
  const tone: Tone = mild.includes(view.alert) ? 'warning' : 'attention'
  return {
    lang: reader.language,
    title,
    tone,
    text,
    advice: wording.do(values),
    facts: factsOf(view.requestId === null ? null : { title: words.labels.request(), value: view.requestId }, {
      title: words.labels.when(),
      value: instantPhrase(view.at),
    }),
    reason: reasonInput(reader, view.actions),
    buttons: verbButtons(reader, view.actions, view),
    summary: `${title} · ${text}`,
  }
}
