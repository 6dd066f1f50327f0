import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBrowser } from '../browser.ts'
import { eventually } from '../eventually.ts'
import { type ChatClient, chatClient, linkOf } from '../process/chat-client.ts'
import { type ServerProcess, startServer } from '../process/server-process.ts'
import { englishIn } from './english-words.ts'

/** The demo organisation as Lidia Holloway, who reads French, sees it. */

let browser: Browser
let server: ServerProcess
let lidia: ChatClient
let proof: string

beforeAll(async () => {
  server = await startServer()
  browser = await startBrowser()
  lidia = chatClient(server.url, 'lidia')
  await lidia.says('/elevate aide')
  await lidia.says('/elevate')
  await lidia.says('/elevate frobnicateur 1 h')
  await lidia.says('/elevate Administrateur d’utilisateurs 1 h INC-1234 jusqu’à 17 h')
  await lidia.says('/elevate administrateur SharePoint pendant 1 h INC-1234 car le quota est dépassé')
  proof = linkOf(await lidia.sees((message) => JSON.stringify(message.card).includes('/verify/')))
  await lidia.says('mes demandes')
  await lidia.sees(({ fallbackText }) => fallbackText.startsWith('Vos demandes'))
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

interface Look {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
}
const looks: readonly Look[] = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
]

async function open(address: string, { width, colorScheme }: Look): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(address)
  return page
}

async function chat(look: Look): Promise<Page> {
  const page = await open(`${server.url}/?as=lidia`, look)
  await eventually(() => page.getByRole('button', { name: 'Envoyer', exact: true }).isEnabled()).toBe(true)
  return page
}

/** Elements that reach beyond the window, and buttons or titles that hide a part of their words. */
function overflows(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const seen = [...document.querySelectorAll('main *, form *')].filter((element) => !element.closest('.unseen, .skip'))
    const beyond = seen.filter((element) => {
      const { left, right } = element.getBoundingClientRect()
      return left < 0 || right > innerWidth + 0.5
    })
    const cut = seen.filter((element) => element.matches('button, h1, h2, h3, td, dd, label') &&
      element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).display !== 'inline')
    const page = document.documentElement.scrollWidth > innerWidth ? [document.documentElement] : []
    return [...page, ...beyond, ...cut].map((element) => element.tagName + ' ' + element.textContent.slice(0, 60))
  })()`)
}

/** Accessible names and hints, which nobody sees and some people hear. */
const SPOKEN = `[...document.querySelectorAll('[aria-label], [placeholder], [alt], [title]')].flatMap((element) =>
  ['aria-label', 'placeholder', 'alt', 'title'].map((name) => element.getAttribute(name) ?? ''))`

/** What the demonstration is made of: names of channels and scopes, which the organisation writes. */
const ofTheOrganisation = /#security-feed|#security-alerts|Montréal office/g

describe('the web chat', () => {
  test.each(looks)('is in French, and everything fits: %o', async (look) => {
    const page = await chat(look)

    expect(await page.evaluate('document.documentElement.lang')).toBe('fr')
    expect(await overflows(page)).toEqual([])
    await page.screenshot({ path: `test/output/french-${look.width}-${look.colorScheme}.png` })
    await page.context().close()
  })

  test('says nothing in English, in sight or to a screen reader', async () => {
    const page = await chat({ width: 700, colorScheme: 'light' })
    await page.locator('summary').click()
    const names: string[] = await page.evaluate(SPOKEN)
    const said = `${await page.evaluate('document.body.innerText')}\n${names.join('\n')}`
    expect(englishIn(said.replaceAll(ofTheOrganisation, ''))).toEqual([])
    expect(said).toContain('Agir en tant que')
    expect(said).toContain('Horloge de démonstration')
    expect(said).toMatch(/\d\u00a0h\u00a0\d\d HN?A?E/)
    await page.context().close()
  })

  test('suggests in French what completes a line', async () => {
    const page = await chat({ width: 1280, colorScheme: 'light' })
    await page
      .getByRole('combobox', { name: 'Message' })
      .or(page.getByRole('textbox', { name: 'Message' }))
      .fill('admin')
    const first = page.getByRole('option', { name: /^Administrateur SharePoint 1 h$/ })
    await eventually(() => first.count()).toBe(1)
    await page.context().close()
  })
})

describe('the step-up page', () => {
  test.each(looks)('is in French, and everything fits: %o', async (look) => {
    const page = await open(proof, look)

    expect(await page.evaluate('document.documentElement.lang')).toBe('fr')
    expect(await page.getByRole('heading').textContent()).toBe('Confirmez votre identité')
    expect(englishIn(await page.evaluate<string>('document.body.innerText'))).toEqual([])
    expect(await overflows(page)).toEqual([])
    await page.context().close()
  })

  test('says in French that a code is wrong, and counts it', async () => {
    const page = await open(proof, { width: 1280, colorScheme: 'light' })
    const right = await lidia.code()
    await page.getByRole('textbox').fill(right === '000000' ? '000001' : '000000')
    await page.getByRole('button', { name: 'Confirmer' }).click()

    expect(await page.getByRole('alert').textContent()).toMatch(/^Ce code est erroné\. Essais restants\u00a0: \d\.$/)
    await page.context().close()
  })

  test('speaks to a stranger in the browser’s own language', async () => {
    for (const [locale, title] of [
      ['fr-CA', 'Ce lien n’est plus valide'],
      ['en-CA', 'This link is no longer valid'],
    ] as const) {
      const context = await browser.newContext({ locale })
      const page = await context.newPage()
      await page.goto(`${server.url}/verify/nobody-made-this`)
      expect(await page.getByRole('heading').textContent()).toBe(title)
      await context.close()
    }
  })
})
