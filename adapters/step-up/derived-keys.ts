import { hkdfSync } from 'node:crypto'

/** RFC 6238 with SHA-1 takes keys of the length of its hash. */
const TOTP_SECRET_BYTES = 20
const KEY_BYTES = 32

export type KeyPurpose = 'link' | 'form' | 'enrolment' | 'accountLink' | 'accountProof'

/** One key for each use (HKDF, RFC 5869): what is signed for one never passes for another. */
export function deriveKey(installationKey: Uint8Array, purpose: KeyPurpose): Buffer {
  return derive(installationKey, ['key', purpose], KEY_BYTES)
}

/** The secret that an enrolment link offers. Derived, so that showing the page stores nothing. */
export function enrolmentSecret(installationKey: Uint8Array, enrolmentId: string, personId: string): Buffer {
  return derive(installationKey, ['enrolmentSecret', enrolmentId, personId], TOTP_SECRET_BYTES)
}

/** The secret of a person of the demo organisation. */
export function demoSecret(installationKey: Uint8Array, personId: string): Buffer {
  return derive(installationKey, ['demoSecret', personId], TOTP_SECRET_BYTES)
}

/** The context goes in as JSON: no two lists of parts run together into the same bytes. */
function derive(installationKey: Uint8Array, context: readonly string[], bytes: number): Buffer {
  const info = Buffer.from(JSON.stringify(['elevate/step-up/v1', ...context]))
  return Buffer.from(hkdfSync('sha256', installationKey, new Uint8Array(), info, bytes))
}
