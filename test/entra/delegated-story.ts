import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { ClientSecretPost } from 'openid-client'
import { activationScopes, createSignIns, permissionsFor } from '../../adapters/entra/index.ts'
import {
  createFlows,
  createIdentityProvider,
  createOidcStepUp,
  oidcRoutes,
  redirectUriOf,
  type Subject,
} from '../../adapters/step-up/oidc/index.ts'
import type { CardView, StepUpPurpose } from '../../bot/index.ts'
import { keyOf } from '../../bot/main/sign-in.ts'
import type { StoryOptions } from '../engine/story.ts'
import { createMemoryState } from '../step-up/memory-state.ts'
import { type Browser, openBrowser, type Page } from '../step-up/oidc/browser.ts'
import { type IdentityProviderOfTest, type Person, startIdentityProvider } from '../step-up/oidc/identity-provider.ts'
import { KEY } from '../step-up/world.ts'
import { type EntraStory, onCall, tellEntraStory } from './story.ts'

/** What delegated mode needs, and nothing more: nothing that could assign. */
export const DELEGATED_PERMISSIONS = permissionsFor({ activation: 'delegated', groups: [onCall.groupId] }).map(
  ({ name }) => name,
)

export interface DelegatedStory extends EntraStory {
  readonly idp: IdentityProviderOfTest
  readonly browser: Browser
  readonly pageLogs: string[]
  readonly pageState: ReturnType<typeof createMemoryState>
  /** Opens the newest sign-in link that this person's cards show, and signs in; as somebody else where `as` says so. */
  signsIn(who: string, as?: Partial<Person>): Promise<Page>
  linkOf(who: string): string
  /** Every byte of the data folder. */
  stored(): string
  /** Tokens that are kept at the moment. */
  kept(): number
}

export interface DelegatedStoryOptions extends StoryOptions {
  /** Little where the tenant's answer is lost: nothing is learnt from waiting for it. */
  readonly waitForChallengeMs?: number
}

/** The engine with a tenant in delegated mode, the sign-in pages on a real server, and a real identity provider. */
export async function tellDelegatedStory({
  waitForChallengeMs,
  ...options
}: DelegatedStoryOptions = {}): Promise<DelegatedStory> {
  let story: EntraStory | null = null
  const now = () => story?.engine.now() ?? Date.now()
  const folder = mkdtempSync(join(tmpdir(), 'elevate-delegated-'))
  const signIns = createSignIns(now)
  const app = new Hono()
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started))
  })
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const pageState = createMemoryState(now)
  const pageLogs: string[] = []
  const log = (fields: object, message: string) => void pageLogs.push(JSON.stringify([fields, message]))
  const stepUp = createOidcStepUp({ key: KEY, publicUrl, state: pageState, now })
  story = await tellEntraStory({
    ...options,
    ...{ folder, stepUp },
    permissions: DELEGATED_PERMISSIONS,
    takeSignIn: async ({ key, personId }) => signIns.tokenFor(key, personId),
  })
  const told = story
  const idp = await startIdentityProvider({ tenantId: told.tenant.tenantId, redirectUris: [redirectUriOf(publicUrl)] })
  told.tenant.trust(async (token) => {
    const bearer = await idp.bearerOf(token)
    return bearer && { kind: 'user', id: bearer.oid, permissions: bearer.scopes, ...bearer }
  })
  app.route(
    '/',
    oidcRoutes({
      engine: told.engine,
      stepUp,
      provider: createIdentityProvider({
        issuer: idp.issuer,
        clientId: idp.clientId,
        clientAuth: ClientSecretPost(idp.clientSecret),
        redirectUri: redirectUriOf(publicUrl),
      }),
      flows: createFlows<Subject>(),
      ...{ publicUrl, now, authenticationContext: null, tenantId: told.tenant.tenantId },
      viewer: async (id) => {
        const person = await told.entra.person(id)
        return person && { displayName: person.displayName, language: 'en', timeZone: 'America/Toronto' }
      },
      scopeFor: (purpose, view) =>
        purpose.kind === 'activate' || purpose.kind === 'answer'
          ? activationScopes('https://graph.microsoft.com', view.terms.activatable.kind)
          : [],
      loginHint: async () => null,
      deposit: (purpose: StepUpPurpose, signIn) => signIns.deposit(keyOf(purpose, signIn.personId), signIn),
      log: { info: log, warn: log, error: log },
      ...(waitForChallengeMs !== undefined && { waitForChallengeMs }),
    }),
  )
  function linkOf(who: string): string {
    const links = told.platform.seenBy(who).flatMap((view) => verifyUrlOf(view) ?? [])
    const link = links.at(-1)
    if (!link) throw new Error(`${who} sees no link`)
    return link
  }

  return {
    ...told,
    ...{ idp, browser: openBrowser(), pageLogs, pageState, linkOf },
    kept: () => signIns.size,
    stored: () =>
      readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), 'latin1'))
        .join(),
    async signsIn(who, as = {}) {
      const browser = openBrowser()
      idp.seats({ oid: who, ...as })
      await browser.open(linkOf(who))
      const page = await browser.submit()
      await told.engine.idle()
      return page
    },
    finish: async () => {
      await idp.close()
      await new Promise<void>((resolve) => void server.close(() => resolve()))
      await told.finish()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Canary scan: what the identity provider ever gave out, and stands somewhere it could be read later. */
export function secretsWritten(story: DelegatedStory): readonly string[] {
  const cards = ['adele', 'lidia', 'alex', 'megan', 'channel:feed', 'channel:alerts'].map((who) =>
    story.platform.seenBy(who),
  )
  const written = JSON.stringify([story.logged, story.pageLogs, story.pageState.snapshot(), cards]) + story.stored()
  return [...story.idp.secrets].filter((secret) => written.includes(secret))
}

function verifyUrlOf(view: CardView): string | null {
  return 'verifyUrl' in view ? (view.verifyUrl ?? null) : null
}
