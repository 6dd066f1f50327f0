import { randomInt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type AdapterState, type ChatIdentity, HOUR, type Instant, MINUTE, type PersonId } from '../../bot/index.ts'

const NAMESPACE = 'step-up/link-codes'
const VALID_FOR_MS = 10 * MINUTE
/** Kept past its time: the store may tell time by another clock. */
const REMEMBERED_MS = HOUR
const TRIES = 5
const DIGITS = 8
const ATTEMPTS = 20

/** `wrong` also where nobody has confirmed anything for the account, or too long ago. */
export type Redeemed = { readonly outcome: 'right'; readonly personId: PersonId } | { readonly outcome: 'wrong' }

/**
 * The last step of a link: what the page showed to the person is typed in the account. A link that was passed on links
 * nothing then: who opened it does not have the account, and who has the account does not see the page.
 */
export interface LinkCodes {
  /** Eight digits, good for ten minutes and five tries. A newer code for the account ends the one before. */
  issue(account: ChatIdentity, personId: PersonId, now: Instant): Promise<string>
  /** Right as often as it is asked in time, until `drop`: a process killed on the way asks again. */
  redeem(account: ChatIdentity, code: string, now: Instant): Promise<Redeemed>
  drop(account: ChatIdentity): Promise<void>
}

const schema = z.object({
  code: z.string(),
  personId: z.string(),
  triesLeft: z.int(),
  issuedAt: z.int(),
})

export function createLinkCodes(state: AdapterState): LinkCodes {
  async function read(key: string, now: Instant) {
    const record = await state.get(NAMESPACE, key)
    const pending = schema.safeParse(record?.value).data
    const isInTime = pending !== undefined && now >= pending.issuedAt && now < pending.issuedAt + VALID_FOR_MS
    return { version: record?.version ?? 0, pending: isInTime && pending.triesLeft > 0 ? pending : null }
  }

  return {
    async issue(account, personId, now) {
      const key = keyOf(account)
      const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0')
      const value = { code, personId, triesLeft: TRIES, issuedAt: now }
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const { version } = await read(key, now)
        const record = { namespace: NAMESPACE, key, value, expiresAt: now + REMEMBERED_MS, expectedVersion: version }
        if ((await state.put(record)).outcome === 'saved') return code
      }
      throw new Error('Too many codes at once for one account')
    },
    async redeem(account, typed, now) {
      const key = keyOf(account)
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const { version, pending } = await read(key, now)
        if (!pending) return { outcome: 'wrong' }
        const { code, personId, triesLeft, issuedAt } = pending
        if (isSame(code, typed)) return { outcome: 'right', personId }
        // Counted before it is said: however many come at once, only so many are looked at.
        const value = { ...pending, triesLeft: triesLeft - 1 }
        const expiresAt = issuedAt + REMEMBERED_MS
        const written = await state.put({ namespace: NAMESPACE, key, value, expiresAt, expectedVersion: version })
        if (written.outcome === 'saved') return { outcome: 'wrong' }
      }
      throw new Error('Too many tries at once to count them')
    },
    async drop(account) {
      const record = await state.get(NAMESPACE, keyOf(account))
      if (record) await state.remove(NAMESPACE, keyOf(account), record.version)
    },
  }
}

function keyOf({ platform, tenant, userId }: ChatIdentity): string {
  return `${platform}/${tenant}/${userId}`
}

function isSame(code: string, typed: string): boolean {
  return code.length === typed.length && timingSafeEqual(Buffer.from(code), Buffer.from(typed))
}
