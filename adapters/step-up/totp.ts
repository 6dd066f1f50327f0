import { timingSafeEqual } from 'node:crypto'
import { HOTP, Secret, TOTP } from 'otpauth'
import { type Instant, SECOND } from '../../bot/index.ts'

/** RFC 6238: what every authenticator app assumes. */
export const STEP_MS = 30 * SECOND
const DIGITS = 6
const ALGORITHM = 'SHA1'
/** One step either way: clocks differ, typing takes time (RFC 6238 section 5.2). */
const WINDOW = 1

export function stepAt(now: Instant): number {
  return Math.floor(now / STEP_MS)
}

export function codeOfStep(secret: Uint8Array, step: number): string {
  return HOTP.generate({ secret: toSecret(secret), algorithm: ALGORITHM, digits: DIGITS, counter: step })
}

/**
 * The steps around `now` whose code this is, usually one or none. Each is compared in constant time and none is left
 * out, so that the answer's time tells nothing.
 */
export function stepsOfCode(secret: Uint8Array, code: string, now: Instant): readonly number[] {
  if (!isCode(code)) return []
  const current = stepAt(now)
  const steps = Array.from({ length: 2 * WINDOW + 1 }, (_, index) => current - WINDOW + index)
  return steps.filter((step) => timingSafeEqual(Buffer.from(codeOfStep(secret, step)), Buffer.from(code)))
}

export function isCode(text: string): boolean {
  return /^[0-9]{6}$/.test(text)
}

/** What people type: authenticators show a code in two groups, some keyboards make full-width digits. */
export function normalizeCode(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '')
}

/** For the QR code that authenticator apps read. */
export function provisioningUri(secret: Uint8Array, issuer: string, label: string): string {
  const options = { issuer, label, secret: toSecret(secret), algorithm: ALGORITHM, digits: DIGITS }
  return new TOTP({ ...options, period: STEP_MS / SECOND }).toString()
}

export function toBase32(secret: Uint8Array): string {
  return toSecret(secret).base32
}

export function fromBase32(text: string): Uint8Array {
  return Secret.fromBase32(text).bytes
}

function toSecret(bytes: Uint8Array): Secret {
  // A copy: Node's small buffers share one large memory area, and the library takes all of what it is given.
  return new Secret({ buffer: Uint8Array.from(bytes).buffer })
}
