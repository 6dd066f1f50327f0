import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'

/** How a call to Slack failed. */
export type Failure =
  /** Slack said no, and nothing happened. */
  | { readonly outcome: 'refused'; readonly code: string }
  /** Nothing happened; Slack wants to be left alone for that long. */
  | { readonly outcome: 'limited'; readonly waitMs: number }
  /** It never got to Slack. */
  | { readonly outcome: 'unsent'; readonly reason: string }
  /** The answer was lost, or was an excuse: it may have happened. */
  | { readonly outcome: 'unknown'; readonly reason: string }

/** Where Slack limits without saying for how long. */
const LIMITED_BY_DEFAULT = 30_000

/** Slack answered, and does not know itself: "some aspect of the operation may have succeeded". */
const IN_DOUBT = new Set(['fatal_error', 'internal_error', 'request_timeout', 'service_unavailable'])
const LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded'])

const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/** What an error of the SDK means. Its message is not taken on: it may hold addresses. */
export function failureOf(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError) return { outcome: 'limited', waitMs: error.retryAfter * 1000 }
  if (error instanceof WebAPIPlatformError) return refusalOf(error.data.error)
  if (error instanceof WebAPIHTTPError) return { outcome: 'unknown', reason: `http_${error.statusCode}` }
  if (error instanceof WebAPIRequestError) return lostOf(error.original)
  // A 429 whose Retry-After cannot be read is a plain error in the SDK.
  if (error instanceof Error && error.message.startsWith('Retry header')) {
    return { outcome: 'limited', waitMs: LIMITED_BY_DEFAULT }
  }
  return lostOf(error)
}

/** Codes come from outside: only what looks like one is kept. */
export function refusalOf(code: unknown): Failure {
  const known = typeof code === 'string' && /^[a-z0-9_]{1,60}$/.test(code) ? code : 'unknown_error'
  if (LIMITED.has(known)) return { outcome: 'limited', waitMs: LIMITED_BY_DEFAULT }
  if (IN_DOUBT.has(known)) return { outcome: 'unknown', reason: known }
  return { outcome: 'refused', code: known }
}

/** A connection that was refused, cut or too slow. */
export function lostOf(error: unknown): Failure {
  const code = codeIn(error)
  if (NEVER_SENT.test(code)) return { outcome: 'unsent', reason: code }
  return { outcome: 'unknown', reason: code === '' ? nameOf(error) : code }
}

/** Fetch hides the code of the socket in the cause, sometimes twice. */
function codeIn(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 3) return ''
  if ('code' in error && typeof error.code === 'string' && /^[A-Z_]{3,40}$/.test(error.code)) return error.code
  const nested = error instanceof AggregateError ? error.errors[0] : error.cause
  return codeIn(nested, depth + 1)
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
