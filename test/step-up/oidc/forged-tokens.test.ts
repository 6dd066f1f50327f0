import { ClientSecretPost } from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provenBy } from '../../../adapters/step-up/oidc/identity.ts'
import { createIdentityProvider, SignInRefused } from '../../../adapters/step-up/oidc/index.ts'
import { SignInUnavailable } from '../../../adapters/step-up/oidc/provider.ts'
import { type Forger, type Forgery, startForger, TENANT } from './forger.ts'

const BACK = 'http://127.0.0.1:9/verify/callback'

let forger: Forger
beforeAll(async () => {
  forger = await startForger()
})
afterAll(() => forger.close())

/** A sign-in whose token endpoint answers like this: whose it proves to be, or the error that it ends in. */
async function signsIn(forgery: Forgery, change: (callback: URL) => void = () => {}) {
  const { issuer, clientId, clientSecret } = forger
  forger.forges('', forgery)
  const clientAuth = ClientSecretPost(clientSecret)
  const provider = createIdentityProvider({ issuer, clientId, clientAuth, redirectUri: BACK })
  const since = Date.now() - 1000
  try {
    const claims = '{"id_token":{"auth_time":{"essential":true}}}'
    const started = await provider.begin({ scope: 'openid', claims, loginHint: null })
    forger.forges(started.nonce, forgery)
    const callback = new URL(BACK)
    callback.search = String(new URLSearchParams({ code: 'a-code', state: started.state, iss: issuer }))
    change(callback)
    const { idToken } = await provider.redeem(callback, started)
    return provenBy(idToken, { tenantId: TENANT, personId: 'adele', since, authenticationContext: null })
  } catch (error) {
    return error
  }
}

describe('an ID token proves who signed in', () => {
  it('where it is signed by the provider, for this application and this sign-in', async () => {
    expect(await signsIn({})).toMatchObject({ personId: 'adele' })
  })

  const now = () => Math.floor(Date.now() / 1000)
  const forgeries: readonly [string, () => Forgery][] = [
    ['of another issuer', () => ({ claims: { iss: 'https://login.example.com/other/v2.0' } })],
    ['of another tenant’s issuer', () => ({ claims: { iss: forger.issuer.replace(/\d+$/, '1') } })],
    ['for another application', () => ({ claims: { aud: 'dead0000-0000-4000-8000-000000000009' } })],
    ['for several applications, and another one asked', () => ({ claims: { aud: [forger.clientId, 'x'], azp: 'x' } })],
    ['for Graph: an access token in its place', () => ({ claims: { aud: 'https://graph.microsoft.com' } })],
    ['of another sign-in', () => ({ claims: { nonce: 'of-another-one' } })],
    ['of no sign-in', () => ({ claims: { nonce: undefined } })],
    ['that has ended', () => ({ claims: { iat: now() - 7200, exp: now() - 3600 } })],
    ['without an end', () => ({ claims: { exp: undefined } })],
    ['from a sign-in of long ago', () => ({ claims: { auth_time: now() - 86_400 } })],
    ['that does not say when', () => ({ claims: { auth_time: undefined } })],
    ['signed by another key under the same name', () => ({ otherKey: true })],
    ['not signed', () => ({ alg: 'none' })],
    ['signed with the shared secret', () => ({ alg: 'HS256' })],
    ['that is not there', () => ({ withoutIdToken: true })],
  ]
  it.each(forgeries)('not one %s', async (_, forgery) => {
    const ended = await signsIn(forgery())
    expect(ended instanceof SignInRefused || ended instanceof SignInUnavailable, String(ended)).toBe(true)
  })

  it.each([
    ['a provider that its metadata call otherwise', { issuerInMetadata: 'https://login.example.com/v2.0' }],
    ['another tenant’s provider', { issuerInMetadata: 'https://login.microsoftonline.com/dead/v2.0' }],
  ])('not one of %s', async (_, forgery) => {
    expect(await signsIn(forgery)).toBeInstanceOf(SignInUnavailable)
  })

  it.each<[string, (callback: URL) => void]>([
    ['names another provider', (callback) => callback.searchParams.set('iss', 'https://login.example.com')],
    ['names none, though this one always does', (callback) => callback.searchParams.delete('iss')],
    ['has another state', (callback) => callback.searchParams.set('state', 'guessed')],
    ['has no state', (callback) => callback.searchParams.delete('state')],
    ['has no code', (callback) => callback.searchParams.delete('code')],
    ['brings a token of its own', (callback) => callback.searchParams.set('id_token', 'x.y.z')],
  ])('not where the way back %s', async (_, change) => {
    expect(await signsIn({}, change)).toBeInstanceOf(SignInRefused)
  })
})

describe('a guest of the tenant', () => {
  const demands = { tenantId: TENANT, personId: null, since: 0, authenticationContext: null }
  const token = { tid: TENANT, oid: 'adele', auth_time: Math.floor(Date.now() / 1000), amr: ['mfa'] }

  it.each([
    ['of another tenant', 'https://sts.windows.net/dead0000-0000-4000-8000-000000000009/'],
    ['of a consumer service', 'live.com'],
    ['of a provider that has this tenant in its name', `https://login.example.com/${TENANT}/`],
    ['of a provider that only looks like Entra', `https://sts.windows.net.example.com/${TENANT}/`],
    ['of a provider that hides it behind', `https://sts.windows.net/dead/${TENANT}/`],
  ])('%s proves nothing', (_, idp) => {
    expect(provenBy({ ...token, idp }, demands)).toBe('guest')
  })

  it.each([
    `https://sts.windows.net/${TENANT}/`,
    `https://login.microsoftonline.com/${TENANT.toUpperCase()}/v2.0`,
    `https://login.microsoftonline.us/${TENANT}/v2.0`,
    `https://sts.chinacloudapi.cn/${TENANT}/`,
  ])('is nobody whom the tenant itself vouches for: %s', (idp) => {
    expect(provenBy({ ...token, idp }, demands)).toMatchObject({ personId: 'adele' })
  })
})
