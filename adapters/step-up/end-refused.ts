import type { Context } from 'hono'
import type { Refusal } from '../../bot/index.ts'
import { formatInstants, intlInstantFormat } from '../../cards/instants.ts'
import { readerOf } from '../../cards/reader.ts'
import { refusalText } from '../../cards/refusal-text.ts'
import { STYLE_FROM_VERIFY } from './page-context.ts'
import { messagePage } from './pages/message-page.ts'
import type { Viewer } from './viewer.ts'
import { wordsOf } from './wording.ts'

/** The proof was right and what it was for may not be. Chat is told nothing of it, so the page says why, and what to do. */
export function endRefused(
  c: Context,
  ending: 'refused' | 'refusedAfterSignIn',
  refusal: Refusal,
  { language, timeZone }: Pick<Viewer, 'language' | 'timeZone'>,
) {
  const words = wordsOf(language)
  const text = formatInstants(refusalText(readerOf(language, timeZone), refusal), intlInstantFormat(language, timeZone))
  const content = messagePage({
    words,
    title: words(`${ending}.title`),
    paragraphs: [words(`${ending}.text`), text.what, text.why, text.do],
    tone: 'bad',
    stylePath: STYLE_FROM_VERIFY,
  })
  return c.html(content, 409)
}
