import type { Context } from 'hono'
import { z } from 'zod'
import type { PersonId } from '../../../bot/index.ts'
import { confirmLink, openLink, showConfirmation } from '../link-confirmation.ts'
import { end, STYLE_FROM_ENROL as STYLE } from '../page-context.ts'
import { signInLinkPage } from '../pages/link-page.ts'
import { isSameOrigin } from '../same-origin.ts'
import { wordsOf } from '../wording.ts'
import type { SignInFault } from './identity.ts'
import type { OidcRoutesOptions } from './routes.ts'
import { beginSignIn } from './sign-in.ts'
import type { LinkSubject } from './subjects.ts'

const form = z.union([z.object({ proof: z.string().max(512) }), z.object({ nonce: z.string().max(256) })])

/** GET and HEAD: shows which account is to be linked, and changes nothing. */
export async function showLink(
  c: Context,
  options: OidcRoutesOptions,
  status: 200 | 403 = 200,
  isStale = false,
): Promise<Response> {
  const { linking, stepUp, now } = options
  const open = await openLink(c, linking, c.req.param('token') ?? '', now())
  if (!open) return end(c, 410, 'linkOver', { stylePath: STYLE })
  const { words, account, token } = open
  const problem = isStale ? words('signIn.stale') : null
  return c.html(signInLinkPage({ words, account, nonce: stepUp.issueNonce(token, now()), problem }), status)
}

/** Twice: to begin the sign-in, then, having seen who is linked to what, with the proof that it gave. */
export async function submitLink(c: Context, options: OidcRoutesOptions): Promise<Response> {
  const { linking, stepUp, now } = options
  if (!isSameOrigin((name) => c.req.header(name), stepUp.publicUrl))
    return end(c, 403, 'crossSite', { stylePath: STYLE })
  const isForm = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  const sent = form.safeParse(isForm ? await c.req.parseBody() : null)
  if (!sent.success) return end(c, isForm ? 400 : 415, 'unreadable', { stylePath: STYLE })
  const open = await openLink(c, linking, c.req.param('token') ?? '', now())
  if (!open) return end(c, 410, 'linkOver', { stylePath: STYLE })
  if ('proof' in sent.data) return confirmLink(c, open, sent.data.proof)
  const { token, words } = open
  if (!(await stepUp.spendNonce(token, sent.data.nonce, now()))) return showLink(c, options, 403, true)
  const wish = {
    words,
    scope: ['openid', 'profile'].join(' '),
    challenge: null,
    loginHint: null,
    text: 'signIn.leadOn',
  } as const
  return beginSignIn(c, options, { kind: 'link', token }, wish)
}

/**
 * After the way back: the last look, or why not. Nothing is linked yet. The link is opened anew: it may have been used, or
 * its account linked, while its user signed in.
 */
export async function finishLink(
  c: Context,
  { linking, viewer, log, now }: OidcRoutesOptions,
  { token }: LinkSubject,
  proven: { readonly personId: PersonId } | SignInFault | 'refused',
): Promise<Response> {
  const open = await openLink(c, linking, token, now())
  if (!open) return end(c, 410, 'linkOver')
  const { words, link } = open
  if (typeof proven === 'string') {
    log.warn({ fault: proven }, 'A sign-in linked no account')
    await open.linking.recordRefused(link.account, null)
    return end(c, 403, 'signInRefused', { words, values: { why: words(`signInFault.${proven}`, { code: '' }) } })
  }
  const personId = await open.linking.find(proven.personId)
  if (personId !== null) return showConfirmation(c, open, viewer, personId, 'signIn')
  await open.linking.recordRefused(link.account, null)
  const person = await viewer(proven.personId)
  return end(c, 409, 'linkRefused', { words: person ? wordsOf(person.language) : words })
}
