import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startBrowser } from '../browser.ts'
import { run, type ServerProcess, startServer } from '../process/server-process.ts'

/** The whole product as a newcomer meets it: a real process with the demo organisation, and a real browser. */

const LINE = '/elevate Exchange Administrator 1h INC-1234'

let browser: Browser
let context: BrowserContext
let server: ServerProcess

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())
beforeEach(async () => {
  server = await startServer()
  context = await browser.newContext({ viewport: { width: 1280, height: 860 } })
  context.setDefaultTimeout(60_000)
})
afterEach(async () => {
  await context.close()
  await server.cleanUp()
})

/** A tab in which somebody sits. */
async function tabOf(name: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(server.url)
  await page.getByLabel('Acting as').selectOption({ label: name })
  // Whoever was there before is still to be seen, and online, until the page is somebody else's.
  await page.locator('#shell:not([inert])').waitFor()
  await page.getByText(`Only ${name} sees this.`).waitFor()
  await expect.poll(() => page.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true)
  return page
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message').fill(text)
  await page.getByLabel('Message').press('Enter')
}

const cards = (page: Page): Locator => page.getByRole('log').getByRole('article')

function shows(page: Page, text: string | RegExp): Promise<void> {
  return cards(page).filter({ hasText: text }).last().waitFor()
}

async function press(page: Page, title: string): Promise<void> {
  await page.getByRole('log').getByRole('button', { name: title, exact: true }).last().click()
}

async function openChannel(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name }).or(page.getByRole('tab', { name })).first().click()
  await page.getByText('Everybody reads this channel').waitFor()
}

/** The demo's authenticator code of whoever sits at this tab. */
async function codeOf(page: Page): Promise<string> {
  const panel = page.locator('#panel')
  if (!(await panel.evaluate((element) => element.hasAttribute('open')))) await panel.locator('summary').click()
  await expect.poll(() => page.locator('#code').textContent()).toMatch(/\d{3}\s?\d{3}/)
  return ((await page.locator('#code').textContent()) ?? '').replaceAll(/\s/g, '')
}

/** The request id that the newest card names. */
async function idOn(page: Page): Promise<string> {
  return (
    (await cards(page)
      .last()
      .getByText(/^EL-[0-9A-Z]{4,}$/)
      .first()
      .textContent()) ?? ''
  )
}

async function prove(page: Page): Promise<Page> {
  const link = page
    .getByRole('log')
    .getByRole('link', { name: 'Prove it is you' })
    .or(page.getByRole('log').getByRole('button', { name: 'Prove it is you' }))
  const [verify] = await Promise.all([context.waitForEvent('page'), link.last().click()])
  await verify.getByRole('textbox').fill(await codeOf(page))
  await verify.getByRole('button').click()
  await verify.waitForLoadState()
  return verify
}

/** Adele holds the role, Alex having approved. */
async function activeFor(adele: Page, alex: Page): Promise<void> {
  await say(adele, LINE)
  await shows(adele, 'INC-1234')
  await (await prove(adele)).close()
  await shows(alex, 'Adele Vance')
  await press(alex, 'Approve')
  await shows(adele, /Active until/)
}

/** To look at; with `npm run pictures`. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env['MODE'] !== 'pictures') return
  await page.screenshot({ path: `test/output/main-job-${name}.png` })
}

describe('the main job in a browser', () => {
  it('one line without a form, proof, approval by somebody else, active, feed, expiry by the demo clock', async () => {
    const adele = await tabOf('Adele Vance')
    const alex = await tabOf('Alex Wilber')

    await say(adele, LINE)
    await shows(adele, 'INC-1234')
    expect(await adele.getByRole('log').getByRole('textbox').count()).toBe(0)
    await picture(adele, '1-asked')
    const verify = await prove(adele)
    await picture(verify, '2-proven')
    await verify.close()
    await shows(alex, 'Adele Vance')
    await picture(alex, '3-approval')
    await press(alex, 'Approve')
    await shows(adele, /Active until/)
    await picture(adele, '4-active')

    await openChannel(alex, '#security-feed')
    await shows(alex, /Adele Vance/)
    expect(await cards(alex).count()).toBe(1)
    await picture(alex, '5-feed')

    await adele.getByRole('button', { name: 'Skip 50 minutes' }).click()
    await shows(adele, /End now/)
    await picture(adele, '6-ending-soon')
    await adele.getByRole('button', { name: 'Skip 10 minutes' }).click()
    await shows(adele, /expired|ended/i)
    await shows(alex, /expired|ended/i)
    expect(await cards(alex).count()).toBe(1)
    await picture(adele, '7-ended')
  })

  it('ends early when the holder says so', async () => {
    const [adele, alex] = [await tabOf('Adele Vance'), await tabOf('Alex Wilber')]
    await activeFor(adele, alex)

    await press(adele, 'End now')

    await shows(adele, /deactivated/i)
  })

  it('is denied with a reason that the requester reads', async () => {
    const [adele, alex] = [await tabOf('Adele Vance'), await tabOf('Alex Wilber')]
    await say(adele, LINE)
    await (await prove(adele)).close()
    await shows(alex, 'Adele Vance')
    await alex
      .getByRole('log')
      .getByLabel(/Reason/)
      .last()
      .fill('Recipient Administrator is enough')
    await press(alex, 'Deny')
    await shows(adele, 'Recipient Administrator is enough')
    await picture(adele, '8-denied')
    await openChannel(alex, '#security-feed')
    expect(await cards(alex).count()).toBe(0)
  })

  it('refuses the requester as approver, and offers them no button', async () => {
    const [megan, alex] = [await tabOf('Megan Bowen'), await tabOf('Alex Wilber')]
    await say(megan, LINE)
    await (await prove(megan)).close()
    await shows(alex, 'Megan Bowen')
    expect(await megan.getByRole('log').getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0)
    const id = await idOn(megan)
    await say(megan, `/elevate approve ${id}`)
    await shows(megan, /own request/i)
    expect(await alex.getByRole('log').getByRole('button', { name: 'Approve', exact: true }).count()).toBe(1)
  })

  it('tells a stale second click who decided', async () => {
    const [adele, alex] = [await tabOf('Adele Vance'), await tabOf('Alex Wilber')]
    await say(adele, LINE)
    await (await prove(adele)).close()
    await shows(alex, 'Adele Vance')
    const megan = await tabOf('Megan Bowen')
    await shows(megan, 'Adele Vance')
    const id = await idOn(megan)
    await press(alex, 'Approve')
    await shows(adele, /active/i)

    await say(megan, `/elevate approve ${id}`)

    await shows(megan, /already/i)
    await picture(megan, '9-stale')
  })

  it('revokes a person: what runs ends, nothing new starts', async () => {
    const [adele, alex] = [await tabOf('Adele Vance'), await tabOf('Alex Wilber')]
    await activeFor(adele, alex)

    await say(alex, '/elevate revoke @Adele Vance account looks taken over')

    await shows(adele, /revoked/i)
    await say(adele, LINE)
    await shows(adele, /blocked/i)
    await openChannel(alex, '#security-alerts')
    await shows(alex, 'Adele Vance')
    await picture(alex, '10-revoked')
  })

  it('refuses an enrolment attempted from a stolen chat, and the printed link works once', async () => {
    const adele = await tabOf('Adele Vance')
    await say(adele, LINE)
    const link = adele.getByRole('log').locator('a[href*="/verify/"]')
    const [verify] = await Promise.all([
      context.waitForEvent('page'),
      adele.getByRole('log').getByText('Prove it is you').last().click(),
    ])
    expect(await verify.getByText(/scan|secret key/i).count()).toBe(0)
    const forged = verify.url().replace('/verify/', '/verify/enrol/')
    await verify.goto(forged)
    expect(await verify.getByRole('img').count()).toBe(0)
    expect(await verify.getByRole('textbox').count()).toBe(0)
    await say(adele, '/elevate enrol adele')
    await shows(adele, LINE)
    expect(await link.count()).toBeLessThanOrEqual(1)

    const env = { ELEVATE_DATA: server.data, ELEVATE_PORT: new URL(server.url).port }
    const printed = await run(['bot/cli.ts', 'enrol', 'adele', '--json'], { env })
    const { url } = JSON.parse(printed.stdout)
    await verify.goto(url)
    expect(await verify.getByRole('textbox').count()).toBe(1)
    await picture(verify, '11-enrol')
  })
})
