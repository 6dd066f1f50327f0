import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto'
import { importPKCS8, SignJWT } from 'jose'
import { z } from 'zod'
import { NotSent } from './errors.ts'
import type { Credential, IssuedToken } from './own-token.ts'

export interface IssueOptions {
  readonly credential: Credential
  readonly appId: string
  readonly tenantId: string
  /** Such as https://login.microsoftonline.com. */
  readonly authority: string
  readonly scope: string
  readonly timeout?: number
}

const TIMEOUT = 8_000
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() })
const refusal = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) })

/**
 * Asks for a token of the app, as the app. Throws `NotSent` with the reason that the authority gave.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function tokenIssuer(options: IssueOptions): () => Promise<IssuedToken> {
  const { credential } = options
  switch (credential.kind) {
    case 'managedIdentity':
      return managedIdentityIssuer(credential.clientId, options.scope)
    case 'certificate':
      return async () => post(options, await assertionOf(credential.pem, options))
    case 'secret':
      return () => post(options, { client_secret: credential.secret })
  }
}

async function post(options: IssueOptions, proof: { readonly [name: string]: string }): Promise<IssuedToken> {
  const { appId, scope, timeout = TIMEOUT } = options
  const response = await fetch(endpointOf(options), {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, scope, ...proof }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
  })
  const body: unknown = await response.json().catch(() => null)
  const issued = answer.safeParse(body)
  if (response.ok && issued.success) {
    return { token: issued.data.access_token, lastsMs: issued.data.expires_in * 1000 }
  }
  throw new NotSent(`token_${refusal.safeParse(body).data?.error ?? `http_${response.status}`}`)
}

function endpointOf({ authority, tenantId }: IssueOptions): string {
  return `${authority.replace(/\/$/, '')}/${tenantId}/oauth2/v2.0/token`
}

/** https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
async function assertionOf(pem: string, options: IssueOptions) {
  const { appId } = options
  const key = createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem' }).toString()
  const thumbprint = createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url')
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
    .setAudience(endpointOf(options))
    .setIssuer(appId)
    .setSubject(appId)
    .setJti(randomUUID())
    .setNotBefore('0s')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(await importPKCS8(key, 'PS256'))
  return { client_assertion_type: ASSERTION_TYPE, client_assertion: assertion }
}

/** Loaded where it is used: which endpoint of the machine knows the identity depends on where it runs. */
function managedIdentityIssuer(clientId: string | null, scope: string): () => Promise<IssuedToken> {
  return async () => {
    const { ManagedIdentityCredential } = await import('@azure/identity')
    const identity = clientId === null ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId })
    const { token, expiresOnTimestamp } = await identity.getToken(scope, { abortSignal: AbortSignal.timeout(TIMEOUT) })
    return { token, lastsMs: expiresOnTimestamp - Date.now() }
  }
}
