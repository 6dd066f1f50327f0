import { mkdirSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toCard } from '../../../adapters/teams/card.ts'
import type { Language } from '../../../bot/domain/values.ts'
import type { CardView } from '../../../bot/domain/views/card-view.ts'
import { startBrowser } from '../../browser.ts'
import { SAMPLES } from '../../cards/sample-views.ts'
import { linksOf, verbsOf } from './shown.ts'
import { openCardPage } from './teams-look.ts'

/** Every card drawn by Microsoft's renderer in a real browser; `npm run pictures` also keeps pictures to look at. */

const TAKEN = 'test/output/teams'
const LOOKS = [
  { theme: 'light', width: 520, language: 'en' },
  { theme: 'dark', width: 520, language: 'fr' },
  { theme: 'light', width: 320, language: 'fr' },
] as const
const PICTURED = new Set([
  ...['request pendingApproval', 'request active', 'request expired', 'approval pendingApproval', 'approval critical'],
  ...['approval escalated, everything unusual', 'activation active', 'notice endingSoon with buttons', 'form empty'],
  ...['form with problems', 'candidates', 'list mine', 'settings with approval', 'help', 'refusal, several'],
  ...['usage alert, every oddity', 'usage alert, much evidence', 'usage alert wentRound', 'report with every section'],
  ...['approval with long names', 'alert assignedOutside', 'list who, many', 'confirmation denied'],
])

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
  mkdirSync(TAKEN, { recursive: true })
})
afterAll(() => browser.close())

function cardOf(view: CardView, language: Language) {
  return toCard(view, { language, timeZone: 'America/Toronto' }, { key: 'card:x', refreshFor: null })
}

/** One of each kind and status: what differs by a code alone is drawn alike. */
const DRAWN = SAMPLES.filter(
  ({ name }) => !/nothing known$|^notice (?!endingSoon)|^refusal (?!verification)/.test(name),
)

const isPictured = ({ name }: { readonly name: string }) => PICTURED.has(name)

describe.each(LOOKS)('cards in Teams, $theme, $width pixels wide, $language', ({ theme, width, language }) => {
  it('are drawn whole, by a renderer that finds nothing wrong, with every button', async () => {
    const { page, draw } = await openCardPage(browser, { theme, width })
    for (const { name, view } of width < 400 ? DRAWN : DRAWN.filter(isPictured)) {
      const card = cardOf(view, language)
      const { buttons, overflows, problems } = await draw(card)
      expect({ name, problems, overflows }).toEqual({ name, problems: [], overflows: [] })
      expect(buttons, name).toBe(verbsOf(card).length + linksOf(card).length)
      if (process.env['MODE'] !== 'pictures' || !isPictured({ name })) continue
      await page.locator('#card').screenshot({ path: `${TAKEN}/${theme}-${width}-${name.replace(/\W+/g, '-')}.png` })
    }
    await page.close()
  })
})
