import type { TopLevelSpec } from 'vega-lite'
import type { Chart, ChartLook } from '../../bot/index.ts'
import { readerOf } from '../../cards/reader.ts'
import { PALETTES } from './palette.ts'

/** In points. Narrow, so that letters stay legible where a phone shows the picture 260 wide. */
const WIDTH = 400
/** A name above its bar. */
const ROW = 44
const PADDING = 14
/** The title with what is left free below it, and a line of small print. */
const TITLE = 34
const SUBTITLE = 16
const FONT = 'DejaVu Sans, Segoe UI, Arial, sans-serif'
/** Longer names are cut; the words beside the picture have them whole. */
const LONGEST_NAME = 44
/** Characters of a line of small print. */
const LINE = 50
/** What is left of the width for the number behind the longest bar. */
const NUMBER_WIDTH = 64

/** A chart in Vega-Lite's words. Names are data, never expressions. */
export function chartSpec(chart: Chart, look: ChartLook): TopLevelSpec {
  return chart.kind === 'roles' ? roleBars(chart, look) : timeColumns(chart, look)
}

function roleBars({ bars }: Chart & { kind: 'roles' }, look: ChartLook): TopLevelSpec {
  const { language, theme } = look
  const palette = PALETTES[theme]
  const numbers = new Intl.NumberFormat(language === 'fr' ? 'fr-CA' : 'en-CA')
  const values = bars.map(({ name, value }, rank) => ({
    rank,
    name: cut(name[language]),
    value,
    shown: numbers.format(value),
  }))
  const y = { field: 'rank', type: 'ordinal', axis: null } as const
  const x = {
    field: 'value',
    type: 'quantitative',
    axis: null,
    scale: { domainMin: 0, rangeMax: WIDTH - NUMBER_WIDTH },
  } as const
  const text = { type: 'text', align: 'left', fontSize: 15 } as const
  return {
    ...frame(look, { height: bars.length * ROW }),
    data: { values },
    encoding: { y },
    layer: [
      {
        mark: { type: 'bar', color: palette.bar, cornerRadiusEnd: 3, height: 14, yOffset: 9 },
        encoding: { x },
      },
      {
        mark: { ...text, dx: 6, dy: 9, color: palette.ink },
        encoding: { x, text: { field: 'shown', type: 'nominal' } },
      },
      {
        mark: { ...text, dy: -10, color: palette.ink },
        encoding: { x: { value: 0 }, text: { field: 'name', type: 'nominal' } },
      },
    ],
  }
}

function timeColumns({ columns }: Chart & { kind: 'time' }, look: ChartLook): TopLevelSpec {
  const palette = PALETTES[look.theme]
  const days = new Intl.DateTimeFormat(look.language === 'fr' ? 'fr-CA' : 'en-CA', {
    month: 'short',
    day: 'numeric',
    timeZone: look.timeZone,
  })
  const values = columns.map(({ at, value }, rank) => ({ rank, day: days.format(at), value }))
  return {
    ...frame(look, { height: 200, left: 44, below: 22 }),
    data: { values },
    mark: { type: 'bar', color: palette.bar, cornerRadiusEnd: 2 },
    encoding: {
      x: {
        field: 'day',
        type: 'ordinal',
        sort: null,
        title: null,
        axis: { labelAngle: 0, labelOverlap: 'greedy', ticks: false, labelPadding: 6 },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title: null,
        axis: { tickMinStep: 1, domain: false, ticks: false, tickCount: 4 },
      },
    },
  }
}

/** `left` and `below` are for the words of axes: Vega takes text for a third wider than it is, so it is not asked. */
function frame(look: ChartLook, { height, left = 0, below = 0 }: { height: number; left?: number; below?: number }) {
  const { theme, language, timeZone, simulated = false } = look
  const { words } = readerOf(language, timeZone)
  const subtitle = simulated ? linesOf(words.report.simulated()) : []
  const top = PADDING + TITLE + subtitle.length * SUBTITLE
  const { background, ink, muted, line } = PALETTES[theme]
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background,
    autosize: 'none',
    padding: { left: PADDING + left, right: PADDING, top, bottom: PADDING + below },
    width: WIDTH - left,
    height,
    title: {
      text: words.labels.chartActivations(),
      subtitle,
      subtitleColor: muted,
      subtitleFontSize: 13,
      anchor: 'start',
      color: ink,
      fontSize: 17,
      fontWeight: 600,
      offset: 12,
    },
    config: {
      font: FONT,
      view: { stroke: null },
      axis: { labelColor: muted, labelFontSize: 15, gridColor: line, domainColor: line },
    },
  } as const
}

function linesOf(text: string): string[] {
  return text.match(new RegExp(`.{1,${LINE}}(?:\\s|$)`, 'gu'))?.map((line) => line.trim()) ?? [text]
}

/** No character is cut in two. */
function cut(name: string): string {
  const characters = [...name]
  return characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…` : name
}
