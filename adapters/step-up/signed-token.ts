import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Json } from '../../bot/index.ts'

const MAC_BYTES = 32
/** Far above any token made here, far below what would be worth hashing for a stranger. */
const LONGEST_TOKEN = 1024

/** The payload in clear with its HMAC-SHA256, URL safe. The same payload gives the same token. */
export function signToken(key: Uint8Array, payload: Json): string {
  const body = Buffer.from(JSON.stringify(payload))
  return Buffer.concat([mac(key, body), body]).toString('base64url')
}

/** The payload of a token that `signToken` made with this key; null for every other text. */
export function openToken(key: Uint8Array, token: string): Json | null {
  if (token.length > LONGEST_TOKEN) return null
  const bytes = Buffer.from(token, 'base64url')
  // Node overlooks stray characters: of all spellings of the same bytes only ours counts.
  if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== token) return null
  const body = bytes.subarray(MAC_BYTES)
  if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac(key, body))) return null
  return JSON.parse(body.toString())
}

function mac(key: Uint8Array, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(body).digest()
}
