import { mkdirSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCharts } from '../../adapters/charts/index.ts'
import { htmlReport } from '../../bot/cli/report/html-report.ts'
import type { Language } from '../../bot/domain/values.ts'
import { startBrowser } from '../browser.ts'
import { quarter } from '../quarter/quarter.ts'
import { audit } from '../web/audit.ts'
import { reportWorld } from './world.ts'

/** The report as people open it: a file, without a network. `npm run pictures` also keeps pictures to look at. */

const TAKEN = 'test/output/report'
const DAY = 86_400_000

let browser: Browser
const pages: { [language in Language]: string } = { en: '', fr: '' }
beforeAll(async () => {
  const made = quarter({ seed: 11, people: 60, activations: 500 })
  const world = await reportWorld({ ...made, from: made.to - 10 * DAY })
  const charts = createCharts()
  const look = { theme: 'page', timeZone: made.organisation.timeZone } as const
  const bars = [{ name: { en: 'Exchange Administrator', fr: 'Administrateur Exchange' }, value: 12 }]
  for (const language of ['en', 'fr'] as const) {
    const svg = await charts.svg({ kind: 'roles', bars }, { ...look, language })
    pages[language] = await world.written(htmlReport, language, [svg])
  }
  await charts.close()
  await world.end()
  browser = await startBrowser()
  mkdirSync(TAKEN, { recursive: true })
}, 60_000)
afterAll(() => browser.close())

async function opened(language: Language, width: number): Promise<{ page: Page; asked: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, offline: true })
  const page = await context.newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.setContent(pages[language], { waitUntil: 'load' })
  return { page, asked }
}

describe.each(['en', 'fr'] as const)('the page of the report, %s', (language) => {
  it('asks for nothing, is wide enough for no sideways scrolling, and has nothing that axe finds', async () => {
    const { page, asked } = await opened(language, 1280)
    const narrow = { width: 320, colorScheme: 'light' } as const
    const wide = { width: 1280, colorScheme: language === 'en' ? 'light' : 'dark' } as const
    // Of text in a drawing axe decides no contrast: palettes have a test of their own.
    expect((await audit(page, [wide])).filter((line) => !line.includes('color-contrast: text['))).toEqual([])
    // Of cells that are scrolled to, axe decides no contrast; their colours are those of the wide page.
    expect((await audit(page, [narrow])).filter((line) => !line.includes('color-contrast'))).toEqual([])
    expect(asked).toEqual([])
    await keepPicture(page, `${language}-320`)
    await page.context().close()
  })

  it('asks the browser nothing about neighbours, which would make a long table slow to open', () => {
    expect(pages[language]).toContain('<style>')
    expect(pages[language]).not.toContain(':has(')
  })

  it('prints on pages that each begin with the head of their table, no row and its note torn apart', async () => {
    const { page, asked } = await opened(language, 1016)
    await page.emulateMedia({ media: 'print' })
    const style = (selector: string, property: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${property}')`)
    expect(await style('.activations thead', 'display')).toBe('table-header-group')
    expect(await style('.activations tbody tr', 'break-inside')).toBe('avoid')
    expect(await style('.activations tbody tr:not(.more)', 'break-after')).toBe('avoid')
    expect(await style('body', 'color')).toBe('rgb(0, 0, 0)')
    const wide = await page.locator('table').evaluateAll((all) => all.filter((each) => each.scrollWidth > 1016).length)
    expect(wide).toBe(0)
    const pdf = await page.pdf({ preferCSSPageSize: true })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    // A4 across, more than one of them.
    const count = Number(/\/Type \/Pages[^>]*\/Count (\d+)/u.exec(pdf.toString('latin1'))?.[1] ?? 0)
    expect(count).toBeGreaterThan(1)
    expect(asked).toEqual([])
    await keepPicture(page, `${language}-paper`)
    await page.context().close()
  })
})

async function keepPicture(page: Page, name: string): Promise<void> {
  if (process.env['MODE'] === 'pictures') await page.screenshot({ path: `${TAKEN}/${name}.png`, fullPage: true })
}
