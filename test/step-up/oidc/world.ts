import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { ClientSecretPost } from 'openid-client'
import type { Linking } from '../../../adapters/step-up/index.ts'
import {
  createFlows,
  createIdentityProvider,
  createOidcStepUp,
  type DepositedSignIn,
  oidcRoutes,
  redirectUriOf,
  type Subject,
  type Visit,
} from '../../../adapters/step-up/oidc/index.ts'
import {
  type AdapterState,
  type CardView,
  DirectoryUnavailable,
  type FactorEvent,
  type PersonId,
  type ProofOutcome,
  type PurposeView,
  type StepUpPurpose,
} from '../../../bot/index.ts'
import { createMemoryState } from '../memory-state.ts'
import { type FakeEngine, KEY, sampleView } from '../world.ts'
import { type IdentityProviderOfTest, startIdentityProvider } from './identity-provider.ts'

export const TENANT = 'c0ffee00-0000-4000-8000-000000000001'
export const ADELE = 'a0000000-0000-4000-8000-00000000000a'
export const ALEX = 'a0000000-0000-4000-8000-00000000000b'
export const ACTIVATE: StepUpPurpose = { kind: 'activate', requestId: 'EL-4F7K' }
export const SCOPE = 'RoleAssignmentSchedule.ReadWrite.Directory'

export interface OidcWorld {
  readonly url: string
  readonly idp: IdentityProviderOfTest
  readonly engine: FakeOidcEngine
  readonly deposits: (DepositedSignIn & { readonly purpose: StepUpPurpose })[]
  readonly logged: string[]
  /** How much later the pages believe it to be. */
  readonly clock: { laterMs: number }
  readonly state: ReturnType<typeof createMemoryState>
  linkFor(purpose: StepUpPurpose, personId: PersonId): Promise<string>
  close(): Promise<void>
}

export type FakeOidcEngine = Pick<FakeEngine, 'proofs' | 'factorEvents' | 'outcome'> & {
  purposeView: PurposeView | null
  /** What the request becomes with the next proofs, one after the other. */
  readonly thereafter: (PurposeView | null)[]
  /** The directory does not answer it. */
  isAway: boolean
}

export interface OidcWorldOptions {
  readonly authenticationContext?: string
  /** What links chat accounts. */
  readonly linking?: (url: string, state: AdapterState) => Linking
  /** The web chat on the same server. */
  readonly web?: (url: string) => Promise<{ readonly app: Hono; readonly visit: Visit }>
}

/** The sign-in pages on a real server, in front of a real identity provider and a fake engine. */
export async function openOidcWorld(options: OidcWorldOptions = {}): Promise<OidcWorld> {
  const clock = { laterMs: 0 }
  const now = () => Date.now()
  const state = createMemoryState(now)
  const engine = fakeEngine()
  const deposits: OidcWorld['deposits'] = []
  const logged: string[] = []
  const log = (fields: object, message: string) => void logged.push(JSON.stringify([fields, message]))
  const routes = new Hono()
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: routes.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const idp = await startIdentityProvider({ tenantId: TENANT, redirectUris: [redirectUriOf(url)] })
  const stepUp = createOidcStepUp({ key: KEY, publicUrl: url, state, now })
  const web = await options.web?.(url)
  const pages = oidcRoutes({
    ...(web && { visit: web.visit }),
    ...(options.linking && { linking: options.linking(url, state) }),
    engine: engine.port,
    stepUp,
    provider: createIdentityProvider({
      issuer: idp.issuer,
      clientId: idp.clientId,
      clientAuth: ClientSecretPost(idp.clientSecret),
      redirectUri: redirectUriOf(url),
    }),
    flows: createFlows<Subject>(),
    publicUrl: url,
    now: () => now() + clock.laterMs,
    authenticationContext: options.authenticationContext ?? null,
    tenantId: TENANT,
    viewer: async (id) =>
      [ADELE, ALEX].includes(id) ? { displayName: 'Adele', language: 'en', timeZone: 'America/Toronto' } : null,
    scopeFor: ({ kind }) => (kind === 'activate' ? [`https://graph.microsoft.com/${SCOPE}`] : []),
    loginHint: async () => 'adele@contoso.example',
    deposit: (purpose, signIn) => {
      const deposit = { purpose, ...signIn }
      deposits.push(deposit)
      return () => void deposits.splice(deposits.indexOf(deposit), 1)
    },
    log: { info: log, warn: log, error: log },
  })
  routes.route('/', pages)
  if (web) routes.route('/', web.app)
  return {
    ...{ url, idp, engine, deposits, logged, state, clock },
    linkFor: (purpose, personId) => stepUp.linkFor(purpose, personId),
    close: async () => {
      await Promise.all([idp.close(), new Promise<void>((resolve) => void server.close(() => resolve()))])
    },
  }
}

function fakeEngine() {
  const unused = () => Promise.reject(new Error('The pages have no business asking this'))
  const engine = {
    proofs: [] as { purpose: StepUpPurpose; personId: PersonId; method: string }[],
    factorEvents: [] as FactorEvent[],
    outcome: { outcome: 'accepted' } as ProofOutcome,
    purposeView: {
      ...sampleView(),
      submittedAt: Date.now() - 1000,
      status: 'approved',
      awaitsSignIn: true,
    } as PurposeView | null,
    thereafter: [] as (PurposeView | null)[],
    isAway: false,
  }
  const seen = (): CardView => ({ ...sampleView(), status: 'active' })
  const port = {
    ...{ now: () => Date.now(), receive: unused, explain: unused, suggest: unused, choices: unused, overview: unused },
    viewOf: async () => seen(),
    recordLink: unused,
    purposeView: async () => engine.purposeView,
    proveIdentity: async (purpose: StepUpPurpose, personId: PersonId, method: string) => {
      if (engine.isAway) throw new DirectoryUnavailable('away')
      engine.proofs.push({ purpose, personId, method })
      if (engine.outcome.outcome === 'accepted') engine.purposeView = engine.thereafter.shift() ?? null
      return engine.outcome
    },
    recordFactor: async (event: FactorEvent) => void engine.factorEvents.push(event),
  }
  return Object.assign(engine, { port })
}
