import type { Context } from 'hono'
import { z } from 'zod'
import type { Instant } from '../../bot/index.ts'
import { confirmLink, type OpenLink, openLink, showConfirmation } from './link-confirmation.ts'
import { end, STYLE_FROM_ENROL as STYLE, type StepUpRoutesOptions } from './page-context.ts'
import { formatInstant } from './pages/format.ts'
import { linkPage } from './pages/link-page.ts'
import { isSameOrigin } from './same-origin.ts'
import { isCode, normalizeCode } from './totp.ts'
import type { Words } from './wording.ts'

const form = z.union([
  z.object({ proof: z.string().max(512) }),
  z.object({ name: z.string().max(256), code: z.string().max(64), nonce: z.string().max(256) }),
])

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
  return 'proof' in parsed.data ? confirmLink(c, page, parsed.data.proof) : prove(c, options, page, parsed.data)
}

async function openPage(c: Context, { engine, stepUp, linking }: StepUpRoutesOptions): Promise<OpenLink | Response> {
  const now = engine.now()
  const open = await openLink(c, linking, c.req.param('token') ?? '', now)
  if (!open) return end(c, 410, 'linkOver', { stylePath: STYLE })
  const until = await stepUp.accountLockedUntil(open.link.account, now)
  return until === null ? open : locked(c, now, until, open.words)
}

async function prove(
  c: Context,
  options: StepUpRoutesOptions,
  page: OpenLink,
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
  if (checked.outcome === 'right' && personId !== null)
    return showConfirmation(c, page, options.viewer, personId, 'code')
  if (checked.outcome !== 'locked' || checked.newly) await linking.recordRefused(link.account, personId)
  if (checked.outcome === 'locked') return locked(c, now, checked.until, words)
  const count = checked.outcome === 'wrong' ? checked.triesLeft : 0
  return showForm(c, options, page, 403, words('link.wrong', { count }))
}

function showForm(
  c: Context,
  { stepUp }: StepUpRoutesOptions,
  { token, now, words, account }: OpenLink,
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
