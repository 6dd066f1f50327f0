import type { Chart } from '../domain/charts/chart.ts'
import type { Language } from '../domain/values.ts'

export interface ChartLook {
  readonly language: Language
  /** `page`: colours of the page it is put into; for SVG within HTML only. */
  readonly theme: 'light' | 'dark' | 'page'
  /** Of an invented past: the picture says so, wherever it is passed on to. */
  readonly simulated?: boolean
  /** IANA zone of the days on an axis. */
  readonly timeZone: string
}

/** Draws pictures beside the event loop: nobody's approval waits for one. Throws where the drawing fails. */
export interface Charts {
  png(chart: Chart, look: ChartLook): Promise<Uint8Array>
  svg(chart: Chart, look: ChartLook): Promise<string>
  close(): Promise<void>
}
