import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { MINUTE } from '../../bot/index.ts'
import type { WebAppOptions } from './app.ts'
import type { Live } from './live.ts'
import { type Viewing, viewing } from './viewing.ts'

/** After that the browser asks again, and who it is and what they may read is looked at anew. */
const LONGEST_STREAM_MS = 5 * MINUTE

/** Server-sent events. A browser that lost the line says in `Last-Event-ID` where it was; `since` is for the first time. */
export function eventRoutes({ access, platform, log }: WebAppOptions, live: Live): Hono<Viewing> {
  const routes = new Hono<Viewing>()

  routes.get('/', viewing(access, platform.channels), (c) => {
    const { person, channels } = c.var
    const since = c.req.header('last-event-id') || c.req.query('since') || null
    const gone = new AbortController()
    const signal =
      access.kind === 'demo' ? gone.signal : AbortSignal.any([gone.signal, AbortSignal.timeout(LONGEST_STREAM_MS)])
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => gone.abort())
      try {
        for await (const { event, data, id } of live.events(person, channels, since, signal)) {
          await stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) })
        }
      } catch (error) {
        log.error({ error }, 'A stream of web chat events broke off')
      }
    })
  })

  return routes
}
