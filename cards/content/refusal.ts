import type { RefusalCardView } from '../../bot/domain/views/card-view.ts'
import { linkButtons } from '../buttons.ts'
import type { Reader } from '../reader.ts'
import { refusalText } from '../refusal-text.ts'

/** A no: what, why, and what to do instead. */
export function refusalContent(reader: Reader, view: RefusalCardView) {
  const refusals = view.refusals.map((refusal) => refusalText(reader, refusal))
  return {
    lang: reader.language,
    refusals: refusals.map((text) => ({ what: text.what, why: text.why, instead: text.do })),
    reference: view.requestId,
    links: linkButtons(reader.words.buttons.verify(), view.verifyUrl),
    summary: refusals.map(({ what }) => what).join(' '),
  }
}
