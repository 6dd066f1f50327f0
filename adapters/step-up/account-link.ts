import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type AdapterState, type ChatIdentity, HOUR, type Instant, MINUTE, type PersonId } from '../../bot/index.ts'
import { deriveKey } from './derived-keys.ts'
import { openToken, signToken } from './signed-token.ts'

const SPENT = 'step-up/account-links'
const VALID_FOR_MS = 10 * MINUTE
/** Kept well past its time: the store may tell time by another clock. */
const REMEMBERED_MS = HOUR
const ID_BYTES = 16

export interface OpenAccountLink {
  readonly id: string
  readonly account: ChatIdentity
  readonly expiresAt: Instant
}

/** Links on which whoever uses a chat account proves once which person they are. They give no right by themselves. */
export interface AccountLinks {
  /** Good for ten minutes and one use. Making it stores nothing. */
  linkFor(account: ChatIdentity, now: Instant): string
  /** Null for what is no link of ours, too old, or used. Changes nothing. */
  open(token: string, now: Instant): Promise<OpenAccountLink | null>
  /** What the page carries from the proof to the confirmation: this person proved themselves for this very link. */
  proofOf(link: OpenAccountLink, personId: PersonId): string
  provenBy(link: OpenAccountLink, proof: string): PersonId | null
  /** Uses the link up. True for one call, however many come at once. */
  spend(link: OpenAccountLink, now: Instant): Promise<boolean>
}

export interface AccountLinksOptions {
  /** The installation's 32 bytes. */
  readonly key: Uint8Array
  /** What links start with. */
  readonly publicUrl: string
  readonly state: AdapterState
}

const payload = z.tuple([z.string(), z.string(), z.string(), z.string(), z.int()])
const proofPayload = z.tuple([z.string(), z.string()])

export function createAccountLinks({ key, publicUrl, state }: AccountLinksOptions): AccountLinks {
  const linkKey = deriveKey(key, 'accountLink')
  const proofKey = deriveKey(key, 'accountProof')
  const base = publicUrl.replace(/\/+$/, '')
  return {
    linkFor({ platform, tenant, userId }, now) {
      const id = randomBytes(ID_BYTES).toString('base64url')
      return `${base}/verify/account/${signToken(linkKey, [id, platform, tenant, userId, now + VALID_FOR_MS])}`
    },
    async open(token, now) {
      const parsed = payload.safeParse(openToken(linkKey, token))
      if (!parsed.success) return null
      const [id, platform, tenant, userId, expiresAt] = parsed.data
      const isInTime = now < expiresAt && now >= expiresAt - VALID_FOR_MS
      if (!isInTime || (await state.get(SPENT, id))) return null
      return { id, account: { platform, tenant, userId }, expiresAt }
    },
    proofOf: ({ id }, personId) => signToken(proofKey, [id, personId]),
    provenBy({ id }, proof) {
      const parsed = proofPayload.safeParse(openToken(proofKey, proof))
      return parsed.success && parsed.data[0] === id ? parsed.data[1] : null
    },
    async spend({ id }, now) {
      const spent = { namespace: SPENT, key: id, value: { spentAt: now }, expiresAt: now + REMEMBERED_MS }
      return (await state.put({ ...spent, expectedVersion: 0 })).outcome === 'saved'
    },
  }
}
