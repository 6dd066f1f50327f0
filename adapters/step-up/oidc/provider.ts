import type { ClientAuth } from 'openid-client'
import * as oidc from 'openid-client'

export interface IdentityProviderOptions {
  /** Exactly as the provider names itself, such as `https://login.microsoftonline.com/<tenant>/v2.0`. */
  readonly issuer: string
  readonly clientId: string
  readonly clientAuth: ClientAuth
  /** Where it sends people back to. */
  readonly redirectUri: string
}

export interface AuthorizationRequest {
  readonly scope: string
  readonly claims: string
  readonly loginHint: string | null
}

export interface Started {
  readonly url: string
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

export interface Tokens {
  /** Signature, issuer, audience, nonce and expiry are checked. */
  readonly idToken: unknown
  readonly accessToken: string
  /** Seconds; what the provider says. */
  readonly expiresIn: number
}

/** The provider did not answer, or not in a way that could be used. */
export class SignInUnavailable extends Error {
  override readonly name = 'SignInUnavailable'
}
/** The answer was not what the checks ask for: forged, replayed, mixed up, or refused by the provider. `code` is OAuth's. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'
  readonly code: string

  constructor(code: string) {
    super(`The sign-in was refused: ${code}`)
    this.code = code
  }
}

export interface IdentityProvider {
  /** A new request for a fresh sign-in: `prompt=login` asks even whoever is signed in already. */
  begin(request: AuthorizationRequest): Promise<Started>
  /** Trades the code of a callback for tokens. Throws `SignInRefused` and `SignInUnavailable`. */
  redeem(callback: URL, started: Pick<Started, 'state' | 'nonce' | 'codeVerifier'>): Promise<Tokens>
}

const TIMEOUT_S = 10
/** Codes of the library that say nothing about the sign-in itself. */
const NO_ANSWER = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']
/** Asked for so that `auth_time` has to be in the ID token; how fresh is enough is decided by `provenBy`. */
const MAX_AGE_S = 600

export function createIdentityProvider(options: IdentityProviderOptions): IdentityProvider {
  const { issuer, clientId, clientAuth, redirectUri } = options
  let discovered: Promise<oidc.Configuration> | null = null

  /** Kept once it succeeded: a provider that is away at our start is asked again at the next sign-in. */
  function configuration(): Promise<oidc.Configuration> {
    discovered ??= discover(issuer, clientId, clientAuth).catch((error: unknown) => {
      discovered = null
      throw unavailable(error)
    })
    return discovered
  }

  return {
    async begin({ scope, claims, loginHint }) {
      const config = await configuration()
      const [state, nonce, codeVerifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
      const url = oidc.buildAuthorizationUrl(config, {
        ...{ redirect_uri: redirectUri, scope, state, nonce, claims, prompt: 'login', max_age: String(MAX_AGE_S) },
        code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
        ...(loginHint !== null && { login_hint: loginHint }),
      })
      return { url: url.href, state, nonce, codeVerifier }
    },
    async redeem(callback, { state, nonce, codeVerifier }) {
      const config = await configuration()
      try {
        const tokens = await oidc.authorizationCodeGrant(config, callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: codeVerifier,
          maxAge: MAX_AGE_S,
        })
        return { idToken: tokens.claims(), accessToken: tokens.access_token, expiresIn: tokens.expires_in ?? 0 }
      } catch (error) {
        throw refusedOrUnavailable(error)
      }
    },
  }
}

async function discover(issuer: string, clientId: string, clientAuth: ClientAuth): Promise<oidc.Configuration> {
  const isLocal = isLoopback(issuer)
  const execute = isLocal ? [oidc.allowInsecureRequests] : []
  const config = await oidc.discovery(new URL(issuer), clientId, undefined, clientAuth, { execute, timeout: TIMEOUT_S })
  // By default the library trusts the connection in place of the ID token's signature.
  oidc.enableNonRepudiationChecks(config)
  return config
}

/** Plain HTTP to this machine only: a test's provider. */
function isLoopback(issuer: string): boolean {
  const { protocol, hostname } = new URL(issuer)
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

function refusedOrUnavailable(error: unknown): Error {
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError) {
    return new SignInRefused(error.error)
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('OAUTH_') && !NO_ANSWER.includes(code) ? new SignInRefused(code) : unavailable(error)
}

/** The cause is left out: the library's errors hold responses, and those hold tokens. */
function unavailable(error: unknown): SignInUnavailable {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code'
  return new SignInUnavailable(`The identity provider gave no usable answer (${code})`)
}
