import { type Context, Hono } from 'hono'
import type { Chart } from '../domain/charts/chart.ts'
import type { ChartLook, Charts } from '../ports/charts.ts'
import type { Log } from '../ports/log.ts'
import type { RequestStore } from '../ports/request-store.ts'
import { keptPicture } from '../use-cases/keep-picture.ts'

const FILE = /^(en|fr)(-dark)?\.png$/u
/** Drawn once, looked at by a channel. */
const KEPT_DRAWN = 32

export interface PictureRoutesOptions {
  readonly store: Pick<RequestStore, 'fact'>
  readonly charts: Charts
  readonly timeZone: string
  /** The past that is pictured is invented. */
  readonly simulated: boolean
  readonly log: Log
}

/**
 * `GET /pictures/<name>/<language>.png`: for chat platforms that fetch pictures from their own servers or clients, and so
 * without a session. The name is the key. Nothing is listed, and a wrong name is answered like an old one.
 */
export function pictureRoutes({ store, charts, timeZone, simulated, log }: PictureRoutesOptions): Hono {
  const drawn = new Map<string, Promise<Uint8Array>>()

  function draw(key: string, chart: Chart, look: ChartLook): Promise<Uint8Array> {
    const known = drawn.get(key)
    if (known) return known
    const drawing = charts.png(chart, look)
    drawn.set(key, drawing)
    drawing.catch(() => drawn.delete(key))
    const [oldest] = drawn.keys()
    if (drawn.size > KEPT_DRAWN && oldest !== undefined) drawn.delete(oldest)
    return drawing
  }

  const app = new Hono()
  app.get('/pictures/:name/:file', async (c) => {
    const { name, file } = c.req.param()
    const wanted = FILE.exec(file)
    const chart = wanted && (await keptPicture(store, name))
    if (!wanted || !chart) return c.text('not found', 404, HEADERS)
    const language = wanted[1] === 'fr' ? 'fr' : 'en'
    const look = { language, theme: wanted[2] ? 'dark' : 'light', timeZone, simulated } as const
    try {
      return send(c, await draw(`${name}/${file}`, chart, look))
    } catch (error) {
      log.error({ error }, 'a picture could not be drawn')
      return c.text('not drawn', 503, HEADERS)
    }
  })
  return app
}

const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'Cache-Control': 'private, max-age=86400',
}

function send(c: Context, png: Uint8Array): Response {
  return c.body(Uint8Array.from(png), 200, { ...HEADERS, 'Content-Type': 'image/png' })
}
