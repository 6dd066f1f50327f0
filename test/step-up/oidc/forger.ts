import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey']

/** What the token endpoint says instead of the truth. */
export interface Forgery {
  readonly claims?: { readonly [name: string]: unknown }
  /** Signed by a key that the provider never published. */
  readonly otherKey?: boolean
  /** `none`: not signed at all; `HS256`: with what the application shares with the provider. */
  readonly alg?: 'none' | 'HS256'
  readonly withoutIdToken?: boolean
  /** What the provider's own metadata call it. */
  readonly issuerInMetadata?: string
}

export interface Forger {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** The answer of the token endpoint from now on, to a sign-in with this nonce. */
  forges(nonce: string, forgery: Forgery): void
  close(): Promise<void>
}

export const TENANT = 'c0ffee00-0000-4000-8000-000000000001'

/** An identity provider in an attacker's hands, or on their wire: it answers whatever it is told to. */
export async function startForger(): Promise<Forger> {
  const clientId = 'c0ffee00-0000-4000-8000-000000000002'
  const clientSecret = randomBytes(32).toString('base64url')
  const [own, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')]
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' }
  let [nonce, forgery]: [string, Forgery] = ['', {}]
  let issuer = ''
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('content-type', 'application/json')
    if (request.url?.startsWith('/.well-known')) response.end(JSON.stringify(metadata(issuer, forgery)))
    else if (request.url === '/keys') response.end(JSON.stringify({ keys: [jwk] }))
    else response.end(JSON.stringify(await tokens()))
  }

  async function tokens(): Promise<object> {
    const answer = { access_token: randomBytes(16).toString('hex'), token_type: 'Bearer', expires_in: 3600 }
    if (forgery.withoutIdToken) return answer
    const now = Math.floor(Date.now() / 1000)
    const true_ = { iss: issuer, aud: clientId, sub: 'adele', oid: 'adele', tid: TENANT, nonce }
    const claims = { ...true_, iat: now, exp: now + 600, auth_time: now, amr: ['pwd', 'mfa'], ...forgery.claims }
    const key = forgery.otherKey ? other.privateKey : own.privateKey
    return { ...answer, id_token: await signed(claims, forgery.alg ?? 'RS256', key, clientSecret) }
  }

  return {
    ...{ issuer, clientId, clientSecret },
    forges: (of, next) => {
      nonce = of
      forgery = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function signed(claims: object, alg: 'RS256' | 'HS256' | 'none', key: Key, secret: string): Promise<string> {
  const payload = JSON.parse(JSON.stringify(claims)) as JWTPayload
  if (alg === 'none') {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${part({ alg: 'none' })}.${part(payload)}.`
  }
  const jwt = new SignJWT(payload).setProtectedHeader({ alg, ...(alg === 'RS256' && { kid: 'own' }) })
  return jwt.sign(alg === 'RS256' ? key : Buffer.from(secret))
}

function metadata(issuer: string, { issuerInMetadata }: Forgery): object {
  return {
    issuer: issuerInMetadata ?? issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    authorization_response_iss_parameter_supported: true,
  }
}
