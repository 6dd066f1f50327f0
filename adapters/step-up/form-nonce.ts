import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type AdapterState, HOUR, type Instant, MINUTE } from '../../bot/index.ts'

const NONCES = 'step-up/nonces'
const VALID_FOR_MS = 10 * MINUTE
/** Kept well past its time: the store may tell time by another clock. */
const REMEMBERED_MS = HOUR
const TIME_BYTES = 6
const RANDOM_BYTES = 16
const MAC_BYTES = 32

/** A value for one form of one page, good for ten minutes and one use. Making it stores nothing. */
export function issueNonce(key: Uint8Array, pageToken: string, now: Instant): string {
  const stamp = Buffer.alloc(TIME_BYTES)
  stamp.writeUIntBE(now, 0, TIME_BYTES)
  const head = Buffer.concat([stamp, randomBytes(RANDOM_BYTES)])
  return Buffer.concat([head, mac(key, pageToken, head)]).toString('base64url')
}

/** True for the first use of a nonce issued for this page in the last ten minutes, once. */
export async function spendNonce(
  state: AdapterState,
  key: Uint8Array,
  pageToken: string,
  nonce: string,
  now: Instant,
): Promise<boolean> {
  const issuedAt = timeOf(key, pageToken, nonce)
  if (issuedAt === null || now < issuedAt || now >= issuedAt + VALID_FOR_MS) return false
  const spent = await state.put({
    namespace: NONCES,
    key: nonce,
    value: { spentAt: now },
    expectedVersion: 0,
    expiresAt: now + REMEMBERED_MS,
  })
  return spent.outcome === 'saved'
}

function timeOf(key: Uint8Array, pageToken: string, nonce: string): Instant | null {
  const bytes = Buffer.from(nonce, 'base64url')
  if (bytes.length !== TIME_BYTES + RANDOM_BYTES + MAC_BYTES || bytes.toString('base64url') !== nonce) return null
  const head = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES)
  if (!timingSafeEqual(bytes.subarray(TIME_BYTES + RANDOM_BYTES), mac(key, pageToken, head))) return null
  return head.readUIntBE(0, TIME_BYTES)
}

function mac(key: Uint8Array, pageToken: string, head: Uint8Array): Buffer {
  return createHmac('sha256', key).update(head).update(pageToken).digest()
}
