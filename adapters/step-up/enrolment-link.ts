import { z } from 'zod'
import { HOUR, type Instant, type PersonId } from '../../bot/index.ts'
import { deriveKey } from './derived-keys.ts'
import { openToken, signToken } from './signed-token.ts'

const VALID_FOR_MS = 24 * HOUR

/** Enrols `personId` once, in place of the factor of that generation (0: the first), until it expires. */
export interface EnrolmentLink {
  readonly id: string
  readonly personId: PersonId
  readonly replaces: number
  readonly expiresAt: Instant
}

const payload = z.tuple([z.string(), z.string(), z.int(), z.int()])

/**
 * A one-time link that lets whoever opens it first enrol an authenticator for `personId`; valid for 24 hours. `key` is
 * the installation's, `generation` that of the person's present factor (`factorGeneration`), `id` at least 128 random
 * bits that are never used again.
 */
export function makeEnrolmentLink(options: {
  readonly key: Uint8Array
  readonly publicUrl: string
  readonly personId: PersonId
  readonly generation: number
  readonly now: Instant
  readonly id: string
}): { readonly url: string; readonly expiresAt: Instant } {
  const { key, publicUrl, personId, generation, now, id } = options
  const expiresAt = now + VALID_FOR_MS
  const token = signToken(deriveKey(key, 'enrolment'), [id, personId, generation, expiresAt])
  return { url: `${publicUrl.replace(/\/+$/, '')}/verify/enrol/${token}`, expiresAt }
}

export function openEnrolmentLink(enrolmentKey: Uint8Array, token: string): EnrolmentLink | null {
  const parsed = payload.safeParse(openToken(enrolmentKey, token))
  if (!parsed.success) return null
  const [id, personId, replaces, expiresAt] = parsed.data
  return { id, personId, replaces, expiresAt }
}
