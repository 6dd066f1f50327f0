import type { Context } from 'hono'
import type { PersonId, PurposeView } from '../../../bot/index.ts'
import { endRefused } from '../end-refused.ts'
import { end, wordsOfBrowser } from '../page-context.ts'
import { type Words, wordsOf } from '../wording.ts'
import { provenBy, type SignInFault } from './identity.ts'
import { finishLink } from './link.ts'
import { type OidcRoutesOptions, scopeOf } from './routes.ts'
import { beginSignIn, type Completed } from './sign-in.ts'
import type { StepUpSubject, Subject } from './subjects.ts'
import { finishVisit } from './visit.ts'

const METHOD = 'oidc'
/** A challenge is answered once by itself; then the tenant asks for something this sign-in cannot give. */
const MOST_ROUNDS = 2
/** How long the page waits to see whether the directory asks for more. */
const WAIT_FOR_CHALLENGE_MS = 4000
const LOOK_AGAIN_MS = 100

type Done = Exclude<Completed<Subject>, { outcome: 'answered' }>

/** What becomes of a sign-in whose code was redeemed, or of one that the provider or a check of the library refused. */
export async function finishSignIn(c: Context, options: OidcRoutesOptions, done: Done): Promise<Response> {
  const { subject } = done
  if (subject.kind === 'stepUp') return finishStepUp(c, options, done, subject)
  const proven = done.outcome === 'refused' ? 'refused' : identityOf(options, done, null, done.startedAt)
  return subject.kind === 'link' ? finishLink(c, options, subject, proven) : finishVisit(c, options, proven)
}

async function finishStepUp(
  c: Context,
  options: OidcRoutesOptions,
  done: Done,
  subject: StepUpSubject,
): Promise<Response> {
  const { engine, viewer, deposit, now } = options
  const { purpose, personId, since } = subject
  const person = await viewer(personId)
  const words = person ? wordsOf(person.language) : wordsOfBrowser(c)
  if (done.outcome === 'refused') return refuse(c, options, personId, words, 'refused', done.code)
  const proven = identityOf(options, done, personId, since)
  if (typeof proven === 'string') return refuse(c, options, personId, words, proven)
  const { accessToken, expiresIn } = done.tokens
  const withdraw = deposit?.(purpose, { personId, accessToken, expiresAt: now() + expiresIn * 1000 })
  const proof = await engine.proveIdentity(purpose, personId, METHOD).catch((error: unknown) => {
    withdraw?.()
    throw error
  })
  if (proof.outcome === 'refused') {
    withdraw?.()
    const { language } = words
    return endRefused(c, 'refusedAfterSignIn', proof.refusal, person ?? { language, timeZone: 'UTC' })
  }
  if (purpose.kind === 'answer') {
    // It was used within the call above, and is good for nothing else.
    withdraw?.()
    return end(c, 200, proof.isUncertain === true ? 'answeredPerhaps' : 'answered', { words })
  }
  if (purpose.kind !== 'activate') return end(c, 200, 'proven', { words })
  const asksAgain = await challengeAfter(options, subject)
  return asksAgain ? more(c, options, subject, words, asksAgain) : end(c, 200, 'signedIn', { words })
}

function identityOf(
  { tenantId, authenticationContext }: OidcRoutesOptions,
  { tokens }: Done & { outcome: 'signedIn' },
  personId: PersonId | null,
  since: number,
) {
  return provenBy(tokens.idToken, { tenantId, personId, since, authenticationContext })
}

async function refuse(
  c: Context,
  { engine, log }: OidcRoutesOptions,
  personId: PersonId,
  words: Words,
  fault: SignInFault | 'refused',
  code = '',
): Promise<Response> {
  log.warn({ personId, fault, code }, 'A sign-in proved nothing')
  await engine.recordFactor({ kind: 'signInRefused', personId, code: fault === 'refused' ? `refused:${code}` : fault })
  return end(c, 403, 'signInRefused', { words, values: { why: words(`signInFault.${fault}`, { code }) } })
}

/** The directory was called with this sign-in; what it wants beyond it, if it says so before the person looks away. */
async function challengeAfter(
  { engine, waitForChallengeMs = WAIT_FOR_CHALLENGE_MS }: OidcRoutesOptions,
  { purpose, personId }: StepUpSubject,
): Promise<PurposeView | null> {
  const until = performance.now() + waitForChallengeMs
  while (performance.now() < until) {
    const seen = await engine.viewOf({ kind: 'request', requestId: purpose.requestId }, personId)
    const isSettled = seen?.card !== 'request' || seen.status !== 'provisioning' || seen.awaitsDirectory === true
    if (isSettled) return engine.purposeView(purpose, personId)
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
  }
  return null
}

async function more(
  c: Context,
  options: OidcRoutesOptions,
  subject: StepUpSubject,
  words: Words,
  view: PurposeView,
): Promise<Response> {
  if (subject.rounds >= MOST_ROUNDS || view.challenge == null) return end(c, 409, 'signInTwice', { words })
  return beginSignIn(
    c,
    options,
    { ...subject, rounds: subject.rounds + 1 },
    {
      words,
      scope: scopeOf(options, subject.purpose, view),
      challenge: view.challenge,
      loginHint: await options.loginHint(subject.personId),
      text: 'signIn.more',
    },
  )
}
