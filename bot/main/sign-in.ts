import { readFileSync } from 'node:fs'
import type { Hono } from 'hono'
import type { SignIns } from '../../adapters/entra/index.ts'
import type { FindViewer, Linking } from '../../adapters/step-up/index.ts'
import type { ClientCredential, OidcStepUp, Subject, Visit } from '../../adapters/step-up/oidc/index.ts'
import type { EntraSettings } from '../config.ts'
import { answerKey } from '../domain/answer-key.ts'
import type { Instant, PersonId } from '../domain/values.ts'
import type { AdapterState } from '../ports/adapter-state.ts'
import type { Directory } from '../ports/directory.ts'
import type { Engine } from '../ports/engine.ts'
import type { Log } from '../ports/log.ts'
import type { StepUpPurpose } from '../ports/step-up.ts'
import { StartRefused } from './start-refused.ts'

/** Proof of presence by signing in, and the tokens that delegated activation is made with. */
export interface SignIn {
  readonly stepUp: OidcStepUp
  readonly signIns: SignIns
  /** The pages, once there is an engine behind them. */
  routes(surroundings: PageSurroundings): Hono
}

export interface SignInOptions {
  readonly settings: EntraSettings
  readonly key: Uint8Array
  readonly publicUrl: string
  readonly state: AdapterState
  readonly now: () => Instant
  readonly log: Log
  /** In place of the tenant's own: tests bring their identity provider. */
  readonly issuer?: string
}

export interface PageSurroundings {
  readonly engine: Engine
  readonly directory: Directory
  readonly viewer: FindViewer
  readonly visit: Visit | null
  readonly linking: Linking | null
}

const NO_CONTEXT =
  'directory.authenticationContext is missing: ID tokens of Entra then do not tell of multifactor authentication, and no sign-in counts. `elevate check` says what to do.'

/** Loads what signing in needs, which nothing but a directory whose people sign in does. */
export async function assembleSignIn(options: SignInOptions): Promise<SignIn> {
  const oidc = await import('../../adapters/step-up/oidc/index.ts')
  const { activationScopes, cloudOf, createSignIns } = await import('../../adapters/entra/index.ts')
  const { settings, key, publicUrl, state, now, log } = options
  const { tenantId, clientId, activation, authenticationContext } = settings.config
  const { authorityHost, graphUrl } = cloudOf(settings.config)
  const stepUp = oidc.createOidcStepUp({ key, publicUrl, state, now })
  const signIns = createSignIns(now)
  const clientAuth = await oidc.clientAuthOf(await credentialOf(settings))
  const issuer = options.issuer ?? `${authorityHost}/${tenantId}/v2.0`
  const redirectUri = oidc.redirectUriOf(publicUrl)
  if (authenticationContext === undefined) log.warn({}, NO_CONTEXT)
  const isDelegated = activation === 'delegated'
  return {
    stepUp,
    signIns,
    routes: ({ engine, directory, viewer, visit, linking }) =>
      oidc.oidcRoutes({
        ...{ engine, stepUp, viewer, tenantId, now, log },
        provider: oidc.createIdentityProvider({ issuer, clientId, clientAuth, redirectUri }),
        flows: oidc.createFlows<Subject>(),
        publicUrl: stepUp.publicUrl,
        authenticationContext: authenticationContext ?? null,
        scopeFor: ({ kind }, view) =>
          isDelegated && (kind === 'activate' || kind === 'answer')
            ? activationScopes(graphUrl, view.terms.activatable.kind)
            : [],
        loginHint: async (id) => (await directory.person(id))?.userPrincipalName ?? null,
        ...(isDelegated && { deposit: (purpose, signIn) => signIns.deposit(keyOf(purpose, signIn.personId), signIn) }),
        ...(visit && { visit }),
        ...(linking && { linking }),
      }),
  }
}

/** A token is kept for the one thing it was asked for. */
export function keyOf({ kind, requestId }: StepUpPurpose, personId: PersonId): string {
  return kind === 'answer' ? answerKey(requestId, personId) : requestId
}

/** How this application shows the sign-in that it is itself; the same credential as for Graph. */
async function credentialOf({ config, secrets }: EntraSettings): Promise<ClientCredential> {
  const { certificate, secret } = secrets
  if (certificate !== null) return { kind: 'certificate', pem: certificate }
  if (secret !== null) return { kind: 'secret', secret }
  if (config.credential.workloadIdentity) {
    await refuseWithoutToken()
    return { kind: 'assertion', assertion: federatedToken }
  }
  const { ManagedIdentityCredential } = await import('@azure/identity')
  const identity = new ManagedIdentityCredential({ clientId: config.clientId })
  return { kind: 'assertion', assertion: async () => (await identity.getToken(EXCHANGE)).token }
}

/** What a managed identity is asked for to stand in for a credential of the registration that trusts it. */
const EXCHANGE = 'api://AzureADTokenExchange/.default'

const TOKEN_FILE = 'AZURE_FEDERATED_TOKEN_FILE'

/** Renewed on disk by the platform: read each time. */
async function federatedToken(): Promise<string> {
  return readFileSync(process.env[TOKEN_FILE] ?? '', 'utf8').trim()
}

/** Without it nothing could be asked of the tenant, and nobody could sign in. */
async function refuseWithoutToken(): Promise<void> {
  const token = await federatedToken().catch(() => null)
  if (token) return
  const file = process.env[TOKEN_FILE]
  throw new StartRefused([
    `directory.credential.workloadIdentity: ${file ? `the token file ${file} is empty or cannot be read` : `${TOKEN_FILE} names no token file`}.`,
    'Turn workload identity on for this pod: the label azure.workload.identity/use and a service account that names the client id.',
  ])
}
