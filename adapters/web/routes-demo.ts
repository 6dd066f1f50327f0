import { Hono } from 'hono'
import { z } from 'zod'
import { durationToMs, HOUR, parseIsoDuration } from '../../bot/index.ts'
import type { WebAppOptions } from './app.ts'
import { jsonBody } from './body.ts'
import type { Live } from './live.ts'
import { type DemoAccess, type Viewing, viewing } from './viewing.ts'
import type { WireCode } from './wire.ts'

/** The furthest that one press may move the clock: more would run through every window at once. */
const LONGEST_SKIP = 24 * HOUR

const clockChange = z.strictObject({
  skip: z
    .string()
    .max(40)
    .transform((text, context) => {
      const duration = parseIsoDuration(text)
      if (duration && durationToMs(duration) <= LONGEST_SKIP) return duration
      context.addIssue({ code: 'custom', message: 'An ISO 8601 duration of at most a day, such as PT50M' })
      return z.NEVER
    }),
})

/** What exists for the demonstration alone: codes that belong in a pocket, and a clock that can be moved. */
export function demoRoutes({ engine }: WebAppOptions, access: DemoAccess, live: Live): Hono<Viewing> {
  const routes = new Hono<Viewing>()
  const as = viewing(access, [])

  routes.get('/code', as, async (c) => {
    const code = await access.codeOf(c.var.person.id)
    const body: WireCode = code ?? { code: null, validForMs: 0 }
    return c.json(body)
  })

  routes.post('/clock', as, async (c) => {
    const { skip } = await jsonBody(c, clockChange)
    await access.skip(skip)
    live.clockMoved()
    return c.json({ now: engine.now() })
  })

  return routes
}
