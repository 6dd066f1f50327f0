import type { ConnectorClientOptions } from 'botframework-connector'
import { z } from 'zod'
import { isServiceUrl } from './config-clouds.ts'
import { ConnectorRefusal, NotSent } from './errors.ts'
import type { OwnToken } from './own-token.ts'

export interface TransportOptions {
  /** Null: calls carry no token, as the playground has it. */
  readonly token: OwnToken | null
  /** The only origins that are called. */
  readonly serviceOrigins: readonly string[]
  /** For one call, in milliseconds. */
  readonly timeout: number
}

type Factories = Extract<NonNullable<ConnectorClientOptions['requestPolicyFactories']>, readonly unknown[]>
type Policy = ReturnType<Factories[number]['create']>
type Request = Parameters<Policy['sendRequest']>[0]
type Response = Awaited<ReturnType<Policy['sendRequest']>>

/** Marks a call whose message only its recipient is to see; it is no header of Teams, and goes no further. */
export const TARGETED = 'x-elevate-targeted'

const LARGEST_ANSWER = 1_000_000

/**
 * How the SDK's calls travel. Its own way is left out (the next policy is never called): that would post again after a
 * 500, follow redirects, wait for ever, and show the token to whatever host an activity named.
 */
export function ownTransport(options: TransportOptions): Factories {
  return [{ create: () => ({ sendRequest: (request) => send(request, options) }) }]
}

async function send(request: Request, { token, serviceOrigins, timeout }: TransportOptions): Promise<Response> {
  const url = new URL(request.url)
  if (!isServiceUrl(url.origin + SERVICE_PATH, serviceOrigins)) throw new NotSent('host_not_listed')
  if (request.headers.contains(TARGETED)) url.searchParams.set('isTargetedActivity', 'true')
  const bearer = token ? await token.current() : null
  const response = await fetch(url, {
    method: request.method,
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      ...(bearer && { Authorization: `Bearer ${bearer}` }),
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
    ...(request.body === undefined || request.body === null ? {} : { body: String(request.body) }),
  })
  const text = (await response.text()).slice(0, LARGEST_ANSWER)
  const parsedBody = parsed(text)
  if (response.ok)
    return { status: response.status, request, headers: request.headers.clone(), bodyAsText: text, parsedBody }
  if (response.status === 401 && bearer) token?.forget(bearer)
  throw new ConnectorRefusal(response.status, codeOf(parsedBody), retryAfterOf(response))
}

const SERVICE_PATH = '/'

const errorBody = z.object({ error: z.object({ code: z.string().regex(/^[A-Za-z0-9_]{1,60}$/) }) })

/** Codes come from outside: only what looks like one is kept. */
function codeOf(body: unknown): string {
  return errorBody.safeParse(body).data?.error.code ?? 'unknown'
}

/** Seconds, or a date. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterOf(response: globalThis.Response): number | null {
  const said = response.headers.get('retry-after')?.trim()
  if (!said) return null
  const seconds = Number(said)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(said)
  const from = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(at) ? null : Math.max(0, at - (Number.isNaN(from) ? Date.now() : from))
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
