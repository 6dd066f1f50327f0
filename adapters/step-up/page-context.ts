import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import type { Engine, Log } from '../../bot/index.ts'
import type { Linking } from './linking.ts'
import { messagePage } from './pages/message-page.ts'
import { isSameOrigin } from './same-origin.ts'
import type { TotpStepUp } from './step-up.ts'
import type { FindViewer } from './viewer.ts'
import { languageOf, type WordingKey, type Words, wordsOf } from './wording.ts'

export interface StepUpRoutesOptions {
  readonly engine: Engine
  readonly stepUp: TotpStepUp
  readonly viewer: FindViewer
  /** Absent where no chat platform lets people link their own account. */
  readonly linking?: Linking
  readonly log: Log
}

export const STYLE_FROM_VERIFY = 'style.css'
export const STYLE_FROM_ENROL = '../style.css'

/** Titles of the pages that end the matter. */
type Ending =
  | 'proven'
  | 'locked'
  | 'invalid'
  | 'over'
  | 'notEnrolled'
  | 'refused'
  | 'crossSite'
  | 'unreadable'
  | 'unavailable'
  | 'enrolled'
  | 'signedIn'
  | 'answered'
  | 'answeredPerhaps'
  | 'refusedAfterSignIn'
  | 'signInRefused'
  | 'signInLost'
  | 'signInAway'
  | 'signInTwice'
  | 'typeLine'
  | 'linkOver'
  | 'linkLocked'
  | 'linkTaken'
  | 'linkRefused'
  | 'visitRefused'

const GOOD: readonly Ending[] = ['proven', 'enrolled', 'signedIn', 'answered', 'typeLine']

export interface EndOptions {
  readonly words?: Words
  readonly values?: { readonly [name: string]: string | number }
  readonly command?: string
  readonly stylePath?: string
}

/** Answers with a page that has nothing to fill in. Without words it speaks the browser's language. */
export function end(c: Context, status: ContentfulStatusCode, ending: Ending, options: EndOptions = {}) {
  const words = options.words ?? wordsOfBrowser(c)
  const text: WordingKey = `${ending}.text`
  const content = messagePage({
    words,
    title: words(`${ending}.title`),
    paragraphs: [words(text, options.values)],
    tone: GOOD.includes(ending) ? 'good' : 'bad',
    stylePath: options.stylePath ?? STYLE_FROM_VERIFY,
    ...(options.command === undefined ? {} : { command: options.command }),
  })
  return c.html(content, status)
}

export function wordsOfBrowser(c: Context): Words {
  return wordsOf(languageOf(c.req.header('accept-language')))
}

const form = z.object({ code: z.string().max(64), nonce: z.string().max(256) })

/** The form as sent from our own page, or the page that refuses it. */
export async function readForm(
  c: Context,
  stepUp: TotpStepUp,
  stylePath: string,
): Promise<{ readonly code: string; readonly nonce: string } | Response> {
  if (!isSameOrigin((name) => c.req.header(name), stepUp.publicUrl)) return end(c, 403, 'crossSite', { stylePath })
  const isForm = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  const parsed = form.safeParse(isForm ? await c.req.parseBody() : null)
  return parsed.success ? parsed.data : end(c, isForm ? 400 : 415, 'unreadable', { stylePath })
}
