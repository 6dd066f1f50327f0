import type { Context } from 'hono'
import type { PersonId } from '../../../bot/index.ts'
import { end, wordsOfBrowser } from '../page-context.ts'
import { visitPage } from '../pages/sign-in-page.ts'
import type { SignInFault } from './identity.ts'
import { type OidcRoutesOptions, sentForm } from './routes.ts'
import { beginSignIn } from './sign-in.ts'

const PAGE = 'visit'

/** The way into the web chat, for whoever works in the organisation. */
export function showVisit(c: Context, options: OidcRoutesOptions, status: 200 | 403, problem: string | null) {
  if (!options.visit) return end(c, 410, 'invalid')
  const words = wordsOfBrowser(c)
  return c.html(visitPage(words, options.stepUp.issueNonce(PAGE, options.now()), problem), status)
}

export async function startVisit(c: Context, options: OidcRoutesOptions): Promise<Response> {
  if (!options.visit) return end(c, 410, 'invalid')
  const sent = await sentForm(c, options)
  if (sent instanceof Response) return sent
  const words = wordsOfBrowser(c)
  const isFresh = await options.stepUp.spendNonce(PAGE, sent.nonce, options.now())
  if (!isFresh) return showVisit(c, options, 403, words('signIn.stale'))
  const scope = ['openid', 'profile'].join(' ')
  const wish = { words, scope, challenge: null, loginHint: null, text: 'signIn.leadOn' } as const
  return beginSignIn(c, options, { kind: PAGE }, wish)
}

/** After the way back: into the chat, or why not. */
export async function finishVisit(
  c: Context,
  { visit, log }: OidcRoutesOptions,
  proven: { readonly personId: PersonId } | SignInFault | 'refused',
): Promise<Response> {
  if (!visit) return end(c, 410, 'signInLost')
  const isKnown = typeof proven !== 'string' && (await visit.admit(c, proven.personId))
  if (isKnown) return c.redirect(visit.landing, 303)
  const fault = typeof proven === 'string' ? proven : 'unknown'
  log.warn({ fault }, 'Somebody could not sign in to the web chat')
  const words = wordsOfBrowser(c)
  return end(c, 403, 'visitRefused', { words, values: { why: words(`signInFault.${fault}`, { code: '' }) } })
}
