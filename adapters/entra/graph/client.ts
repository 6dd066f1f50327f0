import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { DirectoryUnavailable, type Log } from '../../../bot/index.ts'
import type { GetToken } from '../credential.ts'
import { GraphError, OutcomeUnknown, readError } from './errors.ts'
import { retryAfterMs } from './retry-after.ts'
import { readAs } from './shapes.ts'

export interface GraphClient {
  /** One object, or null where there is none. Reads are repeated where that is all it takes. */
  get(path: string): Promise<unknown | null>
  /** All pages of a collection; null where what it hangs on does not exist. */
  list(path: string): Promise<readonly unknown[] | null>
  /**
   * Sent once; a second time only where Graph surely did nothing. Throws `GraphError` for a refusal, `OutcomeUnknown`
   * where it may have happened. `token`: a person's own, in place of Elevate's.
   */
  send(method: 'POST' | 'PATCH', path: string, body: object, token?: string): Promise<unknown>
  /** Like `get` with a person's own token. */
  getAs(path: string, token: string): Promise<unknown | null>
  /** Several reads in one call, at most twenty: an answer or an error each. */
  batch(paths: readonly string[]): Promise<readonly BatchAnswer[]>
}

export type BatchAnswer = { readonly found: unknown | null } | { readonly error: Error; readonly mayTryAgain: boolean }

export interface GraphOptions {
  /** Without a version. */
  readonly graphUrl: string
  readonly getToken: GetToken
  readonly now: () => number
  readonly log: Log
  readonly timeoutMs?: number
  /** The first pause before a read is repeated; it doubles. */
  readonly pauseMs?: number
  /** Hears of every call when it is over. */
  readonly trace?: (call: GraphTrace) => void
}

/** One call as evidence: nothing of it is secret, or what a person typed. */
export interface GraphTrace {
  readonly method: string
  readonly path: string
  /** Null where no answer came. */
  readonly status: number | null
  /** Graph's own. */
  readonly requestId: string | null
  readonly ms: number
}

/** A wait longer than this is not sat out: whoever asked is told, and asks later. */
const LONGEST_WAIT = 5_000
/** One absurd answer must not silence the directory for days. */
const LONGEST_PATIENCE = 10 * 60_000
const READS = 3

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export function createGraphClient(options: GraphOptions): GraphClient {
  const { graphUrl, getToken, now, log, timeoutMs = 10_000, pauseMs = 300, trace } = options
  /** Calls made while throttled count against the limit, so none is made. */
  let throttledUntil = 0

  async function call(method: string, url: string, body: object | null, token: string): Promise<Answer> {
    const id = randomUUID()
    const headers = {
      authorization: `Bearer ${token}`,
      'client-request-id': id,
      ...(body && { 'content-type': 'application/json' }),
    }
    const signal = AbortSignal.timeout(timeoutMs)
    const began = performance.now()
    const tell = (status: number | null, requestId: string | null) =>
      trace?.({ method, path: new URL(url).pathname, status, requestId, ms: Math.round(performance.now() - began) })
    try {
      const sent = body && { body: JSON.stringify(body) }
      const response = await fetch(url, { method, headers, signal, redirect: 'error', ...sent })
      const text = await response.text()
      tell(response.status, response.headers.get('request-id'))
      return { status: response.status, headers: response.headers, body: text === '' ? null : parse(text) }
    } catch (error) {
      tell(null, null)
      throw error
    }
  }

  /** One call with Elevate's own token; a token that was refused is replaced once. */
  async function callAsElevate(method: string, url: string, body: object | null): Promise<Answer> {
    const first = await call(method, url, body, await ownToken(false))
    return first.status === 401 ? call(method, url, body, await ownToken(true)) : first
  }

  async function ownToken(fresh: boolean): Promise<string> {
    try {
      return await getToken(fresh)
    } catch (error) {
      throw new DirectoryUnavailable('Entra gave Elevate no token: check its credential', { cause: error })
    }
  }

  function noteThrottling({ status, headers }: Answer): number | null {
    if (status !== 429 && status !== 503) return null
    const asked = retryAfterMs(headers.get('retry-after'), Date.now())
    if (asked !== null && asked > LONGEST_WAIT) throttledUntil = now() + Math.min(asked, LONGEST_PATIENCE)
    return asked
  }

  function refuseWhileThrottled(): void {
    if (now() >= throttledUntil) return
    throw new DirectoryUnavailable(`Graph asked for patience until ${new Date(throttledUntil).toISOString()}`)
  }

  /** Reads, and batches of reads, are repeated as long as it may help. Null where there is nothing. */
  async function read(url: string, token: string | null, body: object | null = null): Promise<unknown | null> {
    const method = body === null ? 'GET' : 'POST'
    for (let attempt = 1; ; attempt++) {
      refuseWhileThrottled()
      let pause = pauseMs * 2 ** (attempt - 1)
      let failure: Error
      try {
        const answer = await (token === null ? callAsElevate(method, url, body) : call(method, url, body, token))
        if (answer.status === 200) return answer.body
        const error = errorOf(answer)
        if (answer.status === 404) return null
        if (!isPassing(answer.status)) throw error
        pause = noteThrottling(answer) ?? pause
        failure = error
      } catch (error) {
        if (error instanceof GraphError || error instanceof DirectoryUnavailable) throw error
        failure = error instanceof Error ? error : new Error(String(error))
      }
      if (attempt >= READS || pause > LONGEST_WAIT) throw unavailable(failure)
      log.warn({ path: new URL(url).pathname, attempt, reason: reasonOf(failure) }, 'Graph is asked again')
      await wait(pause)
    }
  }

  async function send(method: 'POST' | 'PATCH', path: string, body: object, token?: string): Promise<unknown> {
    refuseWhileThrottled()
    const url = address(graphUrl, path)
    let answer: Answer
    try {
      answer = await (token === undefined ? callAsElevate(method, url, body) : call(method, url, body, token))
    } catch (error) {
      if (error instanceof DirectoryUnavailable) throw error
      throw new OutcomeUnknown(reasonOf(error))
    }
    if (answer.status >= 200 && answer.status < 300) return answer.body
    noteThrottling(answer)
    const error = errorOf(answer)
    // What went wrong behind Graph may have gone wrong afterwards.
    if (answer.status >= 500) throw new OutcomeUnknown(error.reason)
    throw error
  }

  async function list(path: string): Promise<readonly unknown[] | null> {
    const rows: unknown[] = []
    const seen = new Set<string>()
    for (let next: string | null = address(graphUrl, path); next !== null; ) {
      // It would go on for ever, and hold all of it in memory.
      if (seen.has(next)) throw new DirectoryUnavailable('Graph named a page twice')
      seen.add(next)
      const body = await read(next, null)
      if (body === null) return null
      const page = pageOf(body)
      rows.push(...page.value)
      next = nextWithin(graphUrl, page['@odata.nextLink'])
    }
    return rows
  }

  async function batch(paths: readonly string[]): Promise<readonly BatchAnswer[]> {
    const requests = paths.map((url, index) => ({ id: String(index), method: 'GET', url }))
    const { responses } = readAs(batchShape, await read(address(graphUrl, '/$batch'), null, { requests }), 'a batch')
    return paths.map((_path, index) => {
      const item = responses.find(({ id }) => id === String(index))
      if (!item) return { error: unavailable(new Error('no answer in the batch')), mayTryAgain: true }
      if (item.status === 200) return { found: item.body ?? null }
      if (item.status === 404) return { found: null }
      return { error: readError(item.status, item.body, null), mayTryAgain: isPassing(item.status) }
    })
  }

  return {
    get: (path) => read(address(graphUrl, path), null),
    getAs: (path, token) => read(address(graphUrl, path), token),
    ...{ list, send, batch },
  }
}

const pageShape = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() })
const batchShape = z.object({
  responses: z.array(z.object({ id: z.string(), status: z.int(), body: z.unknown().optional() })),
})

export function pageOf(body: unknown): z.output<typeof pageShape> {
  const page = pageShape.safeParse(body)
  if (!page.success) throw new DirectoryUnavailable('Graph answered something that is no list')
  return page.data
}

/** `/beta/...` says its version; everything else is v1.0. */
function address(graphUrl: string, path: string): string {
  return `${graphUrl}${path.startsWith('/beta/') ? '' : '/v1.0'}${path}`
}

/** The token goes nowhere but to Graph, whatever an answer names. */
function nextWithin(graphUrl: string, link: string | undefined): string | null {
  if (link === undefined) return null
  if (URL.parse(link)?.origin === new URL(graphUrl).origin) return link
  throw new DirectoryUnavailable('Graph named a next page that is not its own')
}

function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500
}

function errorOf({ status, headers, body }: Answer): GraphError {
  return readError(status, body, headers.get('request-id'))
}

function unavailable(cause: unknown): DirectoryUnavailable {
  return new DirectoryUnavailable(`Graph gave no usable answer: ${reasonOf(cause)}`, { cause })
}

export function reasonOf(error: unknown): string {
  if (error instanceof GraphError) return error.reason
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time'
  const cause = error instanceof Error ? error.cause : null
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null
  return code ?? (error instanceof Error ? error.name : 'failed')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
