import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What goes wrong with a call. `after`: Slack has done it, and the answer is lost. */
export type Fault =
  | { readonly kind: 'limited'; readonly retryAfter: number }
  | { readonly kind: 'error500' }
  | { readonly kind: 'error500After' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'timeoutAfter' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'resetAfter' }
  | { readonly kind: 'refused'; readonly code: string }

/** A Web API method, or `respond` for answer addresses. */
export interface PeerCall {
  readonly method: string
  /** Of the address that was called. */
  readonly path: string
  readonly args: { readonly [name: string]: unknown }
  /** By the clock that the peer was given; the monotonic one otherwise. */
  readonly at: number
  /** Whether Slack behind the peer did it. */
  readonly reached: boolean
}

export interface FaultPeer {
  readonly apiUrl: string
  readonly calls: PeerCall[]
  of(method: string): readonly PeerCall[]
  /** The next `times` calls of the method, of those about `on` where it is given, go wrong. */
  fail(method: string, fault: Fault, times?: number, on?: string): void
  /** Nothing goes wrong any more. */
  heal(): void
  /** Faults that are still to come. */
  planned(): number
  /** Changes what Slack answers. */
  rewrite(method: string, change: (result: { [name: string]: unknown }) => object): void
  /** An address that takes five answers, as Slack's do. */
  responseUrl(name: string): string
  close(): Promise<void>
}

interface Planned {
  readonly method: string
  readonly fault: Fault
  readonly on: string | null
  left: number
}

const MOST_ANSWERS = 5

/** Stands between the bot and Slack's Web API at `target`, passes calls on, and breaks those it is told to. */
export async function startFaultPeer(target: string, clock = () => performance.now()): Promise<FaultPeer> {
  const calls: PeerCall[] = []
  const planned: Planned[] = []
  const changes = new Map<string, (result: { [name: string]: unknown }) => object>()
  const answers = new Map<string, number>()

  function faultFor(method: string, args: PeerCall['args']): Fault | null {
    const found = planned.find((each) => each.method === method && each.left > 0 && isAbout(args, each.on))
    if (!found) return null
    found.left -= 1
    return found.fault
  }

  async function pass(method: string, body: string, request: IncomingMessage): Promise<Passed> {
    if (method === 'respond') return respond(answers, request.url ?? '')
    const { authorization = '', 'content-type': type = '' } = request.headers
    const response = await fetch(`${target}/api/${method}`, {
      method: 'POST',
      body,
      headers: { authorization, 'content-type': type },
    })
    const text = await response.text()
    const change = changes.get(method)
    const headers = method === 'auth.test' ? { 'x-oauth-scopes': 'chat:write,commands,users:read' } : {}
    return { status: response.status, headers, text: change ? JSON.stringify(change(JSON.parse(text))) : text }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request)
    const url = request.url ?? ''
    const method = url.startsWith('/respond/') ? 'respond' : url.replace('/api/', '')
    const args = method === 'respond' ? JSON.parse(body) : argsIn(body)
    const fault = faultFor(method, args)
    const reached = !fault || fault.kind.endsWith('After')
    calls.push({ method, path: url, args, at: clock(), reached })
    const passed = reached ? await pass(method, body, request) : null
    if (fault) return breakOff(fault, response)
    if (passed) response.writeHead(passed.status, { 'content-type': 'application/json', ...passed.headers })
    response.end(passed?.text)
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    apiUrl: `${origin}/api/`,
    calls,
    of: (method) => calls.filter((call) => call.method === method),
    fail: (method, fault, times = 1, on) => void planned.push({ method, fault, on: on ?? null, left: times }),
    heal: () => void planned.splice(0),
    planned: () => planned.reduce((sum, { left }) => sum + left, 0),
    rewrite: (method, change) => void changes.set(method, change),
    responseUrl: (name) => `${origin}/respond/${name}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Passed {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly text: string
}

/** https://docs.slack.dev/interactivity/handling-user-interaction: five answers, then no more. */
function respond(answers: Map<string, number>, url: string): Passed {
  const times = (answers.get(url) ?? 0) + 1
  answers.set(url, times)
  const isUsedUp = times > MOST_ANSWERS
  return { status: isUsedUp ? 404 : 200, headers: {}, text: isUsedUp ? 'used_url' : 'ok' }
}

function breakOff(fault: Fault, response: ServerResponse): void {
  switch (fault.kind) {
    case 'limited':
      response.writeHead(429, { 'retry-after': String(fault.retryAfter) })
      response.end()
      return
    case 'error500':
    case 'error500After':
      response.writeHead(500)
      response.end('server trouble')
      return
    case 'refused':
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ ok: false, error: fault.code }))
      return
    case 'reset':
    case 'resetAfter':
      response.destroy()
      return
    case 'timeout':
    case 'timeoutAfter':
      return
  }
}

function isAbout(args: PeerCall['args'], on: string | null): boolean {
  return on === null || Object.values(args).includes(on)
}

function argsIn(body: string): PeerCall['args'] {
  return Object.fromEntries([...new URLSearchParams(body)].map(([name, text]) => [name, decoded(text)]))
}

/** The SDK sends what is not a plain value as JSON. */
function decoded(text: string): unknown {
  if (!/^[[{]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
