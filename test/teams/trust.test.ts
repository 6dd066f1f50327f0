import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inboundActivity } from '../../adapters/teams/activity.ts'
import { clouds, isServiceUrl } from '../../adapters/teams/config-clouds.ts'
import { createSigningKeys } from '../../adapters/teams/signing-keys.ts'
import { checkToken } from '../../adapters/teams/token-check.ts'
import { trustProblem } from '../../adapters/teams/trust.ts'

const APP = '8d0f2a4e-1111-4000-8000-000000000001'
const TENANT = '8d0f2a4e-2222-4000-8000-000000000002'
const SERVICE = 'https://smba.trafficmanager.net/amer/'
const { issuer, serviceOrigins } = clouds.global
const log = { info: () => {}, warn: () => {}, error: () => {} }

let asked = 0
let keys: JWK[] = []
let privateKey: CryptoKey
let address = ''
const server = createServer((request, response) => {
  asked += request.url === '/keys' ? 1 : 0
  const body = request.url === '/keys' ? { keys } : { jwks_uri: `${address}/keys` }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
})

beforeAll(async () => {
  const pair = await generateKeyPair('RS256', { extractable: true })
  privateKey = pair.privateKey
  keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'one', use: 'sig', endorsements: ['msteams'] } as JWK]
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

function token(claims: object = {}, header: object = {}, times: { exp?: number } = {}) {
  return new SignJWT({ serviceurl: SERVICE, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
    .setIssuer('iss' in claims ? String(claims.iss) : issuer)
    .setAudience('aud' in claims ? String(claims.aud) : APP)
    .setExpirationTime(times.exp ?? Math.floor(Date.now() / 1000) + 3600)
    .sign(privateKey)
}

function rules(monotonic = () => performance.now()) {
  const signingKeys = createSigningKeys({ metadataUrl: `${address}/metadata`, log, monotonic })
  return { keys: signingKeys, issuer, audience: APP, wallClock: Date.now }
}

const bearer = async (...given: Parameters<typeof token>) => `Bearer ${await token(...given)}`

describe('a token', () => {
  it('is accepted from the issuer, for this app, and says which address it speaks for', async () => {
    expect(await checkToken(await bearer(), rules())).toEqual({
      outcome: 'accepted',
      serviceUrl: SERVICE,
      endorsements: ['msteams'],
    })
  })

  it('is accepted up to five minutes after its end, and no longer', async () => {
    const seconds = Math.floor(Date.now() / 1000)
    expect(await checkToken(await bearer({}, {}, { exp: seconds - 290 }), rules())).toMatchObject({
      outcome: 'accepted',
    })
    expect(await checkToken(await bearer({}, {}, { exp: seconds - 310 }), rules())).toMatchObject({
      outcome: 'refused',
    })
  })

  it('counts for nothing where anything about it is wrong', async () => {
    const forged = (await generateKeyPair('RS256')).privateKey
    const good = await token()
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1]}.`
    const presented = [
      null,
      '',
      `Basic ${good}`,
      `Bearer ${none}`,
      `Bearer ${good.slice(0, -4)}AAAA`,
      `Bearer ${'a'.repeat(9_000)}`,
      await bearer({ aud: 'another-app' }),
      await bearer({ iss: 'https://sts.windows.net/another/' }),
      await bearer({ serviceurl: undefined }),
      await bearer({ serviceurl: 7 }),
      await bearer({}, { kid: 'two' }),
      `Bearer ${await new SignJWT({}).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(new Uint8Array(32))}`,
      `Bearer ${await new SignJWT({ serviceurl: SERVICE }).setProtectedHeader({ alg: 'RS256', kid: 'one' }).setIssuer(issuer).setAudience(APP).sign(privateKey)}`,
      `Bearer ${await new SignJWT({ serviceurl: SERVICE }).setProtectedHeader({ alg: 'RS256', kid: 'one' }).setIssuer(issuer).setAudience(APP).setExpirationTime('1h').sign(forged)}`,
    ]
    const verdicts = await Promise.all(presented.map((each) => checkToken(each, rules())))
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(presented.map(() => 'refused'))
  })

  it('of an unknown key makes nobody ask for keys again and again', async () => {
    let now = 0
    const around = rules(() => now)
    await checkToken(await bearer(), around)
    const before = asked
    for (let times = 0; times < 20; times += 1) await checkToken(await bearer({}, { kid: `x${times}` }), around)
    expect(asked).toBe(before)
    now += 5 * 60_000
    for (let times = 0; times < 20; times += 1) await checkToken(await bearer({}, { kid: `y${times}` }), around)
    expect(asked).toBe(before + 1)
  })

  it('is neither accepted nor called forged while the keys cannot be read', async () => {
    const signingKeys = createSigningKeys({ metadataUrl: 'http://127.0.0.1:1/metadata', log })
    expect(await checkToken(await bearer(), { ...rules(), keys: signingKeys })).toEqual({ outcome: 'unknown' })
  })
})

describe('an activity', () => {
  const claims = { serviceUrl: SERVICE, endorsements: ['msteams'] }
  const allowed = { serviceOrigins, tenantId: TENANT }

  function activity(changes: object = {}) {
    return inboundActivity.parse({
      ...{ type: 'message', id: '1', channelId: 'msteams', serviceUrl: SERVICE, text: 'help' },
      ...{ from: { id: '29:a' }, recipient: { id: '28:b' }, conversation: { id: 'a:1', tenantId: TENANT } },
      channelData: { tenant: { id: TENANT } },
      ...changes,
    })
  }

  it('is believed where claim, address, channel and tenant agree', () => {
    expect(trustProblem(activity(), claims, allowed)).toBeNull()
    expect(
      trustProblem(activity({ channelData: { tenant: { id: TENANT.toUpperCase() } } }), claims, allowed),
    ).toBeNull()
  })

  it.each([
    ['another channel', { channelId: 'webchat' }],
    ['another address than claimed', { serviceUrl: 'https://smba.trafficmanager.net/emea/' }],
    ['another tenant', { conversation: { id: 'a:1', tenantId: APP }, channelData: { tenant: { id: APP } } }],
    ['two tenants', { channelData: { tenant: { id: APP } } }],
    ['a sender of another tenant', { from: { id: '29:a', tenantId: APP } }],
    ['no tenant', { conversation: { id: 'a:1' }, channelData: {} }],
  ])('is not believed with %s', (_, changes) => {
    expect(trustProblem(activity(changes), claims, allowed)).not.toBeNull()
  })

  it('is not believed where the key may not speak for Teams', () => {
    expect(trustProblem(activity(), { ...claims, endorsements: ['webchat'] }, allowed)).not.toBeNull()
    expect(trustProblem(activity(), { ...claims, endorsements: [] }, allowed)).not.toBeNull()
  })

  it.each([
    'https://evil.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net.evil.example/teams/',
    'https://smba.trafficmanager.net:8443/teams/',
    'http://smba.trafficmanager.net/teams/',
    'https://user@smba.trafficmanager.net/teams/',
    'https://smba.trafficmanager.net/teams/?next=https://evil.example',
    'https://smba.trafficmanager.net/teams/#x',
    'https://smba.infra.gcc.teams.microsoft.com/teams/',
    'smba.trafficmanager.net',
  ])('is never answered at %s, even where the token claims it', (serviceUrl) => {
    expect(isServiceUrl(serviceUrl, serviceOrigins)).toBe(false)
    expect(trustProblem(activity({ serviceUrl }), { ...claims, serviceUrl }, allowed)).not.toBeNull()
  })
})
