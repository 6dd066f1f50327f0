import type { Context } from 'hono'
import { z } from 'zod'
import type { Instant, PersonId } from '../../bot/index.ts'
import type { OpenAccountLink } from './account-link.ts'
import type { ChatAccount, Linking } from './linking.ts'
import { end, STYLE_FROM_ENROL as STYLE, type StepUpRoutesOptions, wordsOfBrowser } from './page-context.ts'
import { formatInstant } from './pages/format.ts'
import { confirmLinkPage, linkPage } from './pages/link-page.ts'
import { isSameOrigin } from './same-origin.ts'
import { isCode, normalizeCode } from './totp.ts'
import { type Words, wordsOf } from './wording.ts'

const METHOD = 'totp'

const form = z.union([
  z.object({ proof: z.string().max(512) }),
  z.object({ name: z.string().max(256), code: z.string().max(64), nonce: z.string().max(256) }),
])

interface OpenPage {
  readonly token: string
  readonly now: Instant
  readonly link: OpenAccountLink
  readonly account: ChatAccount
  readonly words: Words
  readonly linking: Linking
}

/** GET and HEAD: shows which account is to be linked, and changes nothing. */
export async function showLink(c: Context, options: StepUpRoutesOptions): Promise<Response> {
  const page = await openPage(c, options)
  return page instanceof Response ? page : showForm(c, options, page, 200, null)
}

/** Twice: with a name and a code, then, having seen who is linked to what, with the proof of the first time. */
export async function submitLink(c: Context, options: StepUpRoutesOptions): Promise<Response> {
  const { stepUp } = options
  if (!isSameOrigin((name) => c.req.header(name), stepUp.publicUrl))
    return end(c, 403, 'crossSite', { stylePath: STYLE })
  const isForm = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  const parsed = form.safeParse(isForm ? await c.req.parseBody() : null)
  if (!parsed.success) return end(c, isForm ? 400 : 415, 'unreadable', { stylePath: STYLE })
  const page = await openPage(c, options)
  if (page instanceof Response) return page
  return 'proof' in parsed.data ? confirm(c, page, parsed.data.proof) : prove(c, options, page, parsed.data)
}

async function openPage(c: Context, { engine, stepUp, linking }: StepUpRoutesOptions): Promise<OpenPage | Response> {
  const token = c.req.param('token') ?? ''
  const now = engine.now()
  const words = wordsOfBrowser(c)
  const link = linking ? await linking.links.open(token, now) : null
  const account = link && linking ? await linking.account(link.account) : null
  if (!linking || !link || !account) return end(c, 410, 'linkOver', { words, stylePath: STYLE })
  const until = await stepUp.accountLockedUntil(link.account, now)
  return until === null ? { token, now, link, account, words, linking } : locked(c, now, until, words)
}

async function prove(
  c: Context,
  options: StepUpRoutesOptions,
  page: OpenPage,
  typed: { readonly name: string; readonly code: string; readonly nonce: string },
): Promise<Response> {
  const { stepUp, engine } = options
  const { token, now, words, link, linking } = page
  if (!(await stepUp.spendNonce(token, typed.nonce, now))) return showForm(c, options, page, 403, words('code.stale'))
  const code = normalizeCode(typed.code)
  if (!isCode(code)) return showForm(c, options, page, 400, words('code.malformed'))
  const personId = await linking.find(typed.name.trim())
  if (personId !== null) await stepUp.announce(personId, (event) => engine.recordFactor(event))
  const checked = await stepUp.checkNamedCode(link.account, personId, code, now)
  if (checked.outcome === 'right' && personId !== null) return showConfirmation(c, options, page, personId)
  if (checked.outcome !== 'locked' || checked.newly) await linking.recordRefused(link.account, personId)
  if (checked.outcome === 'locked') return locked(c, now, checked.until, words)
  const count = checked.outcome === 'wrong' ? checked.triesLeft : 0
  return showForm(c, options, page, 403, words('link.wrong', { count }))
}

async function showConfirmation(
  c: Context,
  { viewer: find }: StepUpRoutesOptions,
  { link, account, linking }: OpenPage,
  personId: PersonId,
): Promise<Response> {
  const [viewer, signInName] = await Promise.all([find(personId), linking.signInName(personId)])
  if (!viewer) return end(c, 410, 'linkOver', { stylePath: STYLE })
  const words = wordsOf(viewer.language)
  const person = { displayName: viewer.displayName, signInName: signInName ?? personId }
  return c.html(confirmLinkPage({ words, account, person, proof: linking.links.proofOf(link, personId) }))
}

async function confirm(c: Context, { link, linking, now, words }: OpenPage, proof: string): Promise<Response> {
  const personId = linking.links.provenBy(link, proof)
  if (personId === null) return end(c, 400, 'unreadable', { words, stylePath: STYLE })
  if (!(await linking.links.spend(link, now))) return end(c, 410, 'linkOver', { words, stylePath: STYLE })
  const outcome = await linking.link(link.account, personId, METHOD)
  if (outcome === 'linked') return end(c, 200, 'linked', { words, stylePath: STYLE })
  return end(c, 409, outcome === 'taken' ? 'linkTaken' : 'linkRefused', { words, stylePath: STYLE })
}

function showForm(
  c: Context,
  { stepUp }: StepUpRoutesOptions,
  { token, now, words, account }: OpenPage,
  status: 200 | 400 | 403,
  problem: string | null,
) {
  return c.html(linkPage({ words, account, nonce: stepUp.issueNonce(token, now), problem }), status)
}

function locked(c: Context, now: Instant, until: Instant, words: Words) {
  c.header('Retry-After', String(Math.ceil((until - now) / 1000)))
  const time = formatInstant(until, words.language, 'UTC')
  return end(c, 429, 'linkLocked', { words, stylePath: STYLE, values: { time } })
}
