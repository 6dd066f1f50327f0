import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { createWebApp } from '../../adapters/web/app.ts'
import { createWebPlatform, type WebPlatform } from '../../adapters/web/platform.ts'
import { durationToMs, type Log, type Person } from '../../bot/index.ts'
import { createFakeEngine, type FakeEngine } from './fake-engine.ts'
import { createMemoryState } from './memory-state.ts'

export const PEOPLE: readonly Person[] = [
  person('adele', 'Adele Vance', 'America/Toronto'),
  person('alex', 'Alex Wilber', 'America/Toronto'),
  { ...person('lidia', 'Lidia Holloway', 'Europe/Paris'), language: 'fr' },
  { ...person('isaiah', 'Isaiah Langer', null), enabled: false },
]

export interface ServedWeb {
  readonly url: string
  readonly port: number
  readonly platform: WebPlatform
  readonly engine: FakeEngine
  readonly state: ReturnType<typeof createMemoryState>
  readonly logged: string[]
  /** A call as a browser on the page would make it. */
  call(path: string, init?: RequestInit): Promise<Response>
  /** What a call answers, which has to go well. */
  json<T>(path: string): Promise<T>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** What the composition root calls first when it stops. */
  close(): void
  stop(): Promise<void>
}

export interface ServeOptions {
  readonly state?: ReturnType<typeof createMemoryState>
  readonly engine?: FakeEngine
  readonly port?: number
  readonly heartbeatMs?: number
  readonly history?: number
  readonly enrolled?: (personId: string) => boolean
}

/** The web chat on a loopback port, mounted as the composition root mounts it, with a fake engine behind it. */
export async function serveWeb(options: ServeOptions = {}): Promise<ServedWeb> {
  const { state = createMemoryState(), engine = createFakeEngine(), enrolled = () => true } = options
  const logged: string[] = []
  const platform = createWebPlatform({
    state,
    now: () => engine.now(),
    person: async (id) => PEOPLE.find((known) => known.id === id) ?? null,
    channels: ['security-feed', 'security-alerts'],
    ...(options.history === undefined ? {} : { history: options.history }),
  })
  const web = await createWebApp({
    platform,
    engine,
    organisation: { language: 'en', timeZone: 'America/Toronto' },
    access: {
      kind: 'demo',
      people: async () => PEOPLE,
      codeOf: async (id) => (enrolled(id) ? { code: id === 'adele' ? '123456' : '654321', validForMs: 17_000 } : null),
      skip: async (duration) => engine.skip(durationToMs(duration)),
    },
    log: logInto(logged),
    heartbeatMs: options.heartbeatMs ?? 15_000,
  })
  const main = new Hono()
  main.route('/', web.app)
  main.get('/healthz', (c) => c.text('ok'))
  const server = createServer(getRequestListener(main.fetch))
  server.keepAliveTimeout = 50
  const port = await listen(server, options.port ?? 0)
  const url = `http://localhost:${port}`

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    return await fetch(`http://127.0.0.1:${port}${path}`, init)
  }

  return {
    url,
    port,
    platform,
    engine,
    state,
    logged,
    call,
    async json<T>(path: string) {
      const response = await call(path)
      if (!response.ok) throw new Error(`${path} answered ${response.status}`)
      return (await response.json()) as T
    },
    post: (path, body, headers = {}) =>
      call(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Origin: `http://127.0.0.1:${port}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    close: web.close,
    async stop() {
      web.close()
      server.close()
      // Browsers open connections ahead of need; nothing but cutting them ends those. Streams have ended by then.
      setTimeout(() => server.closeAllConnections(), 300)
      await once(server, 'close')
    },
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port')
  return address.port
}

function person(id: string, displayName: string, timeZone: string | null): Person {
  return {
    id,
    displayName,
    userPrincipalName: `${id}@contoso.example`,
    enabled: true,
    language: null,
    timeZone,
  }
}

function logInto(logged: string[]): Log {
  const write = (fields: object, message: string) => logged.push(`${message} ${JSON.stringify(fields)}`)
  return { info: write, warn: write, error: write }
}
