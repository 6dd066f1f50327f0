import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the time that Slack signed may lie from ours, in seconds, both ways. */
export const LARGEST_SKEW = 300

export interface SignedRequest {
  /** Header `x-slack-signature`, or null. */
  readonly signature: string | null
  /** Header `x-slack-request-timestamp`, or null. */
  readonly timestamp: string | null
  /** Exactly as received: one byte more or less and the signature is another. */
  readonly body: Uint8Array
}

/**
 * Why a request is not Slack's, or null where it is. A time in the future is as wrong as one in the past: whoever got
 * hold of a request could otherwise keep it. https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signatureProblem(request: SignedRequest, signingSecret: string, wallClock: number): string | null {
  const { signature, timestamp, body } = request
  if (signature === null || timestamp === null) return 'not signed'
  if (!/^[0-9]{1,12}$/.test(timestamp)) return 'no timestamp'
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return 'no v0 signature'
  const skew = Math.floor(wallClock / 1000) - Number(timestamp)
  if (Math.abs(skew) > LARGEST_SKEW) return skew > 0 ? 'stale' : 'from the future'
  const expected = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest()
  const given = Buffer.from(signature.slice(3), 'hex')
  return timingSafeEqual(expected, given) ? null : 'wrong signature'
}
