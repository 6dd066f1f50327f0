import type { TopLevelSpec } from 'vega-lite'
import type { Chart, ChartLook } from '../../bot/index.ts'
import { readerOf } from '../../cards/reader.ts'
import { PALETTES } from './palette.ts'

const WIDTH = 520
const ROW = 30
const FONT = 'DejaVu Sans, Segoe UI, Arial, sans-serif'
const NAME_WIDTH = 230
/** Vega takes text for wider than it is; longer names are cut, the words beside the picture have them whole. */
const LABEL_LIMIT = 380

/** A chart in Vega-Lite's words. Names are data, never expressions. */
export function chartSpec(chart: Chart, look: ChartLook): TopLevelSpec {
  return chart.kind === 'roles' ? roleBars(chart, look) : timeColumns(chart, look)
}

function roleBars({ bars }: Chart & { kind: 'roles' }, look: ChartLook): TopLevelSpec {
  const { language, theme } = look
  const palette = PALETTES[theme]
  const values = bars.map(({ name, value }, rank) => ({ rank, name: name[language], value }))
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelLimit: LABEL_LIMIT, ticks: false, domain: false, labelPadding: 8 },
  } as const
  const x = { field: 'value', type: 'quantitative', title: null, axis: null } as const
  return {
    ...frame(look),
    width: WIDTH - NAME_WIDTH,
    height: { step: ROW },
    data: { values },
    encoding: { y, x },
    layer: [
      { mark: { type: 'bar', color: palette.bar, cornerRadiusEnd: 3, height: { band: 0.66 } } },
      {
        mark: { type: 'text', align: 'left', dx: 6, color: palette.ink, fontSize: 13 },
        encoding: { text: { field: 'value', type: 'quantitative' } },
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
    ...frame(look),
    width: WIDTH,
    height: 160,
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

function frame({ theme, language, timeZone, simulated = false }: ChartLook) {
  const { words } = readerOf(language, timeZone)
  const { background, ink, muted, line } = PALETTES[theme]
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background,
    padding: 14,
    title: {
      text: words.labels.chartActivations(),
      subtitle: simulated ? words.report.simulated() : '',
      subtitleColor: muted,
      subtitleFontSize: 12,
      anchor: 'start',
      color: ink,
      fontSize: 14,
      fontWeight: 600,
      offset: 12,
    },
    config: {
      font: FONT,
      view: { stroke: null },
      axis: { labelColor: muted, labelFontSize: 13, gridColor: line, domainColor: line },
    },
  } as const
}
