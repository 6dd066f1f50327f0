import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, exportJWK } from 'jose'
import type { ClientAuth } from 'openid-client'
import { afterEach, describe, expect, it } from 'vitest'
import {
  clientAuthOf,
  createIdentityProvider,
  type IdentityProvider,
  SignInRefused,
} from '../../../adapters/step-up/oidc/index.ts'
import { makeCertificate, type TestCertificate } from '../../certificate.ts'
import { openBrowser } from '../../step-up/oidc/browser.ts'
import { type IdentityProviderOfTest, startIdentityProvider } from '../../step-up/oidc/identity-provider.ts'

const TENANT = 'c0ffee00-0000-4000-8000-000000000001'
const CLAIMS = '{"id_token":{"auth_time":{"essential":true}}}'
const BACK = 'http://127.0.0.1:9/verify/callback'

let idp: IdentityProviderOfTest
afterEach(() => idp.close())

/** The application as the provider knows it by this certificate; what it then sends is kept. */
async function registered(known: TestCertificate, pem: string) {
  const sent: URLSearchParams[] = []
  idp = await startIdentityProvider({
    ...{ tenantId: TENANT, redirectUris: [BACK] },
    clientKey: await exportJWK(known.publicKey),
  })
  const auth = await clientAuthOf({ kind: 'certificate', pem })
  const watched: ClientAuth = async (server, client, body, headers) => {
    await auth(server, client, body, headers)
    sent.push(body)
  }
  const { issuer, clientId } = idp
  return { sent, provider: createIdentityProvider({ issuer, clientId, clientAuth: watched, redirectUri: BACK }) }
}

async function signsIn(provider: IdentityProvider) {
  idp.seats({ oid: 'adele' })
  const started = await provider.begin({ scope: 'openid', claims: CLAIMS, loginHint: null })
  const browser = openBrowser()
  browser.stopAt(/\/verify\/callback/)
  const { url } = await browser.open(started.url)
  return provider.redeem(new URL(url), started)
}

describe('the application shows the identity provider that it is itself', () => {
  it('by an assertion that its certificate signs, for that provider alone and for minutes', async () => {
    const certificate = makeCertificate()
    const { sent, provider } = await registered(certificate, certificate.pem)
    expect((await signsIn(provider)).idToken).toMatchObject({ oid: 'adele', tid: TENANT })

    const assertion = sent[0]?.get('client_assertion') ?? ''
    const print = new X509Certificate(certificate.certificate).fingerprint256.replaceAll(':', '')
    expect(decodeProtectedHeader(assertion)).toMatchObject({
      alg: 'PS256',
      'x5t#S256': Buffer.from(print, 'hex').toString('base64url'),
    })
    const { aud, iss, sub, jti, exp = 0 } = decodeJwt(assertion)
    expect([aud].flat().every((each) => String(each).startsWith(idp.issuer))).toBe(true)
    expect({ iss, sub }).toEqual({ iss: idp.clientId, sub: idp.clientId })
    expect(jti).toEqual(expect.any(String))
    expect(exp - Date.now() / 1000).toBeLessThan(600)
    expect(sent[0]?.has('client_secret')).toBe(false)
  })

  it('with a key in the older form as well', async () => {
    const certificate = makeCertificate()
    const older = createPrivateKey(certificate.privateKey).export({ type: 'pkcs1', format: 'pem' })
    const { provider } = await registered(certificate, certificate.certificate + older)
    expect((await signsIn(provider)).accessToken).toEqual(expect.any(String))
  })

  it('and is refused with a certificate that is not registered', async () => {
    const { provider } = await registered(makeCertificate(), makeCertificate().pem)
    const refusal = await signsIn(provider).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(SignInRefused)
    expect(refusal).toMatchObject({ code: 'invalid_client' })
  })

  it('by the token of a workload identity, as it is at that moment', async () => {
    idp = await startIdentityProvider({ tenantId: TENANT, redirectUris: [BACK] })
    const tokens = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
    const auth = await clientAuthOf({ kind: 'assertion', assertion: async () => tokens.shift() ?? '' })
    const [first, second] = [new URLSearchParams(), new URLSearchParams()]
    const expected = [...tokens]
    const server = { issuer: idp.issuer }
    for (const body of [first, second]) await auth(server, { client_id: idp.clientId }, body, new Headers())
    expect([first, second].map((body) => body.get('client_assertion'))).toEqual(expected)
    expect(first.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  })
})
