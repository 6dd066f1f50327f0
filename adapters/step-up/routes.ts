import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Log } from '../../bot/index.ts'
import { enrolHandlers } from './enrol-routes.ts'
import { showLink, submitLink } from './link-routes.ts'
import { end, STYLE_FROM_ENROL, STYLE_FROM_VERIFY, type StepUpRoutesOptions } from './page-context.ts'
import { STYLE } from './pages/layout.ts'
import { showVerify, submitVerify } from './verify-routes.ts'

const LARGEST_BODY_BYTES = 4096

const HEADERS: readonly (readonly [string, string])[] = [
  [
    'Content-Security-Policy',
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  ],
  ['X-Frame-Options', 'DENY'],
  ['Cache-Control', 'no-store'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Robots-Tag', 'noindex, nofollow'],
]

/** What all pages below `/verify` share: headers, the style sheet, and a page for what went wrong. */
export function securePages(log: Log): Hono {
  const app = new Hono()
  app.use('/verify/*', async (c, next) => {
    for (const [name, value] of HEADERS) c.header(name, value)
    await next()
  })
  app.get('/verify/style.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.onError((error, c) => {
    // The message only: an address would hold a link.
    log.error({ error: error.message }, 'A step-up page could not be answered')
    return end(c, 503, 'unavailable', { stylePath: stylePathOf(c) })
  })
  return app
}

/** The pages below `/verify` for people who prove themselves with an authenticator. Mount at the root. */
export function stepUpRoutes(options: StepUpRoutesOptions): Hono {
  const app = securePages(options.log)
  const enrolment = enrolHandlers(options)
  const limit = bodyLimit({
    maxSize: LARGEST_BODY_BYTES,
    onError: (c) => end(c, 413, 'unreadable', { stylePath: stylePathOf(c) }),
  })
  app.get('/verify/enrol/:token', (c) => enrolment.show(c))
  app.post('/verify/enrol/:token', limit, (c) => enrolment.submit(c))
  app.get('/verify/account/:token', (c) => showLink(c, options))
  app.post('/verify/account/:token', limit, (c) => submitLink(c, options))
  app.get('/verify/:token', (c) => showVerify(c, options))
  app.post('/verify/:token', limit, (c) => submitVerify(c, options))
  return app
}

function stylePathOf(c: Context): string {
  return /^\/verify\/(enrol|account)\//.test(c.req.path) ? STYLE_FROM_ENROL : STYLE_FROM_VERIFY
}
