import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { createDemoFactors } from '../../adapters/step-up/demo.ts'
import {
  createAccountLinks,
  createTotpStepUp,
  factorGeneration,
  makeEnrolmentLink,
  stepUpRoutes,
  type Viewer,
} from '../../adapters/step-up/index.ts'
import { codeOfStep, stepAt } from '../../adapters/step-up/totp.ts'
import type { Engine, FactorEvent, PersonId, ProofOutcome, RequestCardView, StepUpPurpose } from '../../bot/index.ts'
import { durationFromMs, HOUR } from '../../bot/index.ts'
import { createMemoryState } from './memory-state.ts'

export const PUBLIC_URL = 'https://elevate.example.com'
export const KEY = Buffer.alloc(32, 7)
export const REQUEST: StepUpPurpose = { kind: 'request', requestId: 'EL-4F7K' }
export const START = Date.UTC(2026, 8, 1, 8)

/** What a browser sends along with a form of our pages, which have no referrer. */
export const FROM_OUR_PAGE = { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }

/** What a platform says of an account; its names are whatever its user likes. */
const ACCOUNT = {
  platformName: 'Slack',
  displayName: 'adele <b>Vance</b>',
  email: 'other@example.com',
  workspace: 'Nordet',
}

export interface Page {
  readonly status: number
  readonly headers: Headers
  readonly html: string
  readonly title: string
  readonly nonce: string | null
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** The pages on a real server, with a fake engine that remembers what it was told and a state that can be looked at. */
export async function openWorld() {
  const clock = { time: START }
  const now = () => clock.time
  const state = createMemoryState(now)
  const stepUp = createTotpStepUp({ key: KEY, publicUrl: `${PUBLIC_URL}/`, state })
  const demo = createDemoFactors({ key: KEY, state, now })
  const engine = createFakeEngine(now)
  const viewers = new Map<PersonId, Viewer>(
    ['adele', 'lidia', 'alex'].map((id) => [
      id,
      { displayName: `${id} <b>Vance</b>`, language: 'en', timeZone: 'America/Toronto' },
    ]),
  )
  const accountLinks = createAccountLinks({ key: KEY, publicUrl: PUBLIC_URL, state })
  const logged: object[] = []
  const log = (fields: object) => void logged.push(fields)
  const routes = stepUpRoutes({
    engine,
    stepUp,
    viewer: async (personId) => viewers.get(personId) ?? null,
    log: { info: log, warn: log, error: log },
    linking: {
      links: accountLinks,
      account: async ({ userId }) => ({ ...ACCOUNT, userId }),
      find: async (name) => (viewers.has(name) ? name : null),
      signInName: async (personId) => `${personId}@example.com`,
      awaitLine: async () => ({ outcome: 'typeIt', line: '/elevate link 0123 4567' }),
      recordRefused: async () => {},
    },
  })
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: routes.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started))
  })
  const local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function request(link: string, init: RequestInit = {}): Promise<Page> {
    const response = await fetch(link.replace(PUBLIC_URL, local), { redirect: 'manual', ...init })
    const html = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      html,
      title: /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '',
      nonce: /name="nonce" value="([^"]+)"/.exec(html)?.[1] ?? null,
    }
  }

  function send(link: string, fields: Record<string, string>, headers: Record<string, string> = FROM_OUR_PAGE) {
    return request(link, { method: 'POST', body: new URLSearchParams(fields), headers })
  }

  /** Opens the page and sends its form, as a person does. */
  async function submit(link: string, code: string, headers?: Record<string, string>): Promise<Page> {
    const page = await request(link)
    return send(link, { code, nonce: page.nonce ?? '' }, headers)
  }

  return {
    state,
    stepUp,
    demo,
    engine,
    clock,
    viewers,
    logged,
    get: (link: string) => request(link),
    request,
    send,
    submit,
    code: (personId: PersonId, offset = 0) => codeOfStep(demo.demoFactor(personId), stepAt(clock.time) + offset),
    wrongCode: (personId: PersonId) => wrongCode(demo.demoFactor(personId), clock.time),
    accountLink: () => accountLinks.linkFor({ platform: 'slack', tenant: 'T1', userId: 'U1' }, now()),
    async enrolmentLink(personId: PersonId, id = 'enrolment-id-0001'): Promise<string> {
      const generation = await factorGeneration(state, personId)
      return makeEnrolmentLink({ key: KEY, publicUrl: PUBLIC_URL, personId, generation, now: now(), id }).url
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  }
}

/** Six digits that no step around now has. */
export function wrongCode(secret: Uint8Array, time: number): string {
  const right = [-1, 0, 1].map((offset) => codeOfStep(secret, stepAt(time) + offset))
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? ''
}

export interface FakeEngine extends Engine {
  readonly proofs: { readonly purpose: StepUpPurpose; readonly personId: PersonId; readonly method: string }[]
  readonly factorEvents: FactorEvent[]
  view: RequestCardView | null
  outcome: ProofOutcome
  recording: () => void
}

function createFakeEngine(now: () => number): FakeEngine {
  const unused = () => Promise.reject(new Error('The pages have no business asking this'))
  const engine: FakeEngine = {
    proofs: [],
    factorEvents: [],
    view: sampleView(),
    outcome: { outcome: 'accepted' },
    recording: () => {},
    now,
    receive: unused,
    explain: unused,
    suggest: unused,
    choices: unused,
    overview: unused,
    viewOf: unused,
    recordLink: unused,
    purposeView: async () => engine.view,
    async proveIdentity(purpose, personId, method) {
      engine.proofs.push({ purpose, personId, method })
      return engine.outcome
    },
    async recordFactor(event) {
      engine.recording()
      engine.factorEvents.push(event)
    },
  }
  return engine
}

export function sampleView(terms: Partial<RequestCardView['terms']> = {}): RequestCardView {
  return {
    card: 'request',
    requestId: 'EL-4F7K',
    termsVersion: 1,
    viewVersion: 1,
    status: 'pendingVerification',
    requester: { id: 'adele', displayName: 'Adele Vance' },
    terms: {
      activatable: {
        kind: 'role',
        key: 'role:29232cdf-9323-42fd-ade2-1d097af3e4de:/',
        displayName: { en: 'Exchange Administrator', fr: 'Administrateur Exchange' },
        access: null,
        tier: 'workload',
        scope: null,
      },
      duration: durationFromMs(1.5 * HOUR),
      latestEnd: null,
      justification: 'Mailbox outage',
      ticket: { text: 'INC-1234', url: 'https://tickets.example.com/INC-1234' },
      ...terms,
    },
    submittedAt: START,
    windowEndsAt: null,
    approvals: null,
    continuesRequestId: null,
    activation: null,
    ending: null,
    outcome: null,
    endVerifiedAt: null,
    awaitsSignIn: false,
    verifyUrl: null,
    actions: [],
  }
}
