import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startBrowser } from '../browser.ts'
import { eventually } from '../eventually.ts'
import { type ServedWeb, serveWeb } from './serve-web.ts'
import {
  activationView,
  approvalView,
  confirmationView,
  formView,
  NOON,
  outgoing,
  refusalView,
  requestView,
} from './views.ts'

const COMMAND = '/elevate Exchange Administrator 1h INC-1234'
const INJECTION =
  '<img src=x onerror=window.hacked=1><script>window.hacked=1</script> **bold** [click](https://evil.example) ' +
  '`code` https://evil.example @everyone {{DATE(2020-01-01T00:00:00Z)}} &lt;b&gt; \u202Etxt.exe'

let browser: Browser
let web: ServedWeb
let complaints: string[]
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
  complaints = []
})
afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  // It waits a while for what browsers hold open, and the next test need not.
  stopping.push(web.stop())
})

interface Look {
  readonly width?: number
  readonly height?: number
  readonly colorScheme?: 'light' | 'dark'
}

async function open(path = '/?as=adele', look: Look = {}) {
  const page = await load(path, look)
  await online(page)
  return page
}

async function load(path: string, { width = 1280, height = 800, colorScheme = 'light' }: Look = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(`${web.url}${path}`)
  return page
}

/** Ready to send: the line of events is there. */
async function online(page: Page): Promise<void> {
  await eventually(() => page.getByRole('button', { name: /^(Send|Envoyer)$/ }).isEnabled()).toBe(true)
}

async function post(key: string, change: Parameters<typeof outgoing>[0] = {}): Promise<string> {
  const outcome = await web.platform.send(outgoing({ key, ...change }))
  if (outcome.outcome !== 'sent') throw new Error(outcome.reason)
  return outcome.messageId
}

const box = (page: Page) => page.getByLabel('Message')
const entries = (page: Page) => page.getByRole('log').getByRole('article')
const options = (page: Page) => page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')
const focusedLabel = (page: Page) => page.evaluate<string | null>('document.activeElement?.ariaLabel ?? null')

describe('typing', () => {
  test('sends a line with Enter, shows it, and then the answer', async () => {
    web.engine.process = async () => {
      await post('answer', { view: requestView({ status: 'active' }) })
    }
    const page = await open()
    await box(page).fill(COMMAND)
    await box(page).press('Enter')

    await eventually(() => entries(page).count()).toBe(2)
    expect(await entries(page).first().textContent()).toContain(COMMAND)
    expect(await entries(page).last().textContent()).toContain('Exchange Administrator')
    expect(await box(page).inputValue()).toBe('')
    expect(web.engine.deliveries).toMatchObject([{ raw: { kind: 'text', personId: 'adele', text: COMMAND } }])
    expect(complaints).toEqual([])
  })

  test('sends nothing that is empty', async () => {
    const page = await open()
    await box(page).fill('   ')
    await box(page).press('Enter')
    await page.getByRole('button', { name: 'Send', exact: true }).click()

    expect(web.engine.deliveries).toEqual([])
  })

  test('gives the text back when it was not stored, and sends the same act again', async () => {
    const page = await open()
    web.engine.before = async () => {
      throw new Error('disk full')
    }
    await box(page).fill(COMMAND)
    await box(page).press('Enter')
    await expect
      .poll(() => page.getByRole('alert').allInnerTexts())
      .toContain('Nothing was stored and nothing happened. Try again in a moment.')
    expect(await box(page).inputValue()).toBe(COMMAND)
    expect(await entries(page).count()).toBe(0)

    web.engine.before = async () => {}
    await box(page).press('Enter')
    await eventually(() => entries(page).count()).toBe(1)
  })

  test('makes one delivery of one act when the answer to the first try got lost', async () => {
    const page = await open()
    let lost = true
    await page.route('**/api/web/messages?*', async (route) => {
      if (!lost) return await route.continue()
      lost = false
      await route.fetch()
      await route.abort()
    })
    await box(page).fill(COMMAND)
    await box(page).press('Enter')
    await eventually(() => box(page).inputValue()).toBe(COMMAND)
    await box(page).press('Enter')
    await eventually(() => box(page).inputValue()).toBe('')

    expect(web.engine.deliveries).toHaveLength(1)
    expect(await entries(page).count()).toBe(1)
  })
})

describe('suggestions', () => {
  beforeEach(() => {
    web.engine.suggestions = [COMMAND, '/elevate Exchange Recipient Administrator 1h', '/elevate help']
  })

  test('are chosen with the arrow keys and taken with Enter, which does not send', async () => {
    const page = await open()
    await box(page).pressSequentially('/el')
    await eventually(() => options(page).count()).toBe(3)
    await box(page).press('ArrowDown')
    await box(page).press('ArrowDown')
    expect(await page.locator('[role=option][aria-selected=true]').textContent()).toContain('Recipient')
    expect(await box(page).getAttribute('aria-activedescendant')).toBe('suggestion-1')
    await box(page).press('Enter')

    expect(await box(page).inputValue()).toBe('/elevate Exchange Recipient Administrator 1h')
    expect(web.engine.deliveries).toEqual([])
    await box(page).press('Escape')
    await box(page).press('Enter')
    await eventually(() => web.engine.deliveries.length).toBe(1)
  })

  test('never change what is sent where none was chosen', async () => {
    const page = await open()
    await box(page).pressSequentially('/elevate mine')
    await eventually(() => options(page).count()).toBe(3)
    await box(page).press('Enter')

    await eventually(() => web.engine.deliveries.length).toBe(1)
    expect(web.engine.deliveries).toMatchObject([{ raw: { text: '/elevate mine' } }])
    await eventually(() => options(page).count()).toBe(0)
  })

  test('are taken with Tab and put away with Escape', async () => {
    const page = await open()
    await box(page).pressSequentially('/el')
    await eventually(() => options(page).count()).toBe(3)
    await box(page).press('Tab')
    expect(await box(page).inputValue()).toBe(COMMAND)
    expect(await focusedLabel(page)).toBe('Message')

    await eventually(() => options(page).count()).toBe(2)
    await box(page).press('Escape')
    expect(await options(page).count()).toBe(0)
    await box(page).press('Tab')
    expect(await focusedLabel(page)).not.toBe('Message')
  })

  test('are taken with the mouse', async () => {
    const page = await open()
    await box(page).pressSequentially('/el')
    await page.getByRole('option', { name: '/elevate help' }).click()

    expect(await box(page).inputValue()).toBe('/elevate help')
    expect(await focusedLabel(page)).toBe('Message')
  })

  test('are nothing but text', async () => {
    web.engine.suggestions = [INJECTION]
    const page = await open()
    await box(page).pressSequentially('/el')
    await eventually(() => options(page).first().textContent()).toContain('<img src=x')

    expect(await page.evaluate("'hacked' in window")).toBe(false)
  })
})

describe('a card', () => {
  test('posts a pressed button once, with its inputs, and waits for the answer', async () => {
    const id = await post('card', { view: approvalView(), address: 'person:alex' })
    const page = await open('/?as=alex')
    const approve = page.getByRole('button', { name: 'Approve', exact: true })
    await page.getByLabel('Reason').fill('looks right')
    await approve.dblclick()
    await approve.click({ force: true })
    await page.getByRole('button', { name: 'Deny' }).click({ force: true })
    await eventually(() => web.engine.deliveries.length).toBe(1)

    expect(await approve.isDisabled()).toBe(true)
    expect(web.engine.deliveries).toMatchObject([
      {
        raw: {
          kind: 'action',
          personId: 'alex',
          action: { verb: 'approve', requestId: 'EL-4F7K', termsVersion: 1, inputs: { reason: 'looks right' } },
        },
      },
    ])
    const view = approvalView({ status: 'approved', actions: [] })
    await post('card', { view, viewVersion: 2, address: 'person:alex', replaces: id })
    await eventually(() => approve.count()).toBe(0)
    expect(await entries(page).count()).toBe(1)
    expect(web.engine.deliveries).toHaveLength(1)
  })

  test('can be pressed again after an answer that leaves it as it is', async () => {
    web.engine.process = async () => {
      await post('answer', { view: refusalView(), address: 'person:alex' })
    }
    await post('card', { view: approvalView(), address: 'person:alex' })
    const page = await open('/?as=alex')
    const deny = page.getByRole('button', { name: 'Deny' })
    await deny.click()

    await eventually(() => entries(page).count()).toBe(2)
    await eventually(() => deny.isEnabled()).toBe(true)
  })

  test('can be pressed again when the press could not be stored, and says so', async () => {
    await post('card', { view: approvalView(), address: 'person:alex' })
    const page = await open('/?as=alex')
    web.engine.before = async () => {
      throw new Error('disk full')
    }
    const approve = page.getByRole('button', { name: 'Approve', exact: true })
    await approve.click()

    await expect
      .poll(() => page.getByRole('alert').allInnerTexts())
      .toContain('Nothing was stored and nothing happened. Try again in a moment.')
    await eventually(() => approve.isEnabled()).toBe(true)
    expect(web.engine.deliveries).toEqual([])
  })

  test('sends a form as it was filled in', async () => {
    await post('card', { view: formView() })
    const page = await open()
    await page.getByLabel('Ticket').fill('INC-77')
    await page.getByLabel('Duration').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Send request' }).click()

    await eventually(() => web.engine.deliveries.length).toBe(1)
    expect(web.engine.deliveries).toMatchObject([
      { raw: { action: { verb: 'submit', inputs: { ticket: 'INC-77', duration: 'PT30M' } } } },
    ])
    expect(JSON.stringify(web.engine.deliveries)).toContain('role:29232cdf-9323-42fd-ade2-1d097af3e4de:/')
  })

  test('keeps what was half typed, the focus and the cursor when it is brought up to date', async () => {
    const id = await post('card', { view: approvalView(), address: 'person:alex' })
    const page = await open('/?as=alex')
    const reason = page.getByLabel('Reason')
    await page.getByLabel('Shorter duration').selectOption({ index: 2 })
    await reason.pressSequentially('not now')
    await reason.press('ArrowLeft')
    await post('card', {
      view: approvalView({}, 'changed'),
      viewVersion: 2,
      address: 'person:alex',
      replaces: id,
    })
    await eventually(() => entries(page).first().textContent()).toContain('changed')
    await page.keyboard.type('!')

    expect(await reason.inputValue()).toBe('not no!w')
    expect(await page.getByLabel('Shorter duration').inputValue()).toBe('PT15M')
  })

  test('keeps the focus near when the focused button is gone', async () => {
    const id = await post('card')
    const page = await open()
    await page.getByRole('button', { name: 'Cancel' }).focus()
    const view = requestView({ status: 'canceled', actions: [] })
    await post('card', { view, viewVersion: 2, replaces: id })

    await eventually(() => page.getByRole('button', { name: 'Cancel' }).count()).toBe(0)
    expect(await page.evaluate('document.activeElement.tagName')).toBe('ARTICLE')
  })

  test('names each of its inputs, also beside a card with the same ones', async () => {
    await post('a', { view: approvalView(), address: 'person:alex' })
    await post('b', { view: approvalView(), address: 'person:alex' })
    const page = await open('/?as=alex')
    await entries(page).last().getByText('Reason', { exact: true }).click()
    await page.keyboard.type('second')

    expect(await page.getByLabel('Reason').first().inputValue()).toBe('')
    expect(await page.getByLabel('Reason').last().inputValue()).toBe('second')
    const ids = await page.evaluate<string[]>("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('opens a link in a new tab that knows nothing of this one', async () => {
    const verifyUrl = `${web.url}/healthz`
    await post('card', { view: requestView({ status: 'pendingVerification', verifyUrl, actions: ['cancel'] }) })
    const page = await open()
    const [tab] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Prove it is you' }).click(),
    ])
    await tab.waitForLoadState()

    expect(tab.url()).toBe(verifyUrl)
    expect(await tab.evaluate('window.opener')).toBeNull()
    expect(web.engine.deliveries).toEqual([])
  })

  test('opens addresses of the web, and none that would run here, read a file or mean nothing', async () => {
    const addresses = [
      ...[
        'javascript:window.hacked=1',
        'JavaScript://localhost/%0Awindow.hacked=1',
        'data:text/html,<script>1</script>',
      ],
      ...['blob:http://localhost/1', 'file:///etc/passwd', 'nonsense', 'https://tickets.example/1'],
    ]
    await post('card')
    const page = await open()
    await page.addInitScript('opened = []; window.open = (...args) => void opened.push(args.join(" "))')
    await page.route('**/messages?*', async (route) => {
      const body = await (await route.fetch()).json()
      for (const { card } of body.messages) card.body.push(...addresses.map((url, at) => linkTo(url, `Trap ${at}`)))
      await route.fulfill({ json: body })
    })
    await page.reload()
    for (const at of addresses.keys()) await page.getByRole('link', { name: `Trap ${at}` }).click()

    expect(await page.evaluate('opened')).toEqual(['https://tickets.example/1 _blank noopener,noreferrer'])
    expect(await page.evaluate("'hacked' in window")).toBe(false)
  })

  test('shows what people typed as it was typed: no markup, no link, no macro', async () => {
    await post('card', { view: approvalView({}, INJECTION), address: 'person:alex' })
    await web.post('/api/web/messages?as=alex', { nonce: 'nonce-0123456789abcdef', text: INJECTION })
    const page = await open('/?as=alex')
    await eventually(() => entries(page).count()).toBe(2)

    for (const entry of await entries(page).all()) {
      const text = ((await entry.textContent()) ?? '').replaceAll('\u2060', '')
      expect(text).toContain('<script>window.hacked=1</script> **bold** [click](https://evil.example) `code`')
      expect(text).toContain('{{DATE(2020-01-01T00:00:00Z)}} &lt;b&gt;')
      expect(await entry.locator('img, script, b, strong, em, code, a').count()).toBe(0)
    }
    expect(await page.evaluate("'hacked' in window")).toBe(false)
    expect(complaints).toEqual([])
  })
})

function linkTo(url: string, title: string): object {
  return { type: 'ActionSet', actions: [{ type: 'Action.OpenUrl', title, url }] }
}

describe('conversations', () => {
  test('show what comes at once, and count what comes elsewhere', async () => {
    const page = await open()
    await post('own', { view: confirmationView() })
    await post('feed', { address: 'security-feed', view: activationView() })
    await eventually(() => entries(page).count()).toBe(1)
    await eventually(() => page.getByRole('img', { name: '1 unread' }).count()).toBe(1)
    expect(await page.title()).toBe('(1) Elevate')

    await page.getByRole('link', { name: '#security-feed', exact: true }).click()
    await eventually(() => entries(page).textContent()).toContain('Adele Vance')
    expect(await page.getByRole('img', { name: '1 unread' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: '#security-feed' }).getAttribute('aria-current')).toBe('page')
  })

  test('take lines only where they are one’s own', async () => {
    const page = await load('/?as=adele#security-feed')
    await eventually(() => box(page).getAttribute('placeholder')).toContain('Read only')
    expect(await box(page).isDisabled()).toBe(true)

    await page.getByRole('link', { name: 'Elevate', exact: true }).click()
    await eventually(() => box(page).isEnabled()).toBe(true)
  })

  test('take a button in a channel, answered in one’s own', async () => {
    web.engine.process = async () => {
      await post('answer', { view: confirmationView() })
    }
    await post('feed', { address: 'security-feed', view: activationView() })
    const page = await open()
    await page.getByRole('link', { name: '#security-feed' }).click()
    await page.getByRole('button', { name: 'Revoke' }).click()

    await eventually(() => page.getByRole('img', { name: '1 unread' }).count()).toBe(1)
    expect(web.engine.deliveries).toMatchObject([{ raw: { action: { verb: 'revoke' } } }])
  })

  test('draw the newest of a long history first, and the rest when asked', async () => {
    for (let at = 0; at < 150; at += 1) await post(`k${at}`, { view: confirmationView() })
    const page = await open()
    await eventually(() => entries(page).count()).toBe(100)
    await page.getByRole('button', { name: 'Show earlier' }).click()

    await eventually(() => entries(page).count()).toBe(150)
    expect(await page.getByRole('button', { name: 'Show earlier' }).count()).toBe(0)
  })

  test('leave a reader of older messages where they are', async () => {
    for (let at = 0; at < 30; at += 1) await post(`k${at}`, { view: confirmationView() })
    const page = await open()
    const log = page.getByRole('log')
    await log.evaluate((element) => {
      element.scrollTop = 0
    })
    await post('new', { view: confirmationView() })
    await page.getByRole('button', { name: 'Jump to the newest' }).click()

    await eventually(() => log.evaluate((element) => element.scrollTop)).toBeGreaterThan(500)
    expect(await page.getByRole('button', { name: 'Jump to the newest' }).isVisible()).toBe(false)
  })
})

describe('acting as', () => {
  test('shows the conversation of the person chosen, and sends as them', async () => {
    await post('a')
    await post('b', { address: 'person:alex', view: approvalView() })
    const page = await open()
    await box(page).fill('half typed as Adele')
    await page.getByLabel('Acting as').selectOption('Alex Wilber')
    await eventually(() => entries(page).textContent()).toContain('Adele Vance asks for')
    expect(await box(page).inputValue()).toBe('')
    await online(page)
    await box(page).fill('hello')
    await box(page).press('Enter')

    await eventually(() => web.engine.deliveries.length).toBe(1)
    expect(web.engine.deliveries).toMatchObject([{ raw: { personId: 'alex' } }])
  })

  test('sends nothing as anybody while the next person is not there yet', async () => {
    const page = await open()
    let arrive = () => {}
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    await page.route('**/api/web/state?as=alex', async (route) => {
      await arrived
      await route.continue()
    })
    await page.getByLabel('Acting as').selectOption('alex')
    await page.evaluate("document.getElementById('box').focus()")
    await page.keyboard.type('hello')
    await page.keyboard.press('Enter')
    expect(await focusedLabel(page)).toBeNull()
    arrive()
    await online(page)
    await eventually(() => page.evaluate('document.activeElement.id')).toBe('person')

    expect(web.engine.deliveries).toEqual([])
  })

  test('lets two tabs be two people, and stay it over a reload', async () => {
    const adele = await open('/?as=adele')
    const alex = await adele.context().newPage()
    await alex.goto(`${web.url}/?as=alex`)
    await post('a', { view: confirmationView() })
    await eventually(() => entries(adele).count()).toBe(1)
    expect(await entries(alex).count()).toBe(0)

    await alex.reload()
    await eventually(() => alex.getByLabel('Acting as').inputValue()).toBe('alex')
    expect(await adele.getByLabel('Acting as').inputValue()).toBe('adele')
  })

  test('starts as somebody known where the address names a stranger', async () => {
    const page = await open('/?as=ghost')
    await eventually(() => page.getByLabel('Acting as').inputValue()).toBe('adele')
  })

  test('shows the code of that person, to be copied, and says that nothing here is real', async () => {
    const page = await open()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await eventually(() => page.getByRole('complementary').textContent()).toContain('123456')
    await page.getByRole('button', { name: 'Copy' }).click()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('123456')
    expect(await page.getByRole('note').textContent()).toMatch(/Demonstration.*invented organisation.*Nothing.*real/s)

    await page.getByLabel('Acting as').selectOption('alex')
    await eventually(() => page.getByRole('complementary').textContent()).toContain('654321')
  })

  test('moves the clock for all tabs', async () => {
    const page = await open()
    const other = await open('/?as=lidia')
    await page.getByRole('button', { name: 'Skip 50 minutes' }).click()

    await eventually(() => page.getByRole('complementary').textContent()).toMatch(/08:50:0\d EDT/)
    await eventually(() => other.getByRole('complementary').textContent()).toMatch(
      /14\u00a0h\u00a050\u00a0min\u00a00\d/,
    )
    expect(web.engine.now()).toBe(NOON + 50 * 60_000)
  })
})

describe('without a line to the server', () => {
  test('says so, sends nothing, keeps what was typed, and catches up without doubles', async () => {
    const id = await post('a')
    const page = await open()
    await box(page).fill(COMMAND)
    const { state, engine, port } = web
    await web.stop()
    await eventually(() => page.getByText('The connection is lost').isVisible()).toBe(true)
    await box(page).press('Enter')
    expect(await page.getByText('Your text is still in the box').isVisible()).toBe(true)
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
    expect(await box(page).inputValue()).toBe(COMMAND)

    web = await serveWeb({ state, engine, port })
    await post('a', { view: requestView({ status: 'active', viewVersion: 2 }), viewVersion: 2, replaces: id })
    await post('b', { view: confirmationView() })
    await eventually(() => entries(page).count()).toBe(2)
    await online(page)
    expect(await page.getByText('The connection is lost').isVisible()).toBe(false)
    expect(await box(page).inputValue()).toBe(COMMAND)
    await box(page).press('Enter')

    await eventually(() => entries(page).count()).toBe(3)
    expect(await page.getByText('Your text is still in the box').isVisible()).toBe(false)
    expect(engine.deliveries).toHaveLength(1)
  }, 30_000)

  test('goes on where it was after a break of the network', async () => {
    const page = await open()
    const starts: (string | null)[] = []
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url())
      if (pathname === '/api/web/events') starts.push(searchParams.get('since'))
    })
    await post('a', { view: confirmationView() })
    await eventually(() => entries(page).count()).toBe(1)
    await page.context().setOffline(true)
    await eventually(() => page.getByText('The connection is lost').isVisible()).toBe(true)
    await post('b', { view: confirmationView() })
    await page.context().setOffline(false)

    await eventually(() => entries(page).count()).toBe(2)
    await online(page)
    expect(starts.at(-1)).toMatch(/elevate:1/)
  })

  test('comes up when the server does', async () => {
    const page = await open()
    await page.route('**/api/web/state*', (route) => route.abort())
    await page.reload()
    await eventually(() => page.getByText('Elevate does not answer').isVisible()).toBe(true)
    await page.unroute('**/api/web/state*')

    await eventually(() => box(page).isVisible()).toBe(true)
  })
})

describe('looks', () => {
  const looks = [
    ['wide light', { width: 1360, height: 860, colorScheme: 'light' }],
    ['wide dark', { width: 1360, height: 860, colorScheme: 'dark' }],
    ['middle light', { width: 900, height: 760, colorScheme: 'light' }],
    ['narrow light', { width: 320, height: 640, colorScheme: 'light' }],
    ['narrow dark', { width: 390, height: 780, colorScheme: 'dark' }],
  ] as const

  test('fit, wide, middle and narrow, light and dark', async () => {
    await web.post('/api/web/messages?as=alex', { nonce: 'nonce-0123456789abcdef', text: '/elevate pending' })
    await post('card', {
      view: approvalView({}, `mailbox moves ${'x'.repeat(90)}`),
      address: 'person:alex',
    })
    await post('feed', { address: 'security-feed', view: activationView() })
    const page = await open('/?as=alex')
    await eventually(() => entries(page).count()).toBe(2)
    for (const [name, { colorScheme, width, height }] of looks) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height })
      await eventually(() => page.evaluate('innerWidth')).toBe(width)
      await page.screenshot({ path: `test/output/web-${name.replace(' ', '-')}.png` })
      expect([name, await sticksOut(page)]).toEqual([name, [0, [], []]])
    }
    expect(complaints).toEqual([])
  })

  /** By how much the page scrolls sideways; the controls that are cut off; texts of what is hidden in part. */
  async function sticksOut(page: Page): Promise<unknown[]> {
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
    const cut = await page.evaluate(`
      [...document.querySelectorAll('.log button, .log input, .log select, .line button, .line input')]
        .map((element) => element.getBoundingClientRect())
        .filter(({ left, right }) => left < 0 || right > innerWidth)`)
    const hidden = await page.evaluate(`
      [...document.querySelectorAll('.log *')]
        .filter((element) => getComputedStyle(element).overflow === 'hidden')
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.textContent)`)
    return [overflow, cut, hidden]
  }

  test('can be used with the keyboard alone, with the focus in sight', async () => {
    await post('card', { view: approvalView(), address: 'person:alex' })
    const page = await open('/?as=alex')
    const seen: string[] = []
    for (let at = 0; at < 24; at += 1) {
      await page.keyboard.press('Tab')
      const [name, outline] = await page.evaluate<[string, string]>(`(() => {
        const element = document.activeElement
        if (element === document.body) return ['', '']
        return [element.id || element.ariaLabel || element.textContent, getComputedStyle(element).outlineStyle]
      })()`)
      if (name) expect([name, outline]).toEqual([name, 'solid'])
      seen.push(name)
    }

    for (const name of ['person', 'Elevate', '#security-feed', 'Approve', 'Deny', 'box', 'send', 'copy']) {
      expect(seen).toContain(name)
    }
  })
})
