import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'

export const CHANNEL_ISSUER = 'https://api.botframework.com'

/** Local stand-in for login.botframework.com: keys with endorsements, and real RS256 tokens signed with them. */
export interface Issuer {
  readonly url: string
  /** As https://login.botframework.com/v1/.well-known/openidconfiguration. */
  readonly metadataUrl: string
  /** How often the keys were asked for. */
  keyRequests(): number
  sign(claims: TokenClaims): Promise<string>
  /** Another key, published under this id with these endorsements; null publishes none. */
  addKey(kid: string, endorsements: readonly string[] | null, published?: boolean): Promise<void>
  /** Answers with this status from now on; null heals. */
  failWith(status: number | null): void
  close(): Promise<void>
}

export interface TokenClaims {
  readonly aud: string
  readonly serviceurl?: string
  readonly iss?: string
  /** Seconds since 1970. */
  readonly nbf?: number
  readonly exp?: number
  readonly kid?: string
}

interface Key {
  readonly privateKey: CryptoKey
  readonly jwk: JWK & { readonly endorsements?: readonly string[] }
  readonly published: boolean
}

const KEY = 'rig-key-1'
const MINUTES = 60

const newPair = () => generateKeyPair('RS256', { extractable: true })
let made: ReturnType<typeof newPair> | null = null

/** Made once a process: finding primes takes long. */
function usualPair() {
  made ??= newPair()
  return made
}

export async function startIssuer(now: () => number = Date.now): Promise<Issuer> {
  const keys = new Map<string, Key>()
  let asked = 0
  let failure: number | null = null

  async function addKey(kid: string, endorsements: readonly string[] | null, published = true): Promise<void> {
    const { publicKey, privateKey } = await (kid === KEY ? usualPair() : newPair())
    const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', ...(endorsements && { endorsements }) }
    keys.set(kid, { privateKey, jwk, published })
  }
  await addKey(KEY, ['msteams', 'webchat'])

  function bodyFor(url: string): object | null {
    if (url === '/openidconfiguration') return metadata(origin)
    if (url !== '/keys') return null
    asked += 1
    return { keys: [...keys.values()].filter(({ published }) => published).map(({ jwk }) => jwk) }
  }

  const server = createServer((request, response) => {
    const body = failure === null ? bodyFor(request.url ?? '') : null
    response.writeHead(failure ?? (body ? 200 : 404), { 'content-type': 'application/json' })
    response.end(JSON.stringify(body ?? { error: 'unavailable' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function sign({ kid = KEY, iss = CHANNEL_ISSUER, ...claims }: TokenClaims): Promise<string> {
    const key = keys.get(kid)
    if (!key) throw new Error(`There is no key ${kid}`)
    const seconds = Math.floor(now() / 1000)
    const times = { nbf: seconds - 5 * MINUTES, exp: seconds + 60 * MINUTES }
    return new SignJWT({ ...times, ...claims, iss })
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .sign(key.privateKey)
  }

  return {
    url: origin,
    metadataUrl: `${origin}/openidconfiguration`,
    keyRequests: () => asked,
    sign,
    addKey,
    failWith: (status) => {
      failure = status
    },
    close: () => closeServer(server),
  }
}

function metadata(origin: string) {
  return {
    issuer: CHANNEL_ISSUER,
    authorization_endpoint: 'https://invalid.botframework.com',
    jwks_uri: `${origin}/keys`,
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
  }
}

/** Ends a server at once, with whatever hangs on it. */
export function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
