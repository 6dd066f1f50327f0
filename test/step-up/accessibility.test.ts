import type { Browser, Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codeOfStep, fromBase32, stepAt } from '../../adapters/step-up/totp.ts'
import { HOUR } from '../../bot/index.ts'
import { startBrowser } from '../browser.ts'
import { eventually } from '../eventually.ts'
import { audit, tabThrough } from '../web/audit.ts'
import { FROM_OUR_PAGE, openWorld, PUBLIC_URL, REQUEST, sampleView, type World } from './world.ts'

let browser: Browser
let world: World

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  world = await openWorld()
  await world.demo.ensureDemoFactors(['adele'])
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  await world.close()
})

/** A browser for which the server at hand is the one that links lead to. */
async function open(link: string, language: 'en' | 'fr' = 'en'): Promise<Page> {
  const context = await browser.newContext({ locale: `${language}-CA`, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await page.route('**', answer)
  await page.goto(link)
  return page
}

async function answer(route: Route): Promise<void> {
  const request = route.request()
  const { 'accept-language': language = '', 'content-type': type = '' } = await request.allHeaders()
  const page = await world.request(request.url(), {
    method: request.method(),
    headers: { ...FROM_OUR_PAGE, 'Accept-Language': language, 'Content-Type': type },
    body: request.postData(),
  })
  await route.fulfill({ status: page.status, headers: Object.fromEntries(page.headers), body: page.html })
}

async function enter(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox').fill(code)
  await page.getByRole('button').click()
}

const title = (page: Page) => page.getByRole('heading', { level: 1 }).textContent()

describe.each([
  { language: 'en', proven: 'Thank you, that was you', wrong: /wrong\. Tries left: 4/ },
  { language: 'fr', proven: 'Merci, votre identité est confirmée', wrong: /erroné\. Essais restants/ },
] as const)('in $language nothing is held against', ({ language, proven, wrong }) => {
  beforeEach(() => {
    for (const [id, viewer] of world.viewers) world.viewers.set(id, { ...viewer, language })
  })

  test('the form, a wrong code and the end of it, in the language the page says it is in', async () => {
    world.engine.view = sampleView({ justification: 'Mailbox outage '.repeat(20), latestEnd: world.clock.time + HOUR })
    const page = await open(await world.stepUp.linkFor(REQUEST, 'adele'), language)
    expect(await audit(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.lang')).toBe(language)

    await enter(page, world.wrongCode('adele'))
    expect(await page.getByRole('alert').textContent()).toMatch(wrong)
    expect(await page.getByRole('textbox').getAttribute('aria-invalid')).toBe('true')
    expect(await audit(page)).toEqual([])

    await enter(page, world.code('adele'))
    expect(await title(page)).toBe(proven)
    expect(await audit(page)).toEqual([])
  })

  test('an enrolment with its picture, a wrong code, the end of it, and the link once it is used', async () => {
    const link = await world.enrolmentLink('lidia')
    const page = await open(link, language)
    expect(await page.getByRole('img').getAttribute('alt')).toContain('QR')
    expect(await audit(page)).toEqual([])

    await enter(page, '12')
    expect(await page.getByRole('alert').count()).toBe(1)
    expect(await audit(page)).toEqual([])

    const secret = fromBase32(((await page.locator('#secret').textContent()) ?? '').replaceAll(' ', ''))
    await enter(page, codeOfStep(secret, stepAt(world.clock.time)))
    expect(await page.getByRole('status').count()).toBe(1)
    expect(await audit(page)).toEqual([])

    await page.goto(link)
    expect(await page.getByRole('alert').count()).toBe(1)
    expect(await audit(page)).toEqual([])
  })

  test('linking a chat account: who one is, a wrong code, the last look, the end of it', async () => {
    const page = await open(world.accountLink(), language)
    expect(await page.evaluate('document.documentElement.lang')).toBe(language)
    expect(await audit(page)).toEqual([])

    for (const code of [world.wrongCode('adele'), world.code('adele')]) {
      await page.locator('#name').fill('adele')
      await page.locator('#code').fill(code)
      await page.getByRole('button').click()
      expect(await page.getByRole('alert').count()).toBe(1)
      expect(await page.locator('main b').count()).toBe(0)
      expect(await audit(page)).toEqual([])
    }

    await page.getByRole('button').click()
    expect(await page.getByRole('status').count()).toBe(1)
    expect(await audit(page)).toEqual([])
  })

  test('a link that has expired or was never made, and a person without an authenticator', async () => {
    const link = await world.enrolmentLink('lidia')
    world.clock.time += 25 * HOUR
    const page = await open(link, language)
    expect(await audit(page)).toEqual([])
    for (const next of [`${PUBLIC_URL}/verify/nonsense`, await world.stepUp.linkFor(REQUEST, 'lidia')]) {
      await page.goto(next)
      expect(await page.evaluate('document.documentElement.lang')).toBe(language)
      expect(await audit(page)).toEqual([])
    }
  })
})

describe('the keyboard alone', () => {
  test('starts in the field, and reaches the button', async () => {
    const page = await open(await world.stepUp.linkFor(REQUEST, 'adele'))
    await eventually(() => page.evaluate('document.activeElement.id')).toBe('code')

    expect(await tabThrough(page)).toEqual({ count: 2, missed: [], unseen: [] })
  })

  test('starts at the top where there is something to scan first', async () => {
    const page = await open(await world.enrolmentLink('lidia'))
    expect(await page.locator('[autofocus]').count()).toBe(0)

    expect(await tabThrough(page)).toEqual({ count: 2, missed: [], unseen: [] })
  })
})
