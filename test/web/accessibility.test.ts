import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { renderCard } from '../../cards/render-card.ts'
import { startBrowser } from '../browser.ts'
import { SAMPLES } from '../cards/sample-views.ts'
import { eventually } from '../eventually.ts'
import { audit, NARROW } from './audit.ts'
import { type ServedWeb, serveWeb } from './serve-web.ts'
import { activationView, approvalView, confirmationView, formView, outgoing } from './views.ts'

let browser: Browser
let web: ServedWeb
const stopping: Promise<void>[] = []

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await Promise.all(stopping)
})
beforeEach(async () => {
  web = await serveWeb()
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  stopping.push(web.stop())
})

async function open(path: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 640 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(`${web.url}${path}`)
  await online(page)
  return page
}

async function online(page: Page): Promise<void> {
  await eventually(() => page.getByRole('button', { name: /^(Send|Envoyer)$/ }).isEnabled()).toBe(true)
}

async function post(key: string, change: Parameters<typeof outgoing>[0]): Promise<void> {
  expect(await web.platform.send(outgoing({ key, ...change }))).toMatchObject({ outcome: 'sent' })
}

/** One sample of every card that differs from the others in more than its words; the last, which are the longest. */
const everyCard = [...new Map(SAMPLES.map(({ view }) => [shapeOf(view), view])).values()]

function shapeOf(view: (typeof SAMPLES)[number]['view']): string {
  const { card } = renderCard(view, { language: 'en', timeZone: 'UTC' })
  return JSON.stringify(card, (key, value) => {
    if (key === 'facts' || key === 'choices') return value.length > 0
    return typeof value === 'string' && !['type', 'style', 'color', 'size', 'weight'].includes(key) ? '' : value
  })
}

const entries = (page: Page) => page.getByRole('log').getByRole('article')

describe.each([
  ['en', 'adele'],
  ['fr', 'lidia'],
] as const)('in %s nothing is held against', (language, me) => {
  const address = `person:${me}`
  const own = `/?as=${me}`

  test('any card, in the language the page says it is in', async () => {
    await web.post(`/api/web/messages${own.slice(1)}`, { nonce: 'nonce-0123456789abcdef', text: '/elevate mine' })
    for (const [at, view] of everyCard.entries()) await post(`k${at}`, { address, view, language })
    const page = await open(own)
    expect(await entries(page).count()).toBe(everyCard.length + 1)

    expect(await audit(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.lang')).toBe(language)
  })

  test('an empty conversation, nor a channel with something unread elsewhere', async () => {
    const page = await open(own)
    expect(await audit(page)).toEqual([])

    await page.getByRole('link', { name: '#security-feed' }).click()
    await eventually(() => page.getByLabel('Message').isDisabled()).toBe(true)
    await post('feed', { address: 'security-feed', view: activationView(), language })
    await post('own', { address, view: confirmationView(), language })
    await eventually(() => page.getByRole('img', { name: /^1 / }).count()).toBe(1)
    await eventually(() => entries(page).count()).toBe(1)
    expect(await audit(page)).toEqual([])
  })

  test('suggestions, with one of them chosen, nor the notice that a press was not stored', async () => {
    web.engine.suggestions = ['/elevate Exchange Administrator 1h INC-1234', '/elevate help']
    await post('a', { address, view: approvalView({ confirm: true }), language })
    const page = await open(own)
    const box = page.getByRole('combobox', { name: 'Message' })
    await box.pressSequentially('/el')
    await eventually(() => box.getAttribute('aria-expanded')).toBe('true')
    await box.press('ArrowDown')

    expect(await audit(page, null, true)).toEqual([])
    await box.press('Escape')
    expect(await box.getAttribute('aria-expanded')).toBe('false')

    web.engine.before = async () => {
      throw new Error('disk full')
    }
    await page.getByRole('button', { name: /^(Approve|Approuver)$/ }).click()
    await eventually(() => page.getByRole('alert').count()).toBe(1)
    expect(await audit(page)).toEqual([])
  })

  test('the code and the clock where they have to be opened', async () => {
    await post('a', { address, view: formView(), language })
    const page = await open(own, 320)
    expect(await page.getByText(/123456|654321/).isVisible()).toBe(false)
    await page.locator('summary').click()
    await eventually(() => page.getByText(/123456|654321/).isVisible()).toBe(true)

    expect(await audit(page, NARROW)).toEqual([])
    await page.getByRole('button', { name: /^(Send|Envoyer)$/ }).click({ trial: true })
  })

  test('a lost connection, nor one that is back and says so', async () => {
    await post('a', { address, view: approvalView(), language })
    const page = await open(own)
    await page.context().setOffline(true)
    await eventually(() => page.getByRole('alert').allInnerTexts()).toEqual([
      expect.stringMatching(/connection is lost|connexion est perdue/),
    ])
    expect(await audit(page)).toEqual([])

    await page.context().setOffline(false)
    await online(page)
    await eventually(() => page.getByRole('status').allTextContents()).toContain(
      language === 'fr' ? 'La connexion est rétablie.' : 'The connection is back.',
    )
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await audit(page)).toEqual([])
  })

  test('a page whose server does not answer, and it shows nothing that does not work yet', async () => {
    const context = await browser.newContext({ locale: language === 'fr' ? 'fr-CA' : 'en-CA' })
    const page = await context.newPage()
    await page.route('**/api/web/state*', (route) => route.abort())
    await page.goto(`${web.url}${own}`)
    await eventually(() => page.getByRole('status').allInnerTexts()).toEqual([
      expect.stringMatching(/does not answer|ne répond pas/),
    ])

    expect(await audit(page)).toEqual([])
    expect(await page.getByRole('button').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.lang')).toBe(language)
  })
})
