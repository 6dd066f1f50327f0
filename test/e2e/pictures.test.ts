import { copyFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startBrowser } from '../browser.ts'
import { chatClient, linkOf, requestIdOf } from '../process/chat-client.ts'
import { type ServerProcess, startServer } from '../process/server-process.ts'

/** The README's picture, taken of the product as it is. `npm run pictures` puts it into `docs/`. */

const TAKEN = 'test/output/web-chat.png'

let browser: Browser
let server: ServerProcess
beforeAll(async () => {
  server = await startServer()
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.cleanUp()
})

it('shows a request that was approved and is active', async () => {
  const page = await browser.newPage({ viewport: { width: 1180, height: 690 } })
  await page.goto(`${server.url}/?as=adele`)
  await activate()
  const card = page.getByRole('log').getByRole('article').filter({ hasText: 'End now' })
  await card.first().waitFor()
  await scrollToTop(page)
  await page.screenshot({ path: TAKEN })
  expect(await card.first().getByText('INC-1234').isVisible()).toBe(true)
  if (process.env['MODE'] === 'pictures') copyFileSync(TAKEN, 'docs/web-chat.png')
})

async function activate(): Promise<void> {
  const [adele, alex] = [chatClient(server.url, 'adele'), chatClient(server.url, 'alex')]
  await adele.says('/elevate Exchange Administrator 1h INC-1234')
  const card = await adele.sees((message) => JSON.stringify(message.card).includes('/verify/'))
  await adele.proves(linkOf(card))
  await alex.sees(({ fallbackText }) => fallbackText.includes(requestIdOf(card)))
  await alex.presses('approve', requestIdOf(card))
  await adele.sees(({ fallbackText }) => fallbackText.includes('Active until'))
}

async function scrollToTop(page: Page): Promise<void> {
  await page.getByRole('log').evaluate((log) => log.scrollTo({ top: 0 }))
}
