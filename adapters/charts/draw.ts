import { None, parse, View } from 'vega'
import { compile } from 'vega-lite'
import type { Chart, ChartLook } from '../../bot/index.ts'
import { chartSpec } from './chart-spec.ts'

/** Twice the size in points, for screens of today. */
const SCALE = 2

/** The chart as SVG. Nothing is loaded: data are given inline, and the loader refuses. */
export async function drawSvg(chart: Chart, look: ChartLook): Promise<string> {
  const { spec } = compile(chartSpec(chart, look))
  const view = new View(parse(spec), { renderer: 'none', logLevel: None, loader: REFUSING })
  const svg = await view.toSVG()
  view.finalize()
  return svg
}

export async function drawPng(chart: Chart, look: ChartLook): Promise<Uint8Array> {
  const svg = await drawSvg(chart, look)
  // A report has its pictures as SVG, and needs not load this.
  const { Resvg } = await import('@resvg/resvg-js')
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
  })
  return resvg.render().asPng()
}

const refuse = () => Promise.reject(new Error('A chart loads nothing'))
const REFUSING = { load: refuse, sanitize: refuse, http: refuse, file: refuse }
