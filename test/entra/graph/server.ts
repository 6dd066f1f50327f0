import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { type Fault, type PlannedFaults, planFaults } from './faults.ts'
import { type Caller, GraphRefusal } from './model.ts'
import { paged } from './odata.ts'
import type { Call, Route, Row } from './route.ts'
import { routes, scopeMissing } from './routes.ts'
import { answeredSchemas, sentSchemas } from './schemas.ts'
import type { TenantState } from './state.ts'

export interface GraphCall {
  readonly method: string
  /** With its version and without its query. */
  readonly path: string
  readonly query: string
  readonly body: unknown
  readonly caller: Caller | null
  /** Null where no answer was given. */
  status: number | null
  /** Whether it was carried out. */
  reached: boolean
}

export interface GraphServer {
  readonly origin: string
  readonly calls: GraphCall[]
  /** What was sent or answered against the schemas: must stay empty. */
  readonly violations: string[]
  readonly faults: PlannedFaults
  pageSize: number
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: Row | null
}

const validators = makeValidators()

/** Graph's endpoints over HTTP. `callerOf` knows whose a bearer token is. */
export async function startGraphServer(
  state: TenantState,
  callerOf: (token: string) => Promise<Caller | null>,
): Promise<GraphServer> {
  const faults = planFaults()
  const graph: Omit<GraphServer, 'origin' | 'close'> = { calls: [], violations: [], faults, pageSize: 100 }
  let origin = ''

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', origin)
    const text = await textOf(request)
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const caller = await callerOf(token)
    const body: unknown = text === '' ? null : JSON.parse(text)
    const ask = (item: Item) => answerItem(item, caller)
    if (url.pathname.endsWith('/$batch')) {
      const fault = faults.take('POST', '/$batch')
      await faults.watch?.('POST', url.pathname, 'before')
      const made = fault?.kind === 'status' ? faultAnswer(fault) : await batch(url, body, ask)
      const answer = fault?.kind === 'error500After' ? serverTrouble() : made
      await faults.watch?.('POST', url.pathname, 'after')
      return send(response, answer, fault)
    }
    const { answer, fault } = await ask({ method: request.method ?? '', url, body })
    send(response, answer, fault)
  }

  async function answerItem(
    { method, url, body }: Item,
    caller: Caller | null,
  ): Promise<{ answer: Answer; fault: Fault | null }> {
    const path = decodeURIComponent(url.pathname)
    const fault = faults.take(method, path, decodeURIComponent(url.search))
    await faults.watch?.(method, path, 'before')
    const reached = fault === null || fault.kind.endsWith('After')
    const call: GraphCall = { method, path, query: url.search, body, caller, status: null, reached }
    graph.calls.push(call)
    const answer = reached ? answerTo({ method, url, body }, caller) : null
    await faults.watch?.(method, path, 'after')
    const made = fault?.kind === 'status' ? faultAnswer(fault) : answer
    const given = fault?.kind === 'error500After' ? serverTrouble() : made
    call.status = fault && fault.kind !== 'status' ? null : (given?.status ?? null)
    return { answer: given ?? serverTrouble(), fault }
  }

  function answerTo({ method, url, body }: Item, caller: Caller | null): Answer {
    try {
      return respond({ method, url, body }, caller)
    } catch (error) {
      if (!(error instanceof GraphRefusal)) throw error
      return refusalAnswer(error)
    }
  }

  function respond({ method, url, body }: Item, caller: Caller | null): Answer {
    const path = decodeURIComponent(url.pathname)
    if (!caller) throw new GraphRefusal(401, 'InvalidAuthenticationToken', 'Access token validation failure.')
    const route = routes.find((it) => it.method === method && it.path.test(path))
    if (!route) throw new GraphRefusal(400, 'BadRequest', `Resource not found for ${method} ${path}`)
    checkPermission(route, caller)
    if (!state.isLicensed && /roleManagement|privilegedAccess|roleManagementPolic/.test(path)) {
      throw new GraphRefusal(
        400,
        'AadPremiumLicenseRequired',
        'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
      )
    }
    checkSent(route, body, method, path)
    const call: Call = {
      state,
      caller,
      url,
      body,
      ids: (route.path.exec(path) ?? []).slice(1).filter((id) => id !== undefined),
    }
    const made = route.answer(call)
    const isRows = Array.isArray(made)
    const content: { status?: number; body?: Row } = isRows
      ? { body: paged(made, url, origin, graph.pageSize) }
      : (made as { status?: number; body?: Row })
    for (const row of isRows ? made : content.body ? [content.body] : [])
      check(`answered:${route.name}`, row, `${method} ${path}`)
    return { status: content.status ?? 200, headers: {}, body: content.body ?? null }
  }

  function checkSent(route: Route, body: unknown, method: string, path: string): void {
    if (!(route.name in sentSchemas) || method === 'GET') return
    if (!check(`sent:${route.name}`, body, `${method} ${path}`))
      throw new GraphRefusal(400, 'BadRequest', 'The request is malformed.')
  }

  function check(name: string, value: unknown, where: string): boolean {
    const validate = validators.get(name)
    if (!validate || validate(value)) return true
    graph.violations.push(`${where}: ${JSON.stringify(validate.errors)}`)
    return false
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return Object.assign(graph, { origin, close })
}

interface Item {
  readonly method: string
  readonly url: URL
  readonly body: unknown
}

/** At most twenty, each answered for itself and in any order: here the other way round. */
async function batch(
  url: URL,
  body: unknown,
  ask: (item: Item) => Promise<{ answer: Answer; fault: Fault | null }>,
): Promise<Answer> {
  const { requests = [] } = (body ?? {}) as { requests?: { id: string; method: string; url: string; body?: unknown }[] }
  const version = url.pathname.replace('/$batch', '')
  const isWrong =
    requests.length === 0 || requests.length > 20 || new Set(requests.map(({ id }) => id)).size < requests.length
  if (isWrong)
    return refusalAnswer(new GraphRefusal(400, 'BadRequest', 'Between one and twenty requests with ids of their own.'))
  const responses: Row[] = []
  for (const request of requests.toReversed()) {
    const { answer, fault } = await ask({
      method: request.method,
      url: new URL(version + request.url, url),
      body: request.body ?? null,
    })
    // Within a batch nothing hangs or breaks off: what was lost is trouble of the server's.
    const isLost = fault !== null && fault.kind !== 'status'
    responses.push({ id: request.id, ...(isLost ? serverTrouble() : answer) })
  }
  return { status: 200, headers: {}, body: { responses } }
}

function checkPermission(route: Route, caller: Caller): void {
  const needed = caller.kind === 'app' ? route.app : route.user
  if (needed === null)
    throw new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
  if (needed.some((it) => caller.permissions.includes(it))) return
  if (/roleManagement|privilegedAccess/.test(String(route.path))) throw scopeMissing(needed)
  throw new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
}

function serverTrouble(): Answer {
  return refusalAnswer(new GraphRefusal(500, 'InternalServerError', 'Server trouble'))
}

function faultAnswer({ status, code, message = code, headers }: Fault & { readonly kind: 'status' }): Answer {
  return refusalAnswer(new GraphRefusal(status, code, message, headers))
}

function refusalAnswer({ status, code, message, headers }: GraphRefusal): Answer {
  const innerError = { date: new Date().toISOString(), 'request-id': randomUUID(), 'client-request-id': randomUUID() }
  return { status, headers, body: { error: { code, message, innerError } } }
}

function send(response: ServerResponse, { status, headers, body }: Answer, fault: Fault | null): void {
  if (fault?.kind.startsWith('reset')) return void response.destroy()
  if (fault?.kind.startsWith('timeout')) return
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': randomUUID(), ...headers })
  response.end(body === null ? undefined : JSON.stringify(body))
}

function makeValidators() {
  const ajv = new Ajv({ strict: false })
  formats.default(ajv)
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>()
  for (const [name, schema] of Object.entries(sentSchemas)) compiled.set(`sent:${name}`, ajv.compile(schema))
  for (const [name, schema] of Object.entries(answeredSchemas)) compiled.set(`answered:${name}`, ajv.compile(schema))
  return compiled
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
