import { getConnInfo } from '@hono/node-server/conninfo'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Engine, IsoDuration, Language, Log, Person, PersonId } from '../../bot/index.ts'
import { type Asset, loadAssets } from './assets.ts'
import { BODY_LIMIT } from './body.ts'
import { errorResponse, WebChatError } from './errors.ts'
import { fenceRefusal } from './fence.ts'
import { createLive } from './live.ts'
import type { WebPlatform } from './platform.ts'
import { chatRoutes } from './routes-chat.ts'
import { demoRoutes } from './routes-demo.ts'
import { eventRoutes } from './routes-events.ts'
import { securityHeaders } from './security-headers.ts'

export interface WebAppOptions {
  readonly platform: WebPlatform
  readonly engine: Engine
  readonly people: () => Promise<readonly Person[]>
  /** For people whose own language or zone the directory does not know. */
  readonly organisation: { readonly language: Language; readonly timeZone: string }
  readonly demo: {
    /** The authenticator code of that moment; null for who is not enrolled. */
    readonly codeOf: (personId: PersonId) => Promise<{ readonly code: string; readonly validForMs: number } | null>
    /** Moves the demo clock forward. */
    readonly skip: (duration: IsoDuration) => Promise<void>
  }
  readonly log: Log
  readonly heartbeatMs?: number
}

export interface WebApp {
  /** To be mounted at `/` with `app.route('/', web.app)`: it answers `/`, `/web/*` and `/api/web/*` and nothing else. */
  readonly app: Hono
  /** Ends the open event streams, so that the server can stop. */
  close(): void
}

/** The web chat's page and API. Check `checkFenceAtStart` first: every request then passes the fence. */
export async function createWebApp(options: WebAppOptions): Promise<WebApp> {
  const { platform, engine, log, heartbeatMs = 15_000 } = options
  const assets = await loadAssets()
  const live = createLive({ platform, now: () => engine.now(), log, heartbeatMs })

  const api = new Hono()
  api.use('*', securityHeaders('no-store'), fence, bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge }))
  api.route('/', chatRoutes(options, live))
  api.route('/events', eventRoutes(options, live))
  api.route('/demo', demoRoutes(options, live))
  api.all('*', () => {
    throw new WebChatError('notFound')
  })

  const app = new Hono()
  for (const [path, asset] of assets) app.get(path, securityHeaders('no-cache'), fence, (c) => sendAsset(c, asset))
  app.route('/api/web', api)
  app.onError((error, c) => refuse(c, error, log))
  return { app, close: live.close }
}

const fence: MiddlewareHandler = async (c, next) => {
  const refusal = fenceRefusal({
    method: c.req.method,
    peer: getConnInfo(c).remote.address ?? null,
    host: c.req.header('host') ?? null,
    origin: c.req.header('origin') ?? null,
    secFetchSite: c.req.header('sec-fetch-site') ?? null,
    headerNames: [...c.req.raw.headers.keys()],
  })
  if (refusal) throw new WebChatError('fence', refusal)
  await next()
}

function tooLarge(): never {
  throw new WebChatError('tooLarge')
}

function refuse(c: Context, error: Error, log: Log): Response {
  if (error instanceof WebChatError) return errorResponse(c, error)
  log.error({ error, path: c.req.path }, 'The web chat could not answer a request')
  return errorResponse(c, new WebChatError('unavailable'))
}

function sendAsset(c: Context, { body, contentType, etag }: Asset): Response {
  c.header('ETag', etag)
  if (c.req.header('if-none-match') === etag) return c.body(null, 304)
  return c.body(body, 200, { 'Content-Type': contentType })
}
