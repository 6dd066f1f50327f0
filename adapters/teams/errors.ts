/** How a call to Teams failed. */
export type Failure =
  /** Teams said no, and nothing happened. */
  | { readonly outcome: 'refused'; readonly status: number; readonly code: string }
  /** Nothing happened; Teams wants to be asked again, not before `waitMs`, or when it suits where that is null. */
  | { readonly outcome: 'again'; readonly waitMs: number | null; readonly reason: string }
  /** It never got to Teams. */
  | { readonly outcome: 'unsent'; readonly reason: string }
  /** The answer was lost, or was an excuse: it may have happened. */
  | { readonly outcome: 'unknown'; readonly reason: string }

/** An answer of the connector that is no success. */
export class ConnectorRefusal extends Error {
  override readonly name = 'ConnectorRefusal'
  readonly status: number
  readonly code: string
  readonly retryAfterMs: number | null

  constructor(status: number, code: string, retryAfterMs: number | null) {
    super(`Teams answered ${status}`)
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

/** The call was not made: no token, or an address that must not see one. */
export class NotSent extends Error {
  override readonly name = 'NotSent'
  readonly reason: string

  constructor(reason: string) {
    super('The call was not made')
    this.reason = reason
  }
}

/**
 * Which answers mean "once more": https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit names 412,
 * 429, 502 and 504, https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability adds 503.
 */
const AGAIN = new Set([412, 429, 502, 503, 504])

const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/** What went wrong. Messages are not taken on: they may hold addresses. */
export function failureOf(error: unknown): Failure {
  if (error instanceof NotSent) return { outcome: 'unsent', reason: error.reason }
  if (!(error instanceof ConnectorRefusal)) return lostOf(error)
  const { status, code, retryAfterMs } = error
  if (AGAIN.has(status)) return { outcome: 'again', waitMs: retryAfterMs, reason: `http_${status}` }
  // Our own token: a new one is asked for at the next try.
  if (status === 401) return { outcome: 'again', waitMs: retryAfterMs, reason: 'http_401' }
  if (status >= 500 || status === 408) return { outcome: 'unknown', reason: `http_${status}` }
  return { outcome: 'refused', status, code }
}

/** A connection that was refused, cut or too slow. */
function lostOf(error: unknown): Failure {
  const code = codeIn(error)
  if (NEVER_SENT.test(code)) return { outcome: 'unsent', reason: code }
  return { outcome: 'unknown', reason: code === '' ? nameOf(error) : code }
}

/** Fetch hides the code of the socket in the cause, sometimes twice. */
function codeIn(error: unknown, depth = 0): string {
  if (!(error instanceof Error) || depth > 3) return ''
  if ('code' in error && typeof error.code === 'string' && /^[A-Z_]{3,40}$/.test(error.code)) return error.code
  return codeIn(error instanceof AggregateError ? error.errors[0] : error.cause, depth + 1)
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown'
}
