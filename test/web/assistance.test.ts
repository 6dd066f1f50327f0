import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBrowser } from '../browser.ts'
import { eventually } from '../eventually.ts'
import { audit, NARROW, tabThrough } from './audit.ts'
import { type ServedWeb, serveWeb } from './serve-web.ts'
import { activationView, approvalView, confirmationView, formView, outgoing, requestView } from './views.ts'

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

async function open(path = '/?as=adele', viewport = { width: 1280, height: 800 }): Promise<Page> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  await page.goto(`${web.url}${path}`)
  await eventually(() => page.getByRole('button', { name: 'Send', exact: true }).isEnabled()).toBe(true)
  return page
}

async function post(key: string, change: Parameters<typeof outgoing>[0] = {}): Promise<string> {
  const outcome = await web.platform.send(outgoing({ key, ...change }))
  if (outcome.outcome !== 'sent') throw new Error(outcome.reason)
  return outcome.messageId
}

const focusedId = (page: Page) => page.evaluate<string>('document.activeElement.id')

/** What is put into live regions from here on, as far as it is put there after the region itself. */
async function listen(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(`{
    heard = ''
    const live = '[role=log], [role=status], [role=alert]'
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const region = target.closest(live)
        if (region && region.ariaLive !== 'off') for (const node of addedNodes) heard += node.textContent + ' '
      }
    }).observe(document.body, { subtree: true, childList: true })
  }`)
  return () => page.evaluate<string>('heard')
}

describe('a screen reader', () => {
  test('is given a new message, and what becomes of an old one', async () => {
    const id = await post('a')
    const page = await open()
    const heard = await listen(page)
    await post('b', { view: confirmationView() })
    await eventually(heard).toContain('Your approval counts')
    expect(await page.getByRole('log').getByRole('article').count()).toBe(2)

    await post('a', { view: requestView({ status: 'canceled', actions: [] }), viewVersion: 2, replaces: id })
    await eventually(heard).toContain('Canceled')
  })

  test('is told how many suggestions there are, that the line is lost, and that it is back', async () => {
    web.engine.suggestions = ['/elevate mine', '/elevate help']
    const page = await open()
    const heard = await listen(page)
    await page.getByRole('combobox', { name: 'Message' }).pressSequentially('/el')
    await eventually(heard).toContain('2 suggestions')
    await page.context().setOffline(true)
    await eventually(heard).toContain('The connection is lost')
    expect(await heard()).not.toContain('The connection is back')
    await page.context().setOffline(false)
    await eventually(heard).toContain('The connection is back')
  })

  test('finds each card under the page’s one title', async () => {
    for (const key of ['a', 'b']) await post(key)
    const page = await open()

    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual(['Elevate'])
    expect(await page.getByRole('log').getByRole('heading', { level: 2 }).count()).toBe(2)
  })
})

describe('the keyboard alone', () => {
  test.each([
    { width: 1280, height: 800 },
    { width: 320, height: 640 },
  ])('reaches every control, each with its focus in sight: %o', async (viewport) => {
    await post('a', { view: approvalView({ confirm: true }) })
    await post('b', { view: formView() })
    await post('c', { view: requestView({ verifyUrl: 'https://elevate.example.com/verify/x', actions: ['cancel'] }) })
    const page = await open('/?as=adele', viewport)
    if (viewport.width === 320) await page.locator('summary').click()
    const { count, missed, unseen } = await tabThrough(page)

    expect([missed, unseen]).toEqual([[], []])
    expect(count).toBeGreaterThan(20)
  })

  test('comes to the text box at once, and in a channel to its messages, without leaving it', async () => {
    await post('feed', { address: 'security-feed', view: activationView() })
    const page = await open()
    await page.keyboard.press('Tab')
    expect(await focusedId(page)).toBe('skip')
    await page.keyboard.press('Enter')
    expect(await focusedId(page)).toBe('box')

    await page.getByRole('link', { name: '#security-feed' }).click()
    await eventually(() => page.getByRole('combobox', { name: 'Message' }).isDisabled()).toBe(true)
    await page.locator('#skip').focus()
    await page.keyboard.press('Enter')
    expect(await focusedId(page)).toBe('log')
    expect(await page.getByRole('link', { name: '#security-feed' }).getAttribute('aria-current')).toBe('page')
  })

  test('sees where it is when the button it pressed is gone', async () => {
    const id = await post('a')
    const page = await open()
    await page.getByRole('button', { name: 'Cancel' }).focus()
    await page.keyboard.press('Enter')
    await post('a', { view: requestView({ status: 'canceled', actions: [] }), viewVersion: 2, replaces: id })
    await eventually(() => page.evaluate('document.activeElement.tagName')).toBe('ARTICLE')

    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  })
})

describe('a window that is too low, as when it is zoomed in', () => {
  test.each([
    { width: 320, height: 256 },
    { width: 800, height: 300 },
  ])('still scrolls to everything: %o', async (viewport) => {
    await post('a', { view: approvalView() })
    const page = await open('/?as=adele', viewport)
    const controls = page
      .locator('#person, #conversations a, #box, #send')
      .or(page.getByRole('button'))
      .filter({ visible: true })
    // As far as a click would go: scrolled to, and with nothing in front.
    for (const control of await controls.all()) await control.click({ trial: true })
    expect(await page.getByRole('log').evaluate((element) => element.clientHeight)).toBeGreaterThan(60)
  })
})

describe('the audit itself', () => {
  test('reports what is broken on purpose, and only that', async () => {
    const page = await open('/?as=adele')
    await page.evaluate(`{
      const picture = document.createElement('img')
      const pale = document.createElement('p')
      const wide = document.createElement('div')
      picture.src = '/web/icon.svg'
      pale.textContent = 'pale'
      pale.style.cssText = 'color: #aaa; background: #fff'
      wide.style.cssText = 'width: 2000px; height: 1px'
      document.querySelector('main').prepend(picture, pale)
      document.body.append(wide)
    }`)
    const found = await audit(page, NARROW)

    for (const rule of ['image-alt: .chat > img', 'color-contrast: .chat > p', 'scrolls sideways']) {
      expect(found.filter((line) => line.includes(rule))).toHaveLength(2)
    }
    expect(found).toHaveLength(6)
  })

  test('knows controls that the keyboard misses, and focus that does not show', async () => {
    const page = await open('/?as=adele')
    await page.evaluate(`{
      document.getElementById('copy').tabIndex = -1
      document.getElementById('send').style.outline = 'none'
    }`)

    expect(await tabThrough(page)).toMatchObject({ missed: ['copy'], unseen: ['send'] })
  })
})
