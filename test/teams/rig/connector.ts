import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answered, answerCall, type CallSite, refused } from './connector-calls.ts'
import { type Route, routeOf } from './connector-routes.ts'
import { type ConversationBook, createConversationBook, type Outgoing } from './conversations.ts'
import { breakOff, createFaultPlan, type Fault, type FaultPlan, isAfter, type Operation } from './faults.ts'
import { closeServer } from './issuer.ts'
import { APP_ID, TENANT, type TeamsPerson } from './people.ts'
import { createRateWindows, type RateWindows, waitOf } from './rate-windows.ts'
import { createTokenDesk, type TokenDesk } from './token-endpoint.ts'

export interface ConnectorCall {
  readonly operation: Operation
  readonly conversation: string
  readonly item: string
  readonly body: Outgoing
  readonly authorization: string | null
  /** By the connector's clock, in milliseconds. */
  readonly at: number
  /** What was answered; null where nothing was. */
  readonly status: number | null
  /** Whether Teams did it. */
  readonly reached: boolean
}

/** A real HTTP server that does what Teams does with a bot's calls, and refuses what Teams refuses. */
export interface Connector extends Pick<FaultPlan, 'fail' | 'heal'> {
  readonly origin: string
  /** Ends in a slash, as Teams' do. */
  readonly serviceUrl: string
  /** Of the bot's tenant, for client credentials. */
  readonly tokenUrl: string
  readonly book: ConversationBook
  readonly tokens: TokenDesk
  readonly calls: readonly ConnectorCall[]
  of(operation: Operation): readonly ConnectorCall[]
  /** From now on Teams knows this person. */
  meet(person: TeamsPerson): TeamsPerson
  nextId(): string
  close(): Promise<void>
}

export interface ConnectorOptions {
  /** Milliseconds; rates are counted by it. */
  readonly now?: () => number
  /** False: as many calls as one likes, for measuring. */
  readonly isLimited?: boolean
}

export async function startConnector({ now = Date.now, isLimited = true }: ConnectorOptions = {}): Promise<Connector> {
  const book = createConversationBook()
  const people = new Map<string, TeamsPerson>()
  const tokens = createTokenDesk(APP_ID)
  const plan = createFaultPlan()
  const rates = isLimited ? createRateWindows(now) : null
  const calls: ConnectorCall[] = []
  let lastId = 1_700_000_000_000
  const nextId = () => {
    lastId += 1
    return String(lastId)
  }
  const site: CallSite = { book, people, nextId }

  const server = createServer((request, response) => {
    serveCall(request)
      .then(({ fault, answered }) => {
        if (fault) return breakOff(fault, response)
        response.writeHead(answered.status, { 'content-type': 'application/json', ...answered.headers })
        response.end(JSON.stringify(answered.body))
      })
      .catch(() => response.destroy())
  })

  async function serveCall(request: IncomingMessage) {
    const { method = '', url = '', headers } = request
    const text = await textOf(request)
    const route = routeOf(method, url)
    const fault = plan.next(route.operation, `${decodeURIComponent(url)} ${text}`)
    const isDone = !fault || isAfter(fault)
    const answered = isDone ? answerTo(route, { url, text, authorization: headers.authorization }) : NOTHING
    const { operation, conversation, item } = route
    const status = fault ? statusOf(fault) : answered.status
    const told = { at: now(), status, reached: isDone && answered.status < 300 }
    const sent = { body: parsed(text) ?? {}, authorization: headers.authorization ?? null }
    calls.push({ operation, conversation, item, ...sent, ...told })
    return { fault, answered }
  }

  function answerTo(route: Route, call: { url: string; text: string; authorization: string | undefined }): Answered {
    if (route.operation === 'token') return tokens.answer(call.url, call.text)
    if (!tokens.accepts(call.authorization)) return refused(401, 'Unauthorized')
    return throttled(rates, route) ?? answerCall(site, route, parsed(call.text))
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ origin, serviceUrl: `${origin}/amer/`, tokenUrl: `${origin}/${TENANT}/oauth2/v2.0/token` },
    ...{ book, tokens, calls, nextId, fail: plan.fail, heal: plan.heal },
    of: (operation) => calls.filter((call) => call.operation === operation),
    meet(person) {
      for (const id of [person.mri, person.oid]) people.set(id, person)
      return person
    },
    close: () => closeServer(server),
  }
}

const NOTHING: Answered = { status: 599, body: {} }

function throttled(rates: RateWindows | null, { operation, conversation }: Route): Answered | null {
  const wait = rates && waitOf(rates, operation, conversation)
  if (!wait) return null
  return { ...refused(429, 'Throttled'), headers: { 'retry-after': String(wait) } }
}

function statusOf(fault: Fault): number | null {
  if (fault.kind === 'status') return fault.status
  return fault.kind === 'error500After' ? 500 : null
}

function parsed(text: string): Outgoing | null {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
