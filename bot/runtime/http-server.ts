import { createServer, type RequestListener, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'

/** Slow or endless requests are cut before anything is known about who sends them. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
  keepAliveTimeout: 5_000,
  // How often the limits above are looked at; Node's own 30 seconds would make them bite late.
  connectionsCheckingInterval: 2_000,
}
const MOST_CONNECTIONS = 2_000
const STOP_WITHIN = 5_000

export interface HttpServer {
  /** The port listened on, also where any free one was asked for. */
  readonly port: number
  /** Serves these from now on, and says so at `/readyz`. Until then every request is told to come back. */
  open(routes: readonly Hono[]): void
  stop(): Promise<void>
}

export interface HttpOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
}

/** One port for everything. Throws the system's error (`EADDRINUSE`, `EACCES`) when it cannot listen. */
export async function listenOn(options: HttpOptions): Promise<HttpServer> {
  let app = closedApp()
  const listener = getRequestListener((request, env) => app.fetch(request, env), { overrideGlobalObjects: false })
  const server = createServer({ ...LIMITS }, withoutTrace(listener))
  server.maxConnections = MOST_CONNECTIONS
  await listen(server, options)
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    open: (routes) => {
      app = openApp(routes)
    },
    stop: () => stop(server),
  }
}

/** No `Request` can be made of TRACE, and what it would echo (cookies, headers) is nobody's business. */
function withoutTrace(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    if (incoming.method !== 'TRACE') return listener(incoming, outgoing)
    outgoing.writeHead(405, { Allow: 'GET, HEAD, POST', 'Content-Length': '0' }).end()
  }
}

function closedApp(): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.text('ok'))
  app.all('*', (c) => c.text('starting', 503, { 'Retry-After': '1' }))
  return app
}

function openApp(routes: readonly Hono[]): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.text('ok'))
  app.get('/readyz', (c) => c.text('ready'))
  for (const each of routes) app.route('/', each)
  return app
}

function listen(server: Server, { host, port }: HttpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Requests under way may finish; streams and idle connections are closed. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), STOP_WITHIN)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}
