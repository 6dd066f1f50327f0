import { WebClient, type WebClientOptions } from '@slack/web-api'
import type { Log } from '../../bot/index.ts'
import { type Failure, failureOf, lostOf } from './errors.ts'
import { createRetryAfter } from './retry-after.ts'
import { boltLogger } from './sdk-logger.ts'

/** The methods that are called, and so all that the app's scopes must allow. */
export const METHODS = [
  'auth.test',
  'chat.postEphemeral',
  'chat.postMessage',
  'chat.update',
  'conversations.history',
  'conversations.open',
  'conversations.replies',
  'users.info',
  'users.lookupByEmail',
  'views.open',
  'views.publish',
] as const
export type Method = (typeof METHODS)[number]

/** `result` as it came: whoever reads it checks it. */
export type Called = { readonly outcome: 'ok'; readonly result: object } | Failure

export interface SlackApi {
  /** Calls a method once. `on`: what it is about, such as a channel; a limit there holds up nothing else. Does not throw. */
  call(method: Method, args: { readonly [name: string]: unknown }, on?: string): Promise<Called>
  /** Posts to the answer address of a command or click. Does not throw. */
  respond(responseUrl: string, body: object): Promise<Called>
}

export interface SlackApiOptions {
  readonly botToken: string
  /** Ends in a slash. */
  readonly apiUrl: string
  readonly log: Log
  /** For one call, in milliseconds. */
  readonly timeout?: number
  readonly monotonic?: () => number
}

const TIMEOUT = 8_000
/** Where a 429 of an answer address does not say for how long. */
const RESPOND_AGAIN = 5_000

/**
 * One client for everything. It tries nothing again by itself: Bolt's client would post a message twice after a lost
 * answer, and would stop all calls for the limit of one channel.
 */
export function createSlackApi(options: SlackApiOptions): SlackApi {
  const { timeout = TIMEOUT, monotonic = () => performance.now() } = options
  const client = new WebClient(options.botToken, clientOptions(options, timeout))
  const retryAfter = createRetryAfter(monotonic)

  async function unlessHeld(what: string, run: () => Promise<Called>): Promise<Called> {
    const waitMs = retryAfter.remaining(what)
    if (waitMs > 0) return { outcome: 'limited', waitMs }
    const called = await run()
    if (called.outcome === 'limited') retryAfter.hold(what, called.waitMs)
    return called
  }

  return {
    call: (method, args, on = '') =>
      unlessHeld(`${method} ${on}`, async () => {
        try {
          return { outcome: 'ok', result: await client.apiCall(method, { ...args }) }
        } catch (error) {
          return failureOf(error)
        }
      }),
    respond: (responseUrl, body) => unlessHeld(`respond ${responseUrl}`, () => post(responseUrl, body, timeout)),
  }
}

function clientOptions({ apiUrl, log }: SlackApiOptions, timeout: number): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout,
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logger: boltLogger(log),
  }
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
async function post(url: string, body: object, timeout: number): Promise<Called> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    })
    await response.arrayBuffer()
    if (response.ok) return { outcome: 'ok', result: {} }
    if (response.status === 429) return { outcome: 'limited', waitMs: secondsOf(response) }
    if (response.status >= 500) return { outcome: 'unknown', reason: `http_${response.status}` }
    return { outcome: 'refused', code: 'expired_url' }
  } catch (error) {
    return lostOf(error)
  }
}

function secondsOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : RESPOND_AGAIN
}
