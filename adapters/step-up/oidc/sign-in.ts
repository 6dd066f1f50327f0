import type { Context } from 'hono'
import type { Instant, Log, PersonId } from '../../../bot/index.ts'
import { end } from '../page-context.ts'
import { leadOnPage } from '../pages/sign-in-page.ts'
import type { Words } from '../wording.ts'
import { browserOf, nameBrowser } from './browser.ts'
import { claimsRequest } from './claims-request.ts'
import type { Flows } from './flows.ts'
import { type IdentityProvider, SignInRefused, SignInUnavailable, type Tokens } from './provider.ts'

/** What every sign-in needs, whatever it is for. */
export interface SignInContext<Subject> {
  readonly provider: IdentityProvider
  readonly flows: Flows<Subject>
  readonly publicUrl: string
  readonly now: () => Instant
  readonly authenticationContext: string | null
  readonly log: Log
}

export interface SignInWish {
  readonly words: Words
  readonly scope: string
  /** What the directory wanted when it refused the last sign-in. */
  readonly challenge: string | null
  /** The account that the provider offers first; what counts is who signs in. */
  readonly loginHint: string | null
  /** Said on the way. */
  readonly text: 'signIn.leadOn' | 'signIn.more'
}

/** Begins a sign-in in this browser and answers with the page that leads on to the provider. */
export async function beginSignIn<Subject>(
  c: Context,
  context: SignInContext<Subject>,
  subject: Subject,
  { words, scope, challenge, loginHint, text }: SignInWish,
): Promise<Response> {
  const { provider, flows, publicUrl, now, authenticationContext, log } = context
  try {
    const claims = claimsRequest(authenticationContext, challenge)
    const { url, ...made } = await provider.begin({ scope, claims, loginHint })
    flows.start(subject, nameBrowser(c, publicUrl), made, now())
    return c.html(leadOnPage(words, url, text))
  } catch (error) {
    if (!(error instanceof SignInUnavailable)) throw error
    log.warn({ reason: error.message }, 'A sign-in could not be begun')
    return end(c, 503, 'signInAway', { words })
  }
}

export type Completed<Subject> =
  | { readonly outcome: 'signedIn'; readonly subject: Subject; readonly startedAt: Instant; readonly tokens: Tokens }
  | { readonly outcome: 'refused'; readonly subject: Subject; readonly code: string }
  | { readonly outcome: 'answered'; readonly response: Response }

/**
 * Takes the provider's answer: once, within ten minutes, and from the browser that began it. Nothing of the address is
 * logged: it holds the code.
 */
export async function completeSignIn<Subject>(
  c: Context,
  { provider, flows, publicUrl, now, log }: SignInContext<Subject>,
): Promise<Completed<Subject>> {
  const flow = flows.take(c.req.query('state') ?? '', browserOf(c, publicUrl), now())
  if (!flow) return { outcome: 'answered', response: await end(c, 410, 'signInLost') }
  const { subject, startedAt } = flow
  try {
    const callback = new URL(`${publicUrl}/verify/callback`)
    callback.search = new URL(c.req.url).search
    return { outcome: 'signedIn', subject, startedAt, tokens: await provider.redeem(callback, flow) }
  } catch (error) {
    if (error instanceof SignInRefused) return { outcome: 'refused', subject, code: error.code }
    if (!(error instanceof SignInUnavailable)) throw error
    log.warn({ reason: error.message }, 'A sign-in could not be finished')
    return { outcome: 'answered', response: await end(c, 503, 'signInAway') }
  }
}

/** Whose access token may be used for what, until when: kept in memory by whoever calls the directory. */
export interface DepositedSignIn {
  readonly personId: PersonId
  readonly accessToken: string
  readonly expiresAt: Instant
}
