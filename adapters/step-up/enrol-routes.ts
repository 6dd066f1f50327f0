import type { Context } from 'hono'
import { type Instant, MINUTE, type PersonId } from '../../bot/index.ts'
import type { EnrolmentRefused } from './enrolment.ts'
import { end, readForm, STYLE_FROM_ENROL, type StepUpRoutesOptions, wordsOfBrowser } from './page-context.ts'
import { enrolPage } from './pages/enrol-page.ts'
import { messagePage } from './pages/message-page.ts'
import { normalizeCode } from './totp.ts'
import type { Viewer } from './viewer.ts'
import { type Words, wordsOf } from './wording.ts'

/** Strangers can send forged links as fast as they like; the audit log takes one a minute for each person. */
const RECORD_EVERY_MS = MINUTE

export interface EnrolHandlers {
  /** GET and HEAD: shows, and changes nothing. */
  show(c: Context): Promise<Response>
  submit(c: Context): Promise<Response>
}

export function enrolHandlers(options: StepUpRoutesOptions): EnrolHandlers {
  const { engine } = options
  const recordedAt = new Map<PersonId | null, Instant>()

  async function recordRefusal(personId: PersonId | null, now: Instant): Promise<void> {
    const last = recordedAt.get(personId)
    if (last !== undefined && now < last + RECORD_EVERY_MS) return
    recordedAt.set(personId, now)
    await engine.recordFactor({ kind: 'enrolmentRefused', personId, code: 'linkInvalid' })
  }

  return {
    show: (c) => show(c, options),
    submit: (c) => submit(c, options, recordRefusal),
  }
}

interface EnrolForm {
  readonly personId: PersonId
  readonly secret: Uint8Array
  readonly viewer: Viewer
  readonly words: Words
}

async function show(c: Context, options: StepUpRoutesOptions): Promise<Response> {
  const opened = await options.stepUp.openEnrolment(tokenOf(c), options.engine.now())
  const viewer = opened.personId === null ? null : await options.viewer(opened.personId)
  const words = viewer ? wordsOf(viewer.language) : wordsOfBrowser(c)
  if (opened.outcome === 'refused') return refused(c, words, opened.why)
  // Whoever left the directory since the link was made has nothing to enrol for.
  return viewer ? showForm(c, options, { ...opened, viewer, words }, 200, null) : refused(c, words, 'used')
}

async function submit(
  c: Context,
  options: StepUpRoutesOptions,
  recordRefusal: (personId: PersonId | null, now: Instant) => Promise<void>,
): Promise<Response> {
  const { engine, stepUp } = options
  const form = await readForm(c, stepUp, STYLE_FROM_ENROL)
  if (form instanceof Response) return form
  const [token, now] = [tokenOf(c), engine.now()]
  const opened = await stepUp.openEnrolment(token, now)
  const person = opened.personId === null ? null : await options.viewer(opened.personId)
  const words = person ? wordsOf(person.language) : wordsOfBrowser(c)
  if (opened.outcome === 'refused' || !person) {
    await recordRefusal(person && opened.personId, now)
    return refused(c, words, opened.outcome === 'refused' ? opened.why : 'used')
  }
  const page = { ...opened, viewer: person, words }
  if (!(await stepUp.spendNonce(token, form.nonce, now))) return showForm(c, options, page, 403, words('code.stale'))
  const enrolled = await stepUp.enrol(token, normalizeCode(form.code), now)
  if (enrolled.outcome === 'wrongCode') return showForm(c, options, page, 403, words('enrol.wrong'))
  if (enrolled.outcome === 'refused') {
    await recordRefusal(enrolled.personId, now)
    return refused(c, words, enrolled.why)
  }
  await stepUp.announce(enrolled.personId, (event) => engine.recordFactor(event))
  return end(c, 200, 'enrolled', { words, stylePath: STYLE_FROM_ENROL })
}

async function showForm(
  c: Context,
  { engine, stepUp }: StepUpRoutesOptions,
  { personId, secret, viewer, words }: EnrolForm,
  status: 200 | 403,
  problem: string | null,
): Promise<Response> {
  const page = await enrolPage({
    words,
    displayName: viewer.displayName,
    secret,
    replaces: await stepUp.isEnrolled(personId),
    nonce: stepUp.issueNonce(tokenOf(c), engine.now()),
    problem,
  })
  return c.html(page, status)
}

function refused(c: Context, words: Words, why: EnrolmentRefused['why']) {
  const paragraphs = [words(`enrolRefused.${why}`), words('enrolRefused.ask')]
  const title = words('enrolRefused.title')
  return c.html(messagePage({ words, title, paragraphs, tone: 'bad', stylePath: STYLE_FROM_ENROL }), 410)
}

function tokenOf(c: Context): string {
  return c.req.param('token') ?? ''
}
