import { createHmac } from 'node:crypto'
import { exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusedAtTheDoor, startTeamsTarget, type TeamsTarget } from './attack-target.ts'
import { type Activity, message } from './rig/activities.ts'
import { CHANNEL_ISSUER, type TokenClaims } from './rig/issuer.ts'
import { APP_ID, OTHER_TENANT, TENANT } from './rig/people.ts'

let target: TeamsTarget
beforeAll(async () => {
  target = await startTeamsTarget()
  const { issuer } = target.rig
  await issuer.addKey('unpublished', ['msteams'], false)
  await issuer.addKey('unendorsed', null)
  await issuer.addKey('webchat', ['webchat', 'emulator'])
})
afterAll(() => target.close())

/** What Adele would ask for, and get: a role without approval. */
const asks = (): Activity => {
  const { rig } = target
  const at = rig.driver.where(target.person('adele'), rig.personal(target.person('adele')), rig.connector.nextId())
  return message(at, '/elevate User Administrator 1h INC-1234')
}
const claims = (changes: Partial<TokenClaims> = {}) => ({
  ...{ aud: APP_ID, serviceurl: target.rig.connector.serviceUrl },
  ...changes,
})
const signed = (changes: Partial<TokenClaims> = {}) => target.rig.issuer.sign(claims(changes))
const seconds = (ahead = 0) => Math.floor(Date.now() / 1000) + ahead
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const payload = () => ({ ...claims(), iss: CHANNEL_ISSUER, exp: seconds(3600), nbf: seconds(-60) })

async function publicKeyText(): Promise<string> {
  const { keys } = Object(await (await fetch(`${target.rig.issuer.url}/keys`)).json())
  return exportSPKI(await importJWK({ ...keys[0], ext: true }, 'RS256').then((key) => key as never))
}

/** Nothing was said to anybody, nothing was stored, and whoever asked was told to go away. */
async function refusedWhen(token: string | null, activity: Activity = asks()): Promise<void> {
  await target.quiet()
  const calls = target.rig.connector.calls.length
  const attempted = await target.attempt(() => target.rig.driver.send(activity, { token }))
  expect([401, 403]).toContain(attempted.statuses[0])
  expect(attempted).toEqual(refusedAtTheDoor(attempted.statuses[0] ?? 0))
  expect(target.rig.connector.calls.length).toBe(calls)
  expect(target.canary.requests).toEqual([])
}

describe('a request that Teams did not sign', () => {
  it('the honest form of it is taken', async () => {
    const { statuses, stored, changes } = await target.attempt(async () =>
      target.rig.driver.send(asks(), { token: await signed() }),
    )
    expect([statuses, stored]).toEqual([[200], 1])
    expect(changes.join()).toContain('active')
  })

  const forged: readonly (readonly [name: string, token: () => Promise<string | null> | string | null])[] = [
    ['no token', () => null],
    ['an empty token', () => ''],
    ['words in place of a token', () => 'let me in'],
    ['two parts of a token', async () => (await signed()).split('.').slice(0, 2).join('.')],
    ['no signature', async () => `${(await signed()).split('.').slice(0, 2).join('.')}.`],
    ['alg none', () => `${encoded({ alg: 'none', kid: 'rig-key-1' })}.${encoded(payload())}.`],
    ['alg None, in another case', () => `${encoded({ alg: 'nOnE', kid: 'rig-key-1' })}.${encoded(payload())}.`],
    [
      'alg none with the signature left on',
      async () => `${encoded({ alg: 'none' })}.${(await signed()).split('.').slice(1).join('.')}`,
    ],
    [
      'HS256 with the public key as the secret',
      async () => {
        const body = `${encoded({ alg: 'HS256', kid: 'rig-key-1' })}.${encoded(payload())}`
        return `${body}.${createHmac('sha256', await publicKeyText())
          .update(body)
          .digest('base64url')}`
      },
    ],
    ['HS256 with an empty secret', () => hs256('')],
    ['HS256 with the id of the app as the secret', () => hs256(APP_ID)],
    [
      'the signature of another token',
      async () => {
        const [header, , signature] = (await signed()).split('.')
        return `${header}.${encoded({ ...payload(), exp: seconds(9999) })}.${signature}`
      },
    ],
    ['one byte of the signature changed', async () => changedAtTheEnd(await signed())],
    ['a key of one’s own under the issuer’s name', () => ownKey({})],
    ['a key of one’s own in the header', () => ownKey({ isInHeader: true })],
    ['a key address in the header', () => ownKey({ jku: `${target.canary.url}/keys` })],
    ['a key that nobody published', () => signed({ kid: 'unpublished' })],
    ['an expired token', () => signed({ exp: seconds(-330) })],
    ['a token that is not valid yet', () => signed({ nbf: seconds(330) })],
    ['a token for another app', () => signed({ aud: '00000000-0000-0000-0000-000000000000' })],
    ['a token for the channel itself', () => signed({ aud: CHANNEL_ISSUER })],
    ['a token for nobody', () => signed({ aud: '' })],
    ['a token of another issuer', () => signed({ iss: `https://sts.windows.net/${TENANT}/` })],
    ['an issuer that begins alike', () => signed({ iss: `${CHANNEL_ISSUER}.evil.example` })],
    ['the token that the bot itself calls Teams with', () => botToken()],
    ['a key without endorsements', () => signed({ kid: 'unendorsed' })],
    ['a key endorsed for other channels', () => signed({ kid: 'webchat' })],
    ['no service URL claimed', () => target.rig.issuer.sign({ aud: APP_ID })],
    ['an empty service URL claimed', () => signed({ serviceurl: '' })],
    ['another service URL claimed than named', () => signed({ serviceurl: `${target.rig.connector.serviceUrl}x/` })],
  ]
  it.each(forged)('%s', async (_, token) => refusedWhen(await token()))
})

function hs256(secret: string): string {
  const body = `${encoded({ alg: 'HS256', kid: 'rig-key-1' })}.${encoded(payload())}`
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

function changedAtTheEnd(token: string): string {
  const last = token.at(-10) === 'A' ? 'B' : 'A'
  return `${token.slice(0, -10)}${last}${token.slice(-9)}`
}

async function ownKey({ isInHeader = false, jku }: { isInHeader?: boolean; jku?: string }): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = JSON.parse(JSON.stringify(await crypto.subtle.exportKey('jwk', publicKey)))
  const more = { ...(isInHeader && { jwk }), ...(jku && { jku }) }
  return new SignJWT(payload()).setProtectedHeader({ alg: 'RS256', kid: 'rig-key-1', ...more }).sign(privateKey)
}

function botToken(): string {
  return (target.rig.connector.of('post')[0]?.authorization ?? '').replace('Bearer ', '')
}

describe('a token that is good, on an activity that is not', () => {
  const wrong: readonly (readonly [name: string, change: (activity: Activity) => Activity])[] = [
    ['of another tenant', (activity) => inTenant(activity, OTHER_TENANT, OTHER_TENANT)],
    ['of another tenant by its conversation alone', (activity) => inTenant(activity, OTHER_TENANT, TENANT)],
    ['of another tenant by its channel data alone', (activity) => inTenant(activity, TENANT, OTHER_TENANT)],
    [
      'of no tenant',
      (activity) => ({ ...activity, channelData: {}, conversation: { id: 'a:1', conversationType: 'personal' } }),
    ],
    [
      'of a sender of another tenant',
      (activity) => ({ ...activity, from: { ...Object(activity['from']), tenantId: OTHER_TENANT } }),
    ],
    ['of another channel', (activity) => ({ ...activity, channelId: 'webchat' })],
    ['of the emulator', (activity) => ({ ...activity, channelId: 'emulator' })],
  ]
  it.each(wrong)('%s', async (_, change) => refusedWhen(await signed(), change(asks())))

  it('without a service URL: nothing is checked by the SDK, and all of it here', async () => {
    const { serviceUrl: _, ...activity } = asks()
    const attempted = await target.attempt(async () => target.rig.driver.send(activity, { token: await signed() }))
    expect(attempted).toEqual(refusedAtTheDoor(400))
  })
})

function inTenant(activity: Activity, conversation: string, channel: string): Activity {
  const named = { ...Object(activity['conversation']), tenantId: conversation }
  return { ...activity, conversation: named, channelData: { tenant: { id: channel } } }
}

describe('a service URL that nobody listed, claimed by a token that is good', () => {
  const urls: readonly (readonly [name: string, url: () => string])[] = [
    ['a server of somebody’s own', () => target.canary.serviceUrl],
    ['a neighbour in the same cloud', () => 'https://evil.trafficmanager.net/amer/'],
    ['the real host with more behind it', () => 'https://smba.trafficmanager.net.evil.example/amer/'],
    [
      'the real host as a user name',
      () => `${target.rig.connector.origin.replace('//', '//')}@${new URL(target.canary.url).host}/`,
    ],
    ['a user name before the real host', () => target.rig.connector.serviceUrl.replace('//', '//x@')],
    ['the real host on another port', () => target.canary.serviceUrl],
    ['the real host with a query', () => `${target.rig.connector.serviceUrl}?next=${target.canary.url}`],
    ['a path that leads out of it', () => `${target.rig.connector.serviceUrl}..%2f..%2f`],
    ['another scheme', () => 'file:///etc/passwd'],
    ['no address at all', () => 'smba'],
  ]
  it.each(urls)('%s: refused, and the bot’s token goes nowhere', async (_, url) => {
    const serviceUrl = url()
    await refusedWhen(await signed({ serviceurl: serviceUrl }), { ...asks(), serviceUrl })
    expect(target.canary.tokens()).toEqual([])
  })

  it('never takes the place of the one that a conversation is known to have', async () => {
    const { id } = await target.pending()
    const { serviceUrl } = target.canary
    const alex = target.person('alex')
    const at = target.rig.driver.where(alex, target.rig.personal(alex), target.rig.connector.nextId())
    const token = await signed({ serviceurl: serviceUrl })
    await target.rig.driver.send({ ...message(at, 'pending'), serviceUrl }, { token })
    await target.presses('alex', 'approve', { requestId: id, termsVersion: 1 })
    await target.becomes(id, 'active')
    expect(target.canary.requests).toEqual([])
  })

  it('the canary does see what is sent to it', async () => {
    await fetch(target.canary.serviceUrl, { headers: { authorization: 'Bearer seen' } })
    expect(target.canary.tokens()).toEqual(['Bearer seen'])
  })
})
