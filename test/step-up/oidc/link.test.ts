import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AccountLinks, createAccountLinks } from '../../../adapters/step-up/index.ts'
import type { ChatIdentity, PersonId } from '../../../bot/index.ts'
import { KEY } from '../world.ts'
import { openBrowser } from './browser.ts'
import { ADELE, ALEX, type OidcWorld, openOidcWorld, TENANT } from './world.ts'

const ACCOUNT: ChatIdentity = { platform: 'slack', tenant: 'T1', userId: 'U1ADELE' }
const MALLORY: ChatIdentity = { ...ACCOUNT, userId: 'U1MALLORY' }
const EMERGENCY = 'a0000000-0000-4000-8000-00000000000e'

let world: OidcWorld
let links: AccountLinks
let linked: { identity: ChatIdentity; personId: PersonId }[]
let refusals: { identity: ChatIdentity; personId: PersonId | null }[]

beforeEach(async () => {
  linked = []
  refusals = []
  world = await openOidcWorld({
    linking(publicUrl, state) {
      links = createAccountLinks({ key: KEY, publicUrl, state })
      return {
        links,
        account: async ({ userId, tenant }) =>
          linked.some(({ identity }) => identity.userId === userId)
            ? null
            : {
                platformName: 'Slack',
                displayName: 'Adele <b>V</b>',
                userId,
                email: 'adele@x.example',
                workspace: tenant,
              },
        find: async (id) => ([ADELE, ALEX].includes(id) ? id : null),
        signInName: async () => 'adele@contoso.example',
        async awaitLine(identity, personId) {
          if (linked.some((known) => known.personId === personId)) return { outcome: 'taken' }
          linked.push({ identity, personId })
          return { outcome: 'typeIt', line: '/elevate link 0123 4567' }
        },
        recordRefused: async (identity, personId) => void refusals.push({ identity, personId }),
      }
    },
  })
  world.idp.seats({ oid: ADELE })
})
afterEach(() => world.close())

const linkOf = (identity = ACCOUNT) => links.linkFor(identity, Date.now() + world.clock.laterMs)

/** Opens the link and signs in; the last look is the open page. */
async function signsIn(link = linkOf(), browser = openBrowser()) {
  await browser.open(link)
  const page = await browser.submit()
  return { browser, page, link }
}

const proofIn = (html: string) => /name="proof" value="([^"]+)"/.exec(html)?.[1] ?? ''

describe('linking a chat account by signing in', () => {
  it('shows the account, has its user sign in, shows both, and links only what was confirmed', async () => {
    const browser = openBrowser()
    const first = await browser.open(linkOf())
    expect(first).toMatchObject({ status: 200, title: 'Link your chat account' })
    for (const text of ['Slack', 'T1', 'U1ADELE', 'Adele &lt;b&gt;V&lt;/b&gt;', 'Did somebody send it to you?']) {
      expect(first.html).toContain(text)
    }
    expect(first.html).not.toContain('six-digit')
    const look = await browser.submit()
    expect(look).toMatchObject({ status: 200, title: 'Is this your account?' })
    for (const text of ['You are signed in.', 'adele@contoso.example', 'U1ADELE', 'is not your sign-in name']) {
      expect(look.html).toContain(text)
    }
    expect(linked).toEqual([])
    expect(await browser.submit()).toMatchObject({ status: 200, title: 'One step left' })
    expect(linked).toEqual([{ identity: ACCOUNT, personId: ADELE }])
    expect(world.idp.asked).toMatchObject([{ prompt: 'login', scope: 'openid profile' }])
    expect([refusals, world.engine.proofs, world.deposits]).toEqual([[], [], []])
  })

  it('begins nothing when the link is opened, fetched or sent from elsewhere', async () => {
    const link = linkOf()
    const browser = openBrowser()
    await browser.once(link)
    await browser.once(link, { method: 'HEAD' })
    const body = new URLSearchParams({ nonce: 'x' })
    const headers = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
    expect((await browser.once(link, { method: 'POST', body, headers })).status).toBe(403)
    expect(world.idp.asked).toEqual([])
    expect(browser.cookies(link)).toBe('')
  })

  it('has no page without a platform that links accounts', async () => {
    const link = linkOf()
    await world.close()
    world = await openOidcWorld()
    const { pathname } = new URL(link)
    expect(await openBrowser().open(world.url + pathname)).toMatchObject({ status: 410 })
  })
})

describe('a sign-in links nobody', () => {
  const faults: readonly [string, Parameters<OidcWorld['idp']['seats']>[0]][] = [
    ['of another tenant', { oid: ADELE, tid: 'dead0000-0000-4000-8000-000000000009' }],
    ['as a guest', { oid: ADELE, claims: { acct: 1 } }],
    ['whom another tenant vouches for', { oid: ADELE, claims: { idp: 'https://sts.windows.net/dead/' } }],
    ['without multifactor authentication', { oid: ADELE, amr: ['pwd'] }],
    ['from before the link was used', { oid: ADELE, agoMs: 120_000 }],
  ]
  for (const [name, person] of faults) {
    it(name, async () => {
      world.idp.seats({ tid: TENANT, ...person })
      const { page } = await signsIn()
      expect(page).toMatchObject({ status: 403, title: 'This sign-in does not count' })
      expect(proofIn(page.html)).toBe('')
      expect(linked).toEqual([])
      expect(refusals).toEqual([{ identity: ACCOUNT, personId: null }])
    })
  }

  it('who may not be linked, such as an emergency account', async () => {
    world.idp.seats({ oid: EMERGENCY })
    const { page } = await signsIn()
    expect(page).toMatchObject({ status: 409, title: 'Not linked' })
    expect(proofIn(page.html)).toBe('')
    expect(refusals).toEqual([{ identity: ACCOUNT, personId: null }])
  })

  it('when somebody else’s browser finishes it, or the way back is gone twice', async () => {
    const browser = openBrowser()
    browser.stopAt(/\/verify\/callback/)
    await browser.open(linkOf(MALLORY))
    const { url } = await browser.submit()
    browser.stopAt(null)
    expect(await openBrowser().open(url)).toMatchObject({ status: 410, title: 'This sign-in cannot be finished' })
    expect(await browser.open(url)).toMatchObject({ status: 200, title: 'Is this your account?' })
    expect(await browser.open(url)).toMatchObject({ status: 410 })
    expect(linked).toEqual([])
  })

  it('by the proof of another link, a changed proof, or the same form twice', async () => {
    const own = await signsIn()
    const proof = proofIn(own.page.html)
    const fields = (value: string) => ({
      method: 'POST',
      body: new URLSearchParams({ proof: value }),
      headers: { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' },
    })
    expect((await own.browser.once(linkOf(MALLORY), fields(proof))).status).toBe(400)
    expect((await own.browser.once(own.link, fields(`${proof}A`))).status).toBe(400)
    expect(linked).toEqual([])
    const both = await Promise.all([1, 2].map(() => own.browser.once(own.link, fields(proof))))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410])
    expect(linked).toHaveLength(1)
    expect((await openBrowser().open(own.link)).status).toBe(410)
  })

  it('after ten minutes, even when the sign-in began in time', async () => {
    const link = linkOf()
    world.clock.laterMs = 9 * 60_000
    const browser = openBrowser()
    browser.stopAt(/\/verify\/callback/)
    await browser.open(link)
    const { url } = await browser.submit()
    browser.stopAt(null)
    world.clock.laterMs = 11 * 60_000
    expect(await browser.open(url)).toMatchObject({ status: 410, title: 'This link is no longer valid' })
    expect(linked).toEqual([])
  })

  it('when the account was linked, or the person, while they signed in', async () => {
    const { browser } = await signsIn()
    linked.push({ identity: MALLORY, personId: ADELE })
    expect(await browser.submit()).toMatchObject({ status: 409, title: 'Not linked' })
    world.idp.seats({ oid: ALEX })
    const other = await signsIn()
    linked.push({ identity: ACCOUNT, personId: ADELE })
    expect(await other.browser.submit()).toMatchObject({ status: 410 })
    expect(linked.map(({ personId }) => personId)).toEqual([ADELE, ADELE])
  })
})
