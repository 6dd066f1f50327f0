import { randomBytes, X509Certificate } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { makeCertificate, type TestCertificate } from '../../certificate.ts'

export interface TokenRequest {
  readonly path: string
  readonly form: { readonly [name: string]: string }
}

/** What the tenant's app registration trusts. */
export interface Registration {
  readonly clientId: string
  readonly certificate?: TestCertificate
  readonly secret?: string
  /** The token of a federated credential, word by word. */
  readonly federated?: string
}

export interface AuthorityServer {
  readonly host: string
  /** For clients to trust its TLS. */
  readonly ca: string
  readonly asked: TokenRequest[]
  /** Everything secret that it took or gave. */
  readonly secrets: Set<string>
  /** Why requests were refused. */
  readonly refusals: string[]
  /** Answers of this status from now on; null for right ones. */
  fail(status: number | null): void
  close(): Promise<void>
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** The tenant's token endpoint, with the checks that Entra makes of a client. https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
export async function startAuthority(tenantId: string, registration: Registration): Promise<AuthorityServer> {
  const tls = makeCertificate()
  const asked: TokenRequest[] = []
  const refusals: string[] = []
  const secrets = new Set([registration.secret, registration.federated].filter((secret) => secret !== undefined))
  let failing: number | null = null
  let host = ''
  const server = createServer({ key: tls.privateKey, cert: tls.certificate }, (request, response) => {
    answer().then(
      ([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      },
      () => response.destroy(),
    )

    async function answer(): Promise<[number, object]> {
      const path = new URL(request.url ?? '/', host).pathname
      if (request.method === 'GET') return [200, metadata(host, tenantId)]
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')))
      asked.push({ path, form })
      if (failing !== null) return [failing, { error: 'temporarily_unavailable' }]
      if (form['client_assertion']) secrets.add(form['client_assertion'])
      const why = await refusalOf(form, registration, `${host}${path}`)
      if (why !== null) {
        refusals.push(why)
        return [401, { error: 'invalid_client', error_description: 'AADSTS700027: the client could not be verified.' }]
      }
      const token = randomBytes(32).toString('base64url')
      secrets.add(token)
      return [200, { token_type: 'Bearer', expires_in: 3599, access_token: token }]
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ host, ca: tls.certificate, asked, secrets, refusals },
    fail: (status) => {
      failing = status
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Null where the client showed that it is the registered one. */
async function refusalOf(
  form: TokenRequest['form'],
  { clientId, certificate, secret, federated }: Registration,
  tokenUrl: string,
): Promise<string | null> {
  if (form['client_id'] !== clientId) return 'another client'
  if (secret !== undefined) return form['client_secret'] === secret ? null : 'another secret'
  const assertion = form['client_assertion'] ?? ''
  if (form['client_assertion_type'] !== ASSERTION_TYPE) return 'no assertion'
  if (federated !== undefined) return assertion === federated ? null : 'another federated token'
  if (!certificate) return 'nothing is registered'
  try {
    const { alg, ['x5t#S256']: thumbprint } = decodeProtectedHeader(assertion)
    const print = new X509Certificate(certificate.certificate).fingerprint256.replaceAll(':', '')
    if (alg !== 'PS256' && alg !== 'RS256') return `signed by ${alg}`
    if (thumbprint !== Buffer.from(print, 'hex').toString('base64url')) return 'no or another thumbprint'
    await jwtVerify(assertion, certificate.publicKey, {
      ...{ audience: tokenUrl, issuer: clientId, subject: clientId },
      requiredClaims: ['exp', 'jti', 'nbf'],
      clockTolerance: 5,
    })
    const { exp = 0 } = decodeJwt(assertion)
    if (exp - Date.now() / 1000 > 3600) return 'lives too long'
    return null
  } catch (error) {
    return error instanceof Error ? error.message : 'not verified'
  }
}

function metadata(host: string, tenantId: string): object {
  const base = `${host}/${tenantId}`
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
}
