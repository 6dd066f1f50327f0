import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { STRANGER } from './journey-config.ts'
import { type JourneyWorld, startJourney } from './journey-world.ts'
import { buttonsIn, shownText } from './shown.ts'

let world: JourneyWorld
beforeAll(async () => {
  world = await startJourney('http')
})
afterAll(() => world.close())

interface Opened {
  readonly status: number
  readonly html: string
}

/** The link in the newest answer that this user alone was shown, after they typed something. */
async function linkFor(name: string): Promise<string> {
  await types(name, 'SharePoint Administrator 30m INC-4321')
  const blocks = world.slack.peer.of('respond').at(-1)?.args['blocks']
  return buttonsIn(blocks).find(({ url }) => url?.includes('/verify/account/'))?.url ?? ''
}

const headersOf = (link: string) => ({
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
  origin: new URL(link).origin,
})

async function opens(link: string): Promise<Opened> {
  const response = await fetch(link, { headers: { 'accept-language': 'en' } })
  return { status: response.status, html: await response.text() }
}

async function sends(link: string, fields: { readonly [name: string]: string }, headers: object = {}): Promise<Opened> {
  const body = String(new URLSearchParams(fields))
  const response = await fetch(link, { method: 'POST', body, headers: { ...headersOf(link), ...headers } })
  return { status: response.status, html: await response.text() }
}

/** What the last page says to type in the account, as Slack hands it on. */
const lineOn = (html: string) => /<code>\/elevate (link \d{4} \d{4})<\/code>/.exec(html)?.[1] ?? ''

/** The answer to a line that somebody sends. */
async function types(name: string, line: string): Promise<string> {
  const before = world.answers().length
  await world.says(name, line)
  await eventually(() => world.answers().length).toBeGreaterThan(before)
  return world.answers().at(-1) ?? ''
}

const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''

async function proves(link: string, name: string, code: string): Promise<Opened> {
  return sends(link, { name, code, nonce: hidden((await opens(link)).html, 'nonce') })
}

/** A code that counts: each only once. */
async function freshCode(name: string): Promise<string> {
  await world.pass(31_000)
  return world.codeOf(name)
}

describe('somebody whom nobody has linked', () => {
  it('asks, proves who they are, sees what is linked to whom, is linked, and then gets what they ask for', async () => {
    const link = await linkFor('emeric')
    expect(world.answers().at(-1)).toContain('I do not know yet who you are.')
    expect(await world.direct('emeric')).toEqual([])

    const page = await opens(link)
    for (const text of ['Link your chat account', 'Slack', world.idOf('emeric'), 'emeric@nordet.example', 'Nordet']) {
      expect(page.html).toContain(text)
    }
    expect(page.html).not.toContain('Émeric Roy')

    const proven = await proves(link, 'Emeric@Nordet.example', await freshCode('emeric'))
    expect(proven.html).toContain('Émeric Roy')
    expect(proven.html).toContain('Oui, lier ce compte à mon nom')
    expect(await linkFor('emeric')).not.toBe('')

    const confirmed = await sends(link, { proof: hidden(proven.html, 'proof') }, { 'accept-language': 'fr-CA' })
    expect(confirmed).toMatchObject({ status: 200, html: expect.stringContaining('Il reste une étape') })
    expect(await linkFor('emeric')).not.toBe('')
    expect(await types('emeric', lineOn(confirmed.html))).toContain('/elevate')
    expect(world.answers().at(-1)).not.toContain('I do not know')

    await world.says('emeric', 'SharePoint Administrator 30m INC-4321')
    await eventually(async () => (await world.direct('emeric')).map(({ blocks }) => shownText(blocks)).join()).toMatch(
      /En attente de vérification d’identité.*Administrateur SharePoint/s,
    )
    await eventually(async () => (await world.alerts()).map(({ blocks }) => shownText(blocks)).join()).toMatch(
      /Slack: emeric.*Émeric Roy/s,
    )
    await eventually(async () =>
      (await world.direct('emeric')).map(({ blocks }) => shownText(blocks)).join(),
    ).toContain(world.idOf('emeric'))
    const [one, other] = [await opens(link), await sends(link, { proof: hidden(proven.html, 'proof') })]
    expect([one.status, other.status]).toEqual([410, 410])
  })

  it('finds a link that works in their App Home, too', async () => {
    await world.opensHome('odile')
    await eventually(world.home).toContain('I do not know yet who you are.')
    const view = world.slack.peer.of('views.publish').at(-1)?.args['view']
    const link = buttonsIn(view).find(({ url }) => url?.includes('/verify/account/'))?.url ?? ''
    expect((await opens(link)).html).toContain(world.idOf('odile'))
  })
})

describe('a link for an account', () => {
  it('changes nothing when it is opened or previewed, and says nothing of the people there are', async () => {
    const link = await linkFor(STRANGER)
    for (let i = 0; i < 3; i += 1) expect((await opens(link)).status).toBe(200)
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200)
    expect((await opens(link)).html).not.toMatch(/Odile|Adele|Wilber/)
    expect(await types(STRANGER, 'mine')).toContain('I do not know yet who you are.')
  })

  it('is refused when cut, changed, of another account, or after ten minutes', async () => {
    const link = await linkFor(STRANGER)
    const token = link.slice(link.lastIndexOf('/') + 1)
    const bytes = Buffer.from(token, 'base64url')
    const other = bytes.toString('latin1').replace(world.idOf(STRANGER), world.idOf('odile'))
    const forged = Buffer.from(other, 'latin1').toString('base64url')
    for (const wrong of [token.slice(0, -4), `${token}A`, forged, 'x', '__proto__']) {
      expect((await opens(link.replace(token, wrong))).status).toBe(410)
    }
    expect((await opens(link)).status).toBe(200)
    await world.pass(10 * 60_000)
    expect((await opens(link)).status).toBe(410)
  })

  it('answers alike to a wrong code, an unknown name and a person without an authenticator', async () => {
    const link = await linkFor(STRANGER)
    const pages: string[] = []
    for (const name of ['odile', 'nobody@nordet.example', 'odile@nordet.example']) {
      const { status, html } = await proves(link, name, '000000')
      expect(status).toBe(403)
      pages.push(html.replace(/value="[^"]*"/g, '').replace(/left: \d/, ''))
    }
    expect(new Set(pages).size).toBe(1)
    expect(pages[0]).toContain('Name and code do not belong together')
  })

  it('is locked after five wrong tries, whichever link of the account they came by, and locks nobody else out', async () => {
    await world.pass(16 * 60_000)
    const before = await linkFor(STRANGER)
    const statuses: number[] = []
    for (let i = 0; i < 5; i += 1) {
      const link = i < 3 ? before : await linkFor(STRANGER)
      statuses.push((await proves(link, 'odile', '000000')).status)
    }
    expect(statuses).toEqual([403, 403, 403, 403, 429])
    const right = await freshCode('odile')
    expect((await proves(await linkFor(STRANGER), 'odile', right)).status).toBe(429)
    const own = await proves(await linkFor('odile'), 'odile', right)
    expect(own.html).toContain('Odile Morin')
  })

  it('takes each code, each form and each confirmation once', async () => {
    await world.pass(16 * 60_000)
    const link = await linkFor(STRANGER)
    const code = await freshCode('odile')
    const nonce = hidden((await opens(link)).html, 'nonce')
    expect((await sends(link, { name: 'odile', code, nonce })).html).toContain('Odile Morin')
    expect((await sends(link, { name: 'odile', code: await freshCode('odile'), nonce })).html).toContain('too old')
    expect((await proves(await linkFor(STRANGER), 'odile', code)).html).toContain('Name and code do not belong')
  })

  it('takes a confirmation only for the link it was made for, and only from its own page', async () => {
    const own = await linkFor('odile')
    const proven = await proves(own, 'odile', await freshCode('odile'))
    const proof = hidden(proven.html, 'proof')
    const fixed = await linkFor(STRANGER)
    expect((await sends(fixed, { proof })).status).toBe(400)
    expect((await sends(fixed, { proof: `${proof}A` })).status).toBe(400)
    expect((await sends(own, { proof }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await sends(own, { proof }, { origin: 'https://evil.example' })).status).toBe(403)
    expect(await types(STRANGER, 'mine')).toContain('I do not know yet who you are.')
  })

  it('sent on to somebody else names the account it links, before and after they prove who they are', async () => {
    const fixed = await linkFor(STRANGER)
    const page = await opens(fixed)
    expect(page.html).toContain(world.idOf(STRANGER))
    expect(page.html).toContain('Did somebody send it to you? Then close this page')
    const proven = await proves(fixed, 'odile', await freshCode('odile'))
    expect(proven.html).toContain(world.idOf(STRANGER))
    expect(proven.html).toContain('mallory@nordet.example')
    expect(proven.html).toContain('The e-mail address of the account is not your sign-in name.')
    expect(await types(STRANGER, 'mine')).toContain('I do not know yet who you are.')
  })

  it('confirmed by whoever it was sent on to links nothing, and the account that made it cannot go on by guessing', async () => {
    await world.pass(16 * 60_000)
    const fixed = await linkFor(STRANGER)
    const proven = await proves(fixed, 'odile', await freshCode('odile'))
    const confirmed = await sends(fixed, { proof: hidden(proven.html, 'proof') })
    const line = lineOn(confirmed.html)
    expect(line).not.toBe('')
    expect(await types('odile', line)).toContain('That is not the line of the page.')
    const digits = line.replace(/\D/g, '')
    const wrong = digits.replace(/^./, (first) => String((Number(first) + 1) % 10))
    for (let i = 0; i < 5; i += 1) expect(await types(STRANGER, `link ${wrong}`)).toContain('That is not the line')
    expect(await types(STRANGER, line)).toContain('That is not the line of the page.')
    expect(await types(STRANGER, 'mine')).toContain('I do not know yet who you are.')
    expect(await types('odile', 'mine')).toContain('I do not know yet who you are.')
    await eventually(async () => (await world.alerts()).map(({ blocks }) => shownText(blocks)).join()).toContain(
      world.idOf(STRANGER),
    )
  })

  it('gives a line that is good for ten minutes, and that a newer one ends', async () => {
    await world.pass(16 * 60_000)
    async function line() {
      const link = await linkFor('odile')
      const proven = await proves(link, 'odile', await freshCode('odile'))
      return lineOn((await sends(link, { proof: hidden(proven.html, 'proof') })).html)
    }
    const [older, newer] = [await line(), await line()]
    expect(await types('odile', older)).toContain('That is not the line of the page.')
    await world.pass(10 * 60_000)
    expect(await types('odile', newer)).toContain('That is not the line of the page.')
    expect(await types('odile', 'mine')).toContain('I do not know yet who you are.')
  })

  it('links nobody who is linked, nobody disabled, and no account twice', async () => {
    const link = await linkFor(STRANGER)
    const proven = await proves(link, 'adele', await freshCode('adele'))
    const taken = await sends(link, { proof: hidden(proven.html, 'proof') })
    expect(taken).toMatchObject({ status: 409, html: expect.stringContaining('one person has one account') })
    expect(await types(STRANGER, 'mine')).toContain('I do not know yet who you are.')
    expect(await types('adele', 'mine')).not.toContain('I do not know')
  })

  it('is given to no guest, no stranger of Slack Connect, and nobody of another workspace', async () => {
    for (const fields of [{ is_restricted: true }, { is_stranger: true }, { team_id: 'T0ELSEWHERE' }]) {
      await world.pass(6 * 60_000)
      world.slack.describe(world.idOf(STRANGER), fields)
      expect(await linkFor(STRANGER)).toBe('')
      expect(world.answers().at(-1)).toContain('I cannot help you here.')
    }
  })
})
