import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWebApp, createWebPlatform, createWebSessions } from '../../adapters/web/index.ts'
import type { WireState } from '../../adapters/web/wire.ts'
import type { Person } from '../../bot/index.ts'
import { createMemoryState } from '../step-up/memory-state.ts'
import { type Browser, openBrowser } from '../step-up/oidc/browser.ts'
import { ADELE, ALEX, type OidcWorld, openOidcWorld } from '../step-up/oidc/world.ts'
import { createFakeEngine, type FakeEngine } from './fake-engine.ts'

let world: OidcWorld
let engine: FakeEngine
let browser: Browser
let people: Map<string, Person>
let state: ReturnType<typeof createMemoryState>
let clock: number
let closeWeb: () => void

beforeEach(async () => {
  engine = createFakeEngine()
  state = createMemoryState()
  clock = Date.now()
  people = new Map([ADELE, ALEX].map((id) => [id, person(id)]))
  world = await openOidcWorld({ web: serveWeb })
  browser = openBrowser()
})
afterEach(async () => {
  closeWeb()
  await world.close()
})

function person(id: string): Person {
  return { id, displayName: id, userPrincipalName: `${id}@x.example`, enabled: true, language: null, timeZone: null }
}

async function serveWeb(url: string) {
  const find = async (id: string) => people.get(id) ?? null
  const sessions = createWebSessions({ state, publicUrl: url, now: () => clock })
  const platform = createWebPlatform({
    state,
    now: () => clock,
    person: find,
    channels: ['security-feed'],
    tenant: 't',
  })
  const { app, close } = await createWebApp({
    platform,
    engine,
    access: { kind: 'signIn', sessions, person: find, mayReadChannels: async (id) => id === ALEX },
    organisation: { language: 'en', timeZone: 'America/Toronto' },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  closeWeb = close
  const visit = {
    landing: '/',
    admit: async (c: Parameters<typeof sessions.begin>[0], id: string) => {
      if (!people.get(id)?.enabled) return false
      await sessions.begin(c, id)
      return true
    },
  }
  return { app, visit }
}

async function signIn(oid = ADELE, by = browser) {
  world.idp.seats({ oid })
  await by.open(`${world.url}/`)
  return by.submit()
}

async function stateOf(by = browser): Promise<WireState & { csrf: string }> {
  return (await (await by.once(`${world.url}/api/web/state`)).json()) as WireState & { csrf: string }
}

async function send(headers: Record<string, string>, by = browser) {
  const body = JSON.stringify({ nonce: 'n'.repeat(20), text: '/elevate mine' })
  const sent = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', ...headers }
  return by.once(`${world.url}/api/web/messages`, { method: 'POST', headers: sent, body })
}

describe('the web chat for real people', () => {
  it('leads whoever is not signed in to the sign-in, and into the chat from there', async () => {
    const door = await browser.open(`${world.url}/`)
    expect(door).toMatchObject({ title: 'Sign in to Elevate' })
    expect(world.idp.asked).toEqual([])
    const chat = await signIn()
    expect(chat.url).toBe(`${world.url}/`)
    expect(chat.html).toContain('<body data-mode="signIn">')
    expect(await stateOf()).toMatchObject({ mode: 'signIn', actingAs: { id: ADELE }, people: [{ id: ADELE }] })
  })

  it('knows nobody by their word: acting as somebody else does nothing', async () => {
    await signIn()
    const asked = await browser.once(`${world.url}/api/web/state?as=${ALEX}`)
    expect(await asked.json()).toMatchObject({ actingAs: { id: ADELE } })
    expect((await browser.once(`${world.url}/api/web/demo/code?as=${ADELE}`)).status).toBe(404)
    const forged = await fetch(`${world.url}/api/web/state?as=${ALEX}`)
    expect(forged.status).toBe(401)
  })

  it('takes what the page sends, as the person who signed in', async () => {
    await signIn()
    const { csrf } = await stateOf()
    expect((await send({ 'X-Elevate-CSRF': csrf })).status).toBe(202)
    expect(engine.deliveries).toMatchObject([{ platform: 'web', raw: { kind: 'text', personId: ADELE } }])
  })

  it('takes nothing that another site sends, or that comes without the page’s own token', async () => {
    await signIn()
    const { csrf } = await stateOf()
    const other = openBrowser()
    await signIn(ALEX, other)
    const { csrf: theirs } = await stateOf(other)
    for (const headers of [
      {},
      { 'X-Elevate-CSRF': 'x' },
      { 'X-Elevate-CSRF': theirs },
      { 'X-Elevate-CSRF': csrf, 'Sec-Fetch-Site': 'cross-site' },
      { 'X-Elevate-CSRF': csrf, 'Sec-Fetch-Site': 'same-site' },
    ]) {
      expect((await send(headers)).status).toBe(403)
    }
    expect(engine.deliveries).toEqual([])
  })

  it('keeps the session from scripts, and in the store only as a hash', async () => {
    world.idp.seats({ oid: ADELE })
    await browser.open(`${world.url}/`)
    browser.stopAt(/\/verify\/callback/)
    const { url } = await browser.submit()
    const response = await browser.once(url)
    const cookie = response.headers.getSetCookie().find((line) => line.startsWith('elevate-session=')) ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
    const id = /elevate-session=([^;]+)/.exec(cookie)?.[1] ?? ''
    expect(id.length).toBe(43)
    expect(JSON.stringify(state.snapshot())).not.toContain(id)
  })

  it('marks the cookie for https alone where the address is one', async () => {
    const sessions = createWebSessions({ state, publicUrl: 'https://elevate.example.com', now: () => clock })
    const { Hono } = await import('hono')
    const app = new Hono().get('/', async (c) => {
      await sessions.begin(c, ADELE)
      return c.text('')
    })
    const [cookie] = (await app.request('/')).headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-elevate-session=.*Path=\/.*Secure/)
  })

  it('ends a session by signing out, after eight hours, and with the account', async () => {
    await signIn()
    const cookie = browser.cookies(world.url)
    const { csrf } = await stateOf()
    const init = { method: 'POST', headers: { 'X-Elevate-CSRF': csrf, 'Sec-Fetch-Site': 'same-origin' } }
    expect((await browser.once(`${world.url}/api/web/session/end`, init)).status).toBe(200)
    expect((await fetch(`${world.url}/api/web/state`, { headers: { cookie } })).status).toBe(401)
    await signIn()
    people.set(ADELE, { ...person(ADELE), enabled: false })
    expect((await browser.once(`${world.url}/api/web/state`)).status).toBe(401)
    people.set(ADELE, person(ADELE))
    clock += 8 * 3_600_000
    expect((await browser.once(`${world.url}/api/web/state`)).status).toBe(401)
  })

  it('begins a new session with each sign-in, so that nobody is led into somebody else’s', async () => {
    await signIn()
    const before = browser.cookies(world.url)
    await browser.open(`${world.url}/verify/visit`)
    await browser.submit()
    expect(browser.cookies(world.url)).not.toBe(before)
    expect((await fetch(`${world.url}/api/web/state`, { headers: { cookie: before } })).status).toBe(401)
  })

  it('shows channels to those who watch over the organisation, and to nobody else', async () => {
    await signIn()
    expect((await stateOf()).conversations.map(({ name }) => name)).toEqual(['elevate'])
    const channel = `${world.url}/api/web/conversations/security-feed/messages`
    expect((await browser.once(channel)).status).toBe(404)
    const alex = openBrowser()
    await signIn(ALEX, alex)
    expect((await alex.once(channel)).status).toBe(200)
  })

  it('lets in no guest, stranger, account of another tenant, or sign-in without multifactor authentication', async () => {
    for (const seat of [
      { oid: ADELE, claims: { acct: 1 } },
      { oid: 'f0000000-0000-4000-8000-00000000000f' },
      { oid: ADELE, tid: 'dead0000-0000-4000-8000-000000000009' },
      { oid: ADELE, amr: ['pwd'] },
    ]) {
      const visitor = openBrowser()
      world.idp.seats(seat)
      await visitor.open(`${world.url}/`)
      expect(await visitor.submit()).toMatchObject({ status: 403, title: 'No way in' })
      expect((await visitor.once(`${world.url}/api/web/state`)).status).toBe(401)
    }
  })
})
