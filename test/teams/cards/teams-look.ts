import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'

/** Teams' own renderer is not to be had; this is the library that its cards are specified by, in Teams' looks. */
export interface Looks {
  readonly theme: 'light' | 'dark'
  /** Of the card, in pixels: a desktop's chat, or a phone. */
  readonly width: number
}

export interface Drawn {
  /** What the renderer found wrong with the card. */
  readonly problems: readonly string[]
  readonly text: string
  readonly buttons: number
  /** Something is wider than the card, or drawn outside of it. */
  readonly overflows: readonly string[]
}

const THEMES = {
  light: { page: '#f5f5f5', card: '#ffffff', text: '#242424', subtle: '#616161', accent: '#5b5fc7', line: '#d1d1d1' },
  dark: { page: '#1f1f1f', card: '#292929', text: '#ffffff', subtle: '#adadad', accent: '#9299f7', line: '#525252' },
} as const
const SIGNALS = {
  light: { good: '#237b4b', warning: '#835c00', attention: '#c4314b' },
  dark: { good: '#92c353', warning: '#f8d22a', attention: '#f9526b' },
} as const
const BACKGROUNDS = {
  light: { emphasis: '#f0f0f0', good: '#e7f2da', warning: '#fbf6d9', attention: '#fcf4f6', accent: '#e8ebfa' },
  dark: { emphasis: '#333333', good: '#1e3a1c', warning: '#3b3314', attention: '#3f1d24', accent: '#2f2f4a' },
} as const

/** A page on which cards can be drawn one after the other. */
export async function openCardPage(browser: Browser, looks: Looks): Promise<CardPage> {
  const viewport = { width: looks.width + 32, height: 900 }
  const page = await browser.newPage({ viewport, deviceScaleFactor: 1.5, colorScheme: looks.theme })
  await page.setContent(`<!doctype html><meta charset="utf-8"><style>${styles(looks)}</style><main id="card"></main>`)
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js') })
  await page.addScriptTag({ path: join(import.meta.dirname, 'draw-card.js') })
  return {
    page,
    draw: (card) => page.evaluate(`drawCard(${JSON.stringify(card)}, ${JSON.stringify(hostConfig(looks))})`),
  }
}

export interface CardPage {
  readonly page: Page
  draw(card: object): Promise<Drawn>
}

function styles({ theme, width }: Looks): string {
  const { page, card, text, line, accent } = THEMES[theme]
  const { attention, good } = SIGNALS[theme]
  return `
    body { margin: 0; padding: 16px; background: ${page}; color: ${text}; font: 14px 'Segoe UI', sans-serif }
    #card { width: ${width}px; background: ${card}; border: 1px solid ${line}; border-radius: 6px; box-sizing: border-box }
    .ac-actionSet { flex-wrap: wrap; row-gap: 8px }
    .ac-actionSet > div, .ac-pushButton { max-width: 100%; min-width: 0 }
    .ac-pushButton { font: 600 14px 'Segoe UI', sans-serif; padding: 5px 16px; border: 1px solid ${line}; border-radius: 4px;
      background: transparent; color: ${text}; white-space: normal }
    .ac-pushButton.style-positive { color: ${good}; border-color: ${good} }
    .ac-pushButton.style-destructive { color: ${attention}; border-color: ${attention} }
    .ac-input { font: inherit; color: inherit; background: transparent; border: 1px solid ${line}; border-radius: 4px;
      padding: 5px 8px; box-sizing: border-box; width: 100% }
    a { color: ${accent} }`
}

function hostConfig({ theme }: Looks): object {
  const { card, text, subtle, accent } = THEMES[theme]
  const both = (colour: string) => ({ default: colour, subtle: colour })
  const signals = SIGNALS[theme]
  const foregroundColors = {
    default: { default: text, subtle },
    ...{ accent: both(accent), good: both(signals.good), warning: both(signals.warning) },
    attention: both(signals.attention),
  }
  const styled = Object.entries({ default: card, ...BACKGROUNDS[theme] })
  const containerStyles = styled.map(([name, backgroundColor]) => [name, { backgroundColor, foregroundColors }])
  return {
    fontFamily: "'Segoe UI', sans-serif",
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    containerStyles: Object.fromEntries(containerStyles),
    actions: { maxActions: 6, actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 8 },
    factSet: {
      title: { weight: 'bolder', wrap: true, maxWidth: 140 },
      value: { wrap: true },
      spacing: 16,
    },
    inputs: { label: { requiredInputs: { weight: 'bolder' }, optionalInputs: { weight: 'bolder' } } },
  }
}
