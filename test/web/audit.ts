import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
// Nothing that is asked for reads style sheets, which `preload` would load again each time.
const OPTIONS = JSON.stringify({ runOnly: TAGS, resultTypes: ['violations', 'incomplete'], preload: false })

type Faults = Pick<AxeResults, 'violations' | 'incomplete'>

export interface Look {
  readonly width: number
  readonly colorScheme: 'light' | 'dark'
}

export const NARROW: readonly Look[] = [
  { width: 320, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
]
export const LOOKS: readonly Look[] = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  ...NARROW,
]

/** In `npm test` each language is looked at in two of the four: every pair of language, width and theme is. `npm run accessibility` looks at all. */
function usualLooks(language: string): readonly Look[] {
  if (process.env['MODE'] === 'accessibility') return LOOKS
  const isFrench = language.startsWith('fr')
  return LOOKS.filter(({ width, colorScheme }) => ((width === 320) === (colorScheme === 'dark')) !== isFrench)
}

/**
 * What axe-core holds against the page in each look, what it cannot decide, and whether the page scrolls sideways: one
 * line each. No rule is switched off. `covered`: something lies over the page, behind which axe decides no contrast.
 */
export async function audit(page: Page, looks: readonly Look[] | null = null, covered = false): Promise<string[]> {
  // Evaluated, which no content security policy concerns: the page is audited under its own.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE)
  const found: string[] = []
  const language = await page.evaluate<string>('document.documentElement.lang')
  for (const look of looks ?? usualLooks(language)) {
    await dress(page, look)
    const { violations, incomplete } = await page.evaluate<Faults>(
      `axe.run(document, ${OPTIONS}).then(({ violations, incomplete }) => ({ violations, incomplete }))`,
    )
    const faults = [...violations, ...(covered ? [] : incomplete)].flatMap(({ id, nodes }) =>
      nodes.map(({ target }) => `${id}: ${target.join(' ')}`),
    )
    if (await page.evaluate('document.scrollingElement.scrollWidth > innerWidth')) faults.push('scrolls sideways')
    found.push(...faults.map((fault) => `${look.width} ${look.colorScheme}: ${fault}`))
  }
  return found
}

/** Without transitions: half way through one, colours are those of neither look. A new size takes a frame to arrive. */
async function dress(page: Page, { width, colorScheme }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  if (page.viewportSize()?.width === width) return
  await page.setViewportSize({ width, height: width < 760 ? 640 : 800 })
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
}

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex="0"]'

/** Presses Tab all the way round: which controls were never reached, and which had the focus without showing it. */
export async function tabThrough(page: Page): Promise<{ count: number; missed: string[]; unseen: string[] }> {
  await page.evaluate(`
    controls = [...document.querySelectorAll('${FOCUSABLE}')]
      .filter((element) => element.checkVisibility() && !element.disabled && element.type !== 'hidden')
    nameOf = (element) => element.id || element.ariaLabel || element.textContent
    showsFocus = (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      const { left, right, top, bottom } = element.getBoundingClientRect()
      const inSight = left >= 0 && right <= innerWidth && top < innerHeight && bottom > 0
      const at = document.elementFromPoint((left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2)
      return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2 && inSight && element.contains(at)
    }
    document.activeElement.blur()`)
  const count = await page.evaluate<number>('controls.length')
  const reached = new Set<number>()
  const unseen: string[] = []
  // Once more than there are: the way round leads over the document itself.
  for (let press = 0; press <= count; press += 1) {
    await page.keyboard.press('Tab')
    const [at, shown, name] = await page.evaluate<[number, boolean, string]>(`(() => {
      const focused = document.activeElement
      return [controls.indexOf(focused), showsFocus(focused), nameOf(focused)]
    })()`)
    if (at >= 0 && !shown) unseen.push(name)
    reached.add(at)
  }
  const names = await page.evaluate<string[]>('controls.map(nameOf)')
  return { count, missed: names.filter((_, at) => !reached.has(at)), unseen }
}
