import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { type ActingAs, actingAs } from './acting-as.ts'
import type { WebAppOptions } from './app.ts'
import type { Live } from './live.ts'

/** Server-sent events. A browser that lost the line says in `Last-Event-ID` where it was; `since` is for the first time. */
export function eventRoutes({ people, log }: WebAppOptions, live: Live): Hono<ActingAs> {
  const routes = new Hono<ActingAs>()

  routes.get('/', actingAs(people), (c) => {
    const { person } = c.var
    const since = c.req.header('last-event-id') || c.req.query('since') || null
    const gone = new AbortController()
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => gone.abort())
      try {
        for await (const { event, data, id } of live.events(person, since, gone.signal)) {
          await stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) })
        }
      } catch (error) {
        log.error({ error }, 'A stream of web chat events broke off')
      }
    })
  })

  return routes
}
