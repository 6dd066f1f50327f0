import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { type ClientMetadata, Provider } from 'oidc-provider'

/** Who sits at the identity provider's page, and how they sign in. */
export interface Person {
  readonly oid: string
  readonly tid: string
  readonly amr: readonly string[]
  /** Authentication contexts that the sign-in satisfies. */
  readonly acrs: readonly string[]
  /** Those that they satisfy where the sign-in asks for them, and not before. */
  readonly acrsWhenAsked: readonly string[]
  /** How long ago they typed their password; a provider that keeps to `prompt=login` never says more than a moment. */
  readonly agoMs: number
  /** More claims of the ID token, as they are. */
  readonly claims: { readonly [name: string]: unknown }
}

/** Whose an access token is, and what the sign-in that gave it was asked for. */
export interface Bearer {
  readonly oid: string
  readonly scopes: readonly string[]
  readonly amr: readonly string[]
  readonly acrs: readonly string[]
  readonly capabilities: readonly string[]
}

export interface IdentityProviderOfTest {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Signs in as this person from now on. */
  seats(person: Partial<Person> & Pick<Person, 'oid'>): void
  /** The parameters of each sign-in that was asked for. */
  readonly asked: { readonly [name: string]: unknown }[]
  /** Everything secret that it ever gave out. */
  readonly secrets: Set<string>
  bearerOf(token: string): Promise<Bearer | null>
  close(): Promise<void>
}

export interface ProviderOptions {
  readonly tenantId: string
  readonly redirectUris: readonly string[]
  /** Of the certificate with which the application proves who it is; without it, it does so by a secret. */
  readonly clientKey?: JWK
}

const GRAPH = 'https://graph.microsoft.com'
const SCOPES = [
  ...['openid', 'profile', `${GRAPH}/RoleAssignmentSchedule.ReadWrite.Directory`],
  `${GRAPH}/PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup`,
]

/** A real identity provider on this machine: authorization code with PKCE, and claims as Entra's ID tokens have them. */
export async function startIdentityProvider({
  tenantId,
  redirectUris,
  clientKey,
}: ProviderOptions): Promise<IdentityProviderOfTest> {
  const clientId = 'c0ffee00-0000-4000-8000-000000000002'
  const clientSecret = randomBytes(24).toString('base64url')
  const asked: { readonly [name: string]: unknown }[] = []
  const secrets = new Set([clientSecret])
  const bearers = new Map<string, Bearer>()
  const usual = { tid: tenantId, amr: ['pwd', 'mfa'], acrs: [], acrsWhenAsked: [], agoMs: 0, claims: {} }
  let seated: Person = { oid: '', ...usual }
  const acrsNow = () => {
    const { id_token, access_token } = wantedOf(asked.at(-1)?.['claims'])
    const wanted = [id_token, access_token].flatMap((token) => token?.acrs?.value ?? [])
    return [...seated.acrs, ...seated.acrsWhenAsked.filter((context) => wanted.includes(context))]
  }
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [clientOf(clientId, clientKey ?? clientSecret, redirectUris)],
    jwks: { keys: [await signingKey()] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    scopes: SCOPES,
    claims: { openid: ['sub', 'tid', 'oid', 'amr', 'acrs', 'acct', 'idp'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false }, claimsParameter: { enabled: true } },
    pkce: { required: () => true },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, IdToken: 3600, Interaction: 600, Session: 3600, Grant: 3600 },
    findAccount: async (_ctx, accountId) => ({
      accountId,
      claims: async () => {
        const { oid, tid, amr, claims } = seated
        return { sub: accountId, oid, tid, amr: [...amr], acrs: acrsNow(), ...claims }
      },
    }),
    loadExistingGrant: async (ctx) => {
      const session = ctx.oidc.session
      const grant = new provider.Grant({ clientId, accountId: session?.accountId ?? '' })
      grant.addOIDCScope(SCOPES.join(' '))
      grant.addOIDCClaims(['acrs', 'amr', 'auth_time'])
      await grant.save()
      return grant
    },
  })
  const callback = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    signIn().catch(() => response.destroy())

    async function signIn(): Promise<void> {
      const { params } = await provider.interactionDetails(request, response)
      asked.push(params)
      const ts = Math.floor((Date.now() - seated.agoMs) / 1000)
      const login = { accountId: seated.oid, amr: [...seated.amr], ts }
      await provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
    }
  })
  provider.on('grant.success', (ctx) => {
    secrets.add(String(ctx.oidc.params?.['code']))
    const body = ctx.body as { access_token: string; id_token: string; scope: string }
    secrets.add(body.access_token).add(body.id_token)
    const { oid, amr } = seated
    bearers.set(body.access_token, {
      oid,
      amr,
      acrs: acrsNow(),
      scopes: body.scope.split(' ').map((scope) => scope.replace(`${GRAPH}/`, '')),
      capabilities: wantedOf(asked.at(-1)?.['claims']).access_token?.xms_cc?.values ?? [],
    })
  })
  return {
    ...{ issuer, clientId, clientSecret, asked, secrets },
    seats: (person) => {
      seated = { ...usual, ...person }
    },
    bearerOf: async (token) => bearers.get(token) ?? null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function clientOf(clientId: string, proof: string | JWK, redirectUris: readonly string[]): ClientMetadata {
  const how =
    typeof proof === 'string'
      ? ({ client_secret: proof, token_endpoint_auth_method: 'client_secret_post' } as const)
      : ({
          jwks: { keys: [{ ...proof, use: 'sig', alg: 'PS256' }] },
          token_endpoint_auth_method: 'private_key_jwt',
        } as const)
  return {
    client_id: clientId,
    ...how,
    redirect_uris: [...redirectUris],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    scope: SCOPES.join(' '),
  }
}

let made: Promise<JWK> | null = null

/** Made once a process: finding primes takes long. */
function signingKey(): Promise<JWK> {
  made ??= generateKeyPair('RS256', { extractable: true }).then(({ privateKey }) => exportJWK(privateKey))
  return made
}

interface Wanted {
  readonly id_token?: { readonly acrs?: { readonly value?: string } | null }
  readonly access_token?: {
    readonly acrs?: { readonly value?: string } | null
    /** Client capabilities that the sign-in declared. */
    readonly xms_cc?: { readonly values?: readonly string[] }
  }
}

function wantedOf(claims: unknown): Wanted {
  return typeof claims === 'string' ? (JSON.parse(claims) as Wanted) : {}
}
