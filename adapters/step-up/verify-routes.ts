import type { Context } from 'hono'
import type { Instant, PersonId, RequestCardView, StepUpPurpose } from '../../bot/index.ts'
import type { CodeOutcome } from './check-code.ts'
import { endRefused } from './end-refused.ts'
import { end, readForm, STYLE_FROM_VERIFY, type StepUpRoutesOptions } from './page-context.ts'
import { formatInstant } from './pages/format.ts'
import { verifyPage } from './pages/verify-page.ts'
import { isCode, normalizeCode } from './totp.ts'
import type { Viewer } from './viewer.ts'
import { type Words, wordsOf } from './wording.ts'

const METHOD = 'totp'

/** A link that leads somewhere: somebody has something to prove. */
interface OpenPage {
  readonly token: string
  readonly now: Instant
  readonly purpose: StepUpPurpose
  readonly personId: PersonId
  readonly viewer: Viewer
  readonly words: Words
  readonly view: RequestCardView
}

/** GET and HEAD: shows, and changes nothing. */
export async function showVerify(c: Context, options: StepUpRoutesOptions): Promise<Response> {
  const page = await openPage(c, options)
  return page instanceof Response ? page : showForm(c, options, page, 200, null)
}

export async function submitVerify(c: Context, options: StepUpRoutesOptions): Promise<Response> {
  const { engine, stepUp } = options
  const form = await readForm(c, stepUp, STYLE_FROM_VERIFY)
  if (form instanceof Response) return form
  const page = await openPage(c, options)
  if (page instanceof Response) return page
  const { token, now, personId, words } = page
  if (!(await stepUp.spendNonce(token, form.nonce, now))) return showForm(c, options, page, 403, words('code.stale'))
  const code = normalizeCode(form.code)
  if (!isCode(code)) return showForm(c, options, page, 400, words('code.malformed'))
  await stepUp.announce(personId, (event) => engine.recordFactor(event))
  const checked = await stepUp.checkCode(personId, code, now)
  return checked.outcome === 'right' ? prove(c, options, page) : refuseCode(c, options, page, checked)
}

async function openPage(
  c: Context,
  { engine, stepUp, viewer: find }: StepUpRoutesOptions,
): Promise<OpenPage | Response> {
  const token = c.req.param('token') ?? ''
  const now = engine.now()
  const link = await stepUp.openLink(token)
  if (link.outcome === 'invalid') return end(c, 410, 'invalid')
  const { purpose, personId } = link
  const viewer = await find(personId)
  if (!viewer) return end(c, 410, 'invalid')
  const words = wordsOf(viewer.language)
  if (link.outcome === 'notEnrolled') return end(c, 403, 'notEnrolled', { words, command: `elevate enrol ${personId}` })
  const view = await engine.purposeView(purpose, personId)
  if (!view) return end(c, 410, 'over', { words })
  const until = await stepUp.lockedUntil(personId, now)
  if (until !== null) return locked(c, now, until, viewer, words)
  return { token, now, purpose, personId, viewer, words, view }
}

function showForm(
  c: Context,
  { stepUp }: StepUpRoutesOptions,
  page: OpenPage,
  status: 200 | 400 | 403,
  problem: string | null,
) {
  const nonce = stepUp.issueNonce(page.token, page.now)
  return c.html(verifyPage({ ...page, nonce, problem }), status)
}

async function prove(c: Context, { engine }: StepUpRoutesOptions, page: OpenPage): Promise<Response> {
  const { purpose, personId, words, viewer } = page
  const proof = await engine.proveIdentity(purpose, personId, METHOD)
  if (proof.outcome === 'accepted') return end(c, 200, 'proven', { words })
  return endRefused(c, 'refused', proof.refusal, viewer)
}

async function refuseCode(
  c: Context,
  options: StepUpRoutesOptions,
  page: OpenPage,
  checked: Exclude<CodeOutcome, { outcome: 'right' }>,
): Promise<Response> {
  const { personId, words, viewer, now } = page
  const record = (code: 'proofWrong' | 'proofReplayed' | 'proofLocked') =>
    options.engine.recordFactor({ kind: 'proofRefused', personId, code })
  if (checked.outcome === 'notEnrolled') return end(c, 410, 'invalid', { words })
  if (checked.outcome === 'locked') {
    if (checked.newly) await record('proofLocked')
    return locked(c, now, checked.until, viewer, words)
  }
  await record(checked.outcome === 'wrong' ? 'proofWrong' : 'proofReplayed')
  return showForm(c, options, page, 403, words(`code.${checked.outcome}`, { count: checked.triesLeft }))
}

function locked(c: Context, now: Instant, until: Instant, viewer: Viewer, words: Words) {
  c.header('Retry-After', String(Math.ceil((until - now) / 1000)))
  const time = formatInstant(until, words.language, viewer.timeZone)
  return end(c, 429, 'locked', { words, values: { time } })
}
