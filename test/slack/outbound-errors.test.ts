import { describe, expect, it } from 'vitest'
import { type Failure, lostOf, refusalOf } from '../../adapters/slack/errors.ts'
import { outcomeOf } from '../../adapters/slack/outcome.ts'

describe('what Slack says', () => {
  it.each([
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'user_not_found',
    'account_inactive',
    'missing_scope',
    'invalid_auth',
    'token_revoked',
    'org_login_required',
  ])('%s: cannot be reached, and it is known why', (code) => {
    expect(outcomeOf(refusalOf(code), 0)).toEqual({ outcome: 'unreachable', reason: code })
  })

  it.each(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'])(
    '%s: it may have happened',
    (code) => {
      expect(refusalOf(code)).toEqual({ outcome: 'unknown', reason: code })
      expect(outcomeOf(refusalOf(code), 0)).toEqual({ outcome: 'retry', notBefore: null, reason: code })
    },
  )

  it.each(['ratelimited', 'rate_limited', 'message_limit_exceeded'])('%s: later', (code) => {
    expect(outcomeOf(refusalOf(code), 1000)).toEqual({ outcome: 'retry', notBefore: 31_000, reason: 'ratelimited' })
  })

  it.each([undefined, 7, '', 'https://hooks.example/secret', 'x'.repeat(100), '<!channel>'])(
    'that is no code at all is tried again, and not repeated: %j',
    (code) => {
      expect(outcomeOf(refusalOf(code), 0)).toEqual({ outcome: 'retry', notBefore: null, reason: 'unknown_error' })
    },
  )
})

describe('a connection', () => {
  const withCode = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) })

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])(
    'that never came about sent nothing: %s',
    (code) => {
      expect(lostOf(withCode(code))).toEqual({ outcome: 'unsent', reason: code })
    },
  )

  it.each(['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])('that broke may have sent it: %s', (code) => {
    expect(lostOf(withCode(code))).toEqual({ outcome: 'unknown', reason: code })
  })

  it('to several addresses that all refuse sent nothing', () => {
    const refused = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
    const error = new TypeError('fetch failed', { cause: new AggregateError([refused, refused]) })
    expect(lostOf(error)).toEqual({ outcome: 'unsent', reason: 'ECONNREFUSED' })
  })

  it('that was too slow may have sent it, and nothing of where it went is kept', () => {
    const failure: Failure = lostOf(new DOMException('timed out at https://hooks.example/secret', 'TimeoutError'))
    expect(failure).toEqual({ outcome: 'unknown', reason: 'TimeoutError' })
  })
})
