import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import type { Engine, Log, PersonId, PurposeView, StepUpPurpose } from '../../../bot/index.ts'
import type { Linking } from '../linking.ts'
import { end } from '../page-context.ts'
import { signInPage } from '../pages/sign-in-page.ts'
import { securePages } from '../routes.ts'
import { isSameOrigin } from '../same-origin.ts'
import type { FindViewer, Viewer } from '../viewer.ts'
import { type Words, wordsOf } from '../wording.ts'
import { finishSignIn } from './finish.ts'
import { showLink, submitLink } from './link.ts'
import { beginSignIn, completeSignIn, type DepositedSignIn, type SignInContext } from './sign-in.ts'
import type { OidcStepUp } from './step-up.ts'
import type { StepUpSubject, Subject } from './subjects.ts'
import { showVisit, startVisit } from './visit.ts'

export interface OidcRoutesOptions extends SignInContext<Subject> {
  readonly engine: Engine
  readonly stepUp: OidcStepUp
  readonly viewer: FindViewer
  readonly tenantId: string
  /** What the access token is asked for, besides `openid`; by what the sign-in is for. */
  readonly scopeFor: (purpose: StepUpPurpose, view: PurposeView) => readonly string[]
  /** Keeps a token for the one call it was made for; returns how to take it back. Absent where the directory needs none. */
  readonly deposit?: (purpose: StepUpPurpose, signIn: DepositedSignIn) => () => void
  /** The name the person signs in with, so that the provider can offer it. */
  readonly loginHint: (personId: PersonId) => Promise<string | null>
  /** Lets whoever signed in into the web chat. Absent where there is none. */
  readonly visit?: Visit
  /** Absent where no chat platform lets people link their own account. */
  readonly linking?: Linking
  /** How long the page waits for what the directory asks beyond the sign-in. For tests; the default fits people. */
  readonly waitForChallengeMs?: number
  readonly log: Log
}

export interface Visit {
  /** Where the browser goes from there. */
  readonly landing: string
  /** Remembers this browser as the person's; false for somebody who may not use Elevate. */
  admit(c: Context, personId: PersonId): Promise<boolean>
}

/** Who it is, and what the directory is to be asked in their name. */
export function scopeOf({ scopeFor }: OidcRoutesOptions, purpose: StepUpPurpose, view: PurposeView): string {
  return ['openid', 'profile', ...scopeFor(purpose, view)].join(' ')
}

const LARGEST_BODY_BYTES = 4096
const form = z.object({ nonce: z.string().max(256) })

/** The pages below `/verify` where people prove who they are by signing in. Mount at the root. */
export function oidcRoutes(options: OidcRoutesOptions): Hono {
  const app = securePages(options.log)
  const limit = bodyLimit({ maxSize: LARGEST_BODY_BYTES, onError: (c) => end(c, 413, 'unreadable') })
  app.get('/verify/callback', async (c) => {
    const completed = await completeSignIn(c, options)
    return completed.outcome === 'answered' ? completed.response : finishSignIn(c, options, completed)
  })
  app.get('/verify/visit', (c) => showVisit(c, options, 200, null))
  app.post('/verify/visit', limit, (c) => startVisit(c, options))
  app.get('/verify/account/:token', (c) => showLink(c, options))
  app.post('/verify/account/:token', limit, (c) => submitLink(c, options))
  app.get('/verify/:token', async (c) => {
    const page = await openPage(c, options)
    return page instanceof Response ? page : show(c, options, page, 200, null)
  })
  app.post('/verify/:token', limit, (c) => start(c, options))
  return app
}

interface OpenPage {
  readonly token: string
  readonly purpose: StepUpPurpose
  readonly personId: PersonId
  readonly viewer: Viewer
  readonly words: Words
  readonly view: PurposeView
}

async function openPage(c: Context, { engine, stepUp, viewer: find }: OidcRoutesOptions): Promise<OpenPage | Response> {
  const token = c.req.param('token') ?? ''
  const link = await stepUp.openLink(token)
  const viewer = link && (await find(link.personId))
  if (!viewer) return end(c, 410, 'invalid')
  const words = wordsOf(viewer.language)
  const view = await engine.purposeView(link.purpose, link.personId)
  return view ? { token, ...link, viewer, words, view } : end(c, 410, 'over', { words })
}

function show(
  c: Context,
  { stepUp, now }: OidcRoutesOptions,
  page: OpenPage,
  status: 200 | 403,
  problem: string | null,
) {
  return c.html(signInPage({ ...page, nonce: stepUp.issueNonce(page.token, now()), problem }), status)
}

/**
 * Only a form of our own page begins a sign-in: a link that is followed, or fetched for a preview, begins nothing. Null
 * where the form's nonce is used up or too old.
 */
export async function sentForm(
  c: Context,
  { stepUp }: OidcRoutesOptions,
): Promise<{ readonly nonce: string } | Response> {
  if (!isSameOrigin((name) => c.req.header(name), stepUp.publicUrl)) return end(c, 403, 'crossSite')
  const isForm = c.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false
  const sent = form.safeParse(isForm ? await c.req.parseBody() : null)
  return sent.success ? sent.data : end(c, isForm ? 400 : 415, 'unreadable')
}

async function start(c: Context, options: OidcRoutesOptions): Promise<Response> {
  const { stepUp, now } = options
  const sent = await sentForm(c, options)
  if (sent instanceof Response) return sent
  const page = await openPage(c, options)
  if (page instanceof Response) return page
  const { token, purpose, personId, words, view } = page
  if (!(await stepUp.spendNonce(token, sent.nonce, now()))) return show(c, options, page, 403, words('signIn.stale'))
  // Whoever approves signs in for that approval; whoever asked, at any time since they asked.
  const isAnswer = purpose.kind === 'approve' || purpose.kind === 'answer'
  const since = isAnswer ? now() : view.submittedAt
  const subject: StepUpSubject = { kind: 'stepUp', purpose, personId, since, rounds: 1 }
  return beginSignIn(c, options, subject, {
    words,
    scope: scopeOf(options, purpose, view),
    challenge: view.challenge ?? null,
    loginHint: await options.loginHint(personId),
    text: 'signIn.leadOn',
  })
}
