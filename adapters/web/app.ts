import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Engine, Language, Log } from '../../bot/index.ts'
import { type Asset, loadAssets } from './assets.ts'
import { BODY_LIMIT } from './body.ts'
import { errorResponse, WebChatError } from './errors.ts'
import { createLive } from './live.ts'
import type { WebPlatform } from './platform.ts'
import { chatRoutes } from './routes-chat.ts'
import { demoRoutes } from './routes-demo.ts'
import { eventRoutes } from './routes-events.ts'
import { sessionRoutes, signInFirst } from './routes-session.ts'
import { securityHeaders } from './security-headers.ts'
import { guardOf, type WebAccess } from './viewing.ts'

export interface WebAppOptions {
  readonly platform: WebPlatform
  readonly engine: Engine
  readonly access: WebAccess
  /** For people whose own language or zone the directory does not know. */
  readonly organisation: { readonly language: Language; readonly timeZone: string }
  readonly log: Log
  readonly heartbeatMs?: number
}

export interface WebApp {
  /** To be mounted at `/` with `app.route('/', web.app)`: it answers `/`, `/web/*` and `/api/web/*` and nothing else. */
  readonly app: Hono
  /** Ends the open event streams, so that the server can stop. */
  close(): void
}

/** The web chat's page and API. For the demonstration check `checkFenceAtStart` first: every request then passes the fence. */
export async function createWebApp(options: WebAppOptions): Promise<WebApp> {
  const { platform, engine, access, log, heartbeatMs = 15_000 } = options
  const guard = guardOf(access)
  const assets = await loadAssets(access.kind)
  const live = createLive({ platform, now: () => engine.now(), log, heartbeatMs })

  const api = new Hono()
  api.use('*', securityHeaders('no-store'), guard, bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge }))
  api.route('/', chatRoutes(options, live))
  api.route('/events', eventRoutes(options, live))
  if (access.kind === 'demo') api.route('/demo', demoRoutes(options, access, live))
  else api.route('/session', sessionRoutes(access))
  api.all('*', () => {
    throw new WebChatError('notFound')
  })

  const app = new Hono()
  if (access.kind === 'signIn') app.get('/', securityHeaders('no-store'), signInFirst(access))
  for (const [path, asset] of assets) app.get(path, securityHeaders('no-cache'), guard, (c) => sendAsset(c, asset))
  app.route('/api/web', api)
  app.onError((error, c) => refuse(c, error, log))
  return { app, close: live.close }
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
