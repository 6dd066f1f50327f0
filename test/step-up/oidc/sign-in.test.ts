import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StepUpPurpose } from '../../../bot/index.ts'
import { type Browser, openBrowser } from './browser.ts'
import { ACTIVATE, ADELE, ALEX, type OidcWorld, openOidcWorld, SCOPE } from './world.ts'

let world: OidcWorld
let browser: Browser
beforeEach(async () => {
  world = await openOidcWorld()
  browser = openBrowser()
})
afterEach(() => world.close())

async function signIn(purpose: StepUpPurpose = ACTIVATE, personId = ADELE) {
  await browser.open(await world.linkFor(purpose, personId))
  return browser.submit()
}

function nothingHappened(): void {
  expect(world.engine.proofs).toEqual([])
  expect(world.deposits).toEqual([])
}

describe('signing in for a step-up', () => {
  it('proves the person and hands their token over for that one activation', async () => {
    world.idp.seats({ oid: ADELE })
    const page = await signIn()
    expect(page).toMatchObject({ status: 200, title: 'Thank you, you are signed in' })
    expect(world.engine.proofs).toEqual([{ purpose: ACTIVATE, personId: ADELE, method: 'oidc' }])
    expect(world.deposits).toMatchObject([{ purpose: ACTIVATE, personId: ADELE }])
    const bearer = await world.idp.bearerOf(world.deposits[0]?.accessToken ?? '')
    expect(bearer).toMatchObject({ oid: ADELE, capabilities: ['cp1'] })
    expect(bearer?.scopes).toContain(SCOPE)
  })

  it('asks for a fresh sign-in with PKCE, nonce and the claims that are checked', async () => {
    world.idp.seats({ oid: ADELE })
    await signIn()
    const [asked] = world.idp.asked
    expect(asked).toMatchObject({ prompt: 'login', code_challenge_method: 'S256', login_hint: 'adele@contoso.example' })
    expect(String(asked?.['nonce']).length).toBeGreaterThan(20)
    expect(JSON.parse(String(asked?.['claims']))).toMatchObject({ id_token: { auth_time: { essential: true } } })
  })

  it('asks for no directory permission where only presence is proved', async () => {
    world.idp.seats({ oid: ADELE })
    await signIn({ kind: 'request', requestId: 'EL-4F7K' })
    expect(world.idp.asked[0]?.['scope']).toBe('openid profile')
    expect(world.engine.proofs).toHaveLength(1)
  })

  it('shows what it is for and begins nothing by being opened or fetched', async () => {
    const link = await world.linkFor(ACTIVATE, ADELE)
    const page = await browser.open(link)
    expect(page.html).toContain('Exchange Administrator')
    await browser.once(link, { method: 'HEAD' })
    expect(world.idp.asked).toEqual([])
    expect(browser.cookies(link)).toBe('')
    nothingHappened()
  })

  it('answers a challenge of the directory by itself, once', async () => {
    const view = world.engine.purposeView
    const challenge = '{"access_token":{"acrs":{"essential":true,"value":"c7"}}}'
    world.engine.thereafter.push(view && { ...view, challenge })
    world.idp.seats({ oid: ADELE })
    expect(await signIn()).toMatchObject({ title: 'Thank you, you are signed in' })
    expect(world.engine.proofs).toHaveLength(2)
    const claims = world.idp.asked.map((asked) => JSON.parse(String(asked['claims'])))
    expect(claims[0].access_token).toEqual({ xms_cc: { values: ['cp1'] } })
    expect(claims[1].access_token).toEqual({
      xms_cc: { values: ['cp1'] },
      acrs: { essential: true, value: 'c7' },
    })
  })

  it('stops after the second refusal and says so', async () => {
    const view = world.engine.purposeView
    const again = view && { ...view, challenge: '{"access_token":{"acrs":{"value":"c7"}}}' }
    world.engine.thereafter.push(again, again, again)
    world.idp.seats({ oid: ADELE })
    expect(await signIn()).toMatchObject({ status: 409, title: 'Not enough for this role' })
    expect(world.engine.proofs).toHaveLength(2)
  })

  it('keeps no token where the engine then says no', async () => {
    world.engine.outcome = { outcome: 'refused', refusal: { code: 'eligibilityLost', params: {} } }
    world.idp.seats({ oid: ADELE })
    const page = await signIn()
    expect(page).toMatchObject({ status: 409, title: 'Not accepted' })
    // Chat says nothing of it: the page tells why, and what to do.
    expect(page.html).toContain('You are no longer eligible for this role.')
    expect(page.html).toContain('Ask an administrator for an eligible assignment')
    expect(world.deposits).toEqual([])
  })

  it('keeps no token where the engine cannot be asked, and says so', async () => {
    world.engine.isAway = true
    world.idp.seats({ oid: ADELE })
    expect((await signIn()).status).toBe(503)
    expect(world.deposits).toEqual([])
  })

  it('does not thank for an answer of which nobody knows whether it arrived', async () => {
    const answer = { kind: 'answer', requestId: 'EL-4F7K', termsVersion: 1, verdict: 'approve', reason: null } as const
    world.engine.outcome = { outcome: 'accepted', isUncertain: true }
    world.idp.seats({ oid: ADELE })
    const page = await signIn(answer)
    expect(page).toMatchObject({ status: 200, title: 'Your answer may not have arrived' })
    expect(page.html).toContain('if it still asks you, answer once more')
    expect(page.html).not.toContain('Thank you')
  })

  it('has nothing to offer once the purpose is over', async () => {
    world.engine.purposeView = null
    expect(await browser.open(await world.linkFor(ACTIVATE, ADELE))).toMatchObject({ status: 410 })
  })

  it('sends its pages with headers that keep scripts, frames and caches out', async () => {
    const { headers } = await browser.open(await world.linkFor(ACTIVATE, ADELE))
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })
})

describe('a sign-in proves nothing', () => {
  const faults: readonly [string, string, Parameters<OidcWorld['idp']['seats']>[0]][] = [
    ['by somebody else', 'otherPerson', { oid: ALEX }],
    ['with an account of another tenant', 'otherTenant', { oid: ADELE, tid: 'dead0000-0000-4000-8000-000000000009' }],
    ['by a guest', 'guest', { oid: ADELE, claims: { acct: 1 } }],
    [
      'by somebody another tenant vouches for',
      'guest',
      { oid: ADELE, claims: { idp: 'https://sts.windows.net/dead/' } },
    ],
    ['without multifactor authentication', 'noMfa', { oid: ADELE, amr: ['pwd'] }],
    ['made before the request', 'tooOld', { oid: ADELE, agoMs: 120_000 }],
    ['that does not say who it was', 'unreadable', { oid: ADELE, claims: { oid: undefined } }],
  ]

  for (const [name, code, person] of faults) {
    it(name, async () => {
      world.idp.seats(person)
      const page = await signIn()
      expect(page).toMatchObject({ status: 403, title: 'This sign-in does not count' })
      nothingHappened()
      expect(world.engine.factorEvents).toEqual([{ kind: 'signInRefused', personId: ADELE, code }])
    })
  }

  it('with another authentication context than the one that stands for multifactor authentication', async () => {
    await world.close()
    world = await openOidcWorld({ authenticationContext: 'c1' })
    world.idp.seats({ oid: ADELE, amr: [], acrs: ['c2'] })
    expect(await signIn()).toMatchObject({ status: 403 })
    nothingHappened()
    world.idp.seats({ oid: ADELE, amr: [], acrs: ['c1'] })
    expect(await signIn()).toMatchObject({ status: 200 })
    expect(JSON.parse(String(world.idp.asked[0]?.['claims'])).id_token.acrs).toEqual({ essential: true, value: 'c1' })
  })
})

/** Everything up to the way back, which stays with the attacker. */
async function callbackOf(attacker: Browser): Promise<string> {
  attacker.stopAt(/\/verify\/callback/)
  await attacker.open(await world.linkFor(ACTIVATE, ADELE))
  const { url } = await attacker.submit()
  attacker.stopAt(null)
  return url
}

describe('an answer of the identity provider is taken', () => {
  it('once: code and state replayed finish nothing', async () => {
    world.idp.seats({ oid: ADELE })
    await signIn()
    const callback = browser.visited.find((url) => url.includes('/verify/callback')) ?? ''
    const view = world.engine.purposeView
    expect(view).toBeNull()
    expect(await browser.open(callback)).toMatchObject({ status: 410, title: 'This sign-in cannot be finished' })
    expect(world.engine.proofs).toHaveLength(1)
  })

  it('from the browser that began it, and from no other', async () => {
    world.idp.seats({ oid: ADELE })
    const callback = await callbackOf(browser)
    expect(await openBrowser().open(callback)).toMatchObject({ status: 410 })
    nothingHappened()
    expect(await browser.open(callback)).toMatchObject({ status: 200 })
  })

  it('with its own state: another code under it, or it under another state, finishes nothing', async () => {
    world.idp.seats({ oid: ADELE })
    const mine = new URL(await callbackOf(browser))
    const theirs = new URL(await callbackOf(openBrowser()))
    mine.searchParams.set('code', theirs.searchParams.get('code') ?? '')
    expect((await browser.open(mine.href)).status).toBe(403)
    theirs.searchParams.set('state', 'guessed')
    expect((await browser.open(theirs.href)).status).toBe(410)
    nothingHappened()
  })

  it('from the issuer that was asked: a mix-up is refused', async () => {
    world.idp.seats({ oid: ADELE })
    const callback = new URL(await callbackOf(browser))
    expect(callback.searchParams.get('iss')).toBe(world.idp.issuer)
    callback.searchParams.set('iss', 'https://login.example.com/dead/v2.0')
    expect(await browser.open(callback.href)).toMatchObject({ status: 403 })
    nothingHappened()
  })

  it('as an error, when somebody declines at the provider', async () => {
    world.idp.seats({ oid: ADELE })
    const callback = new URL(await callbackOf(browser))
    callback.searchParams.delete('code')
    callback.searchParams.set('error', 'access_denied')
    const page = await browser.open(callback.href)
    expect(page.status).toBe(403)
    expect(page.html).toContain('access_denied')
    nothingHappened()
  })
})

describe('a sign-in is begun', () => {
  it('by a form of our own page alone', async () => {
    const link = await world.linkFor(ACTIVATE, ADELE)
    const page = await browser.open(link)
    const nonce = /value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    const body = new URLSearchParams({ nonce })
    const crossSite = await browser.once(link, { method: 'POST', body, headers: { 'Sec-Fetch-Site': 'cross-site' } })
    expect(crossSite.status).toBe(403)
    const bare = await browser.once(link, { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } })
    expect(bare.status).toBe(415)
    expect(world.idp.asked).toEqual([])
  })

  it('once for each form', async () => {
    world.idp.seats({ oid: ADELE })
    const link = await world.linkFor(ACTIVATE, ADELE)
    const page = await browser.open(link)
    const nonce = /value="([^"]+)"/.exec(page.html)?.[1] ?? ''
    const send = () => {
      const headers = { 'Sec-Fetch-Site': 'same-origin' }
      return browser.once(link, { method: 'POST', body: new URLSearchParams({ nonce }), headers })
    }
    expect((await send()).status).toBe(200)
    expect((await send()).status).toBe(403)
  })

  it('with no forged or foreign link', async () => {
    const link = await world.linkFor(ACTIVATE, ADELE)
    expect((await browser.open(`${link}x`)).status).toBe(410)
    expect((await browser.open(await world.linkFor(ACTIVATE, 'stranger'))).status).toBe(410)
    expect(world.idp.asked).toEqual([])
  })
})

describe('what is secret', () => {
  it('stands in no log line, page, record or address that others see', async () => {
    world.idp.seats({ oid: ADELE })
    const page = await signIn()
    world.idp.seats({ oid: ALEX })
    world.engine.purposeView = { ...(await viewOf()) }
    browser = openBrowser()
    await signIn()
    await browser.open(`${world.url}/verify/callback?code=x&state=y`)
    const written = [JSON.stringify(world.logged), JSON.stringify(world.state.snapshot()), page.html]
    written.push(JSON.stringify(world.engine.factorEvents), JSON.stringify(world.engine.proofs))
    expect(world.idp.secrets.size).toBeGreaterThan(4)
    for (const secret of world.idp.secrets) for (const text of written) expect(text).not.toContain(secret)
  })

  async function viewOf() {
    const fresh = await openOidcWorld()
    await fresh.close()
    const view = fresh.engine.purposeView
    if (!view) throw new Error('A fresh world waits for a sign-in')
    return view
  }
})

describe('while the identity provider is away', () => {
  it('says so, counts nothing, and asks it again the next time', async () => {
    const { idp } = world
    await idp.close()
    expect(await signIn()).toMatchObject({ status: 503, title: 'Sign-in not possible right now' })
    nothingHappened()
    expect(world.logged.join()).toContain('could not be begun')
  })
})
