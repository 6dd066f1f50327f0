import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type AdapterState, HOUR, type Instant } from '../../../bot/index.ts'

const REASONS = 'step-up/reasons'
const ID_BYTES = 16

/** What somebody said before they were sent to sign in, for an hour, encrypted at rest: it stands in no address. */
export interface Reasons {
  /** Returns its id; null for nothing said. */
  keep(reason: string | null): Promise<string | null>
  /** Undefined where it is no longer kept. */
  read(id: string | null): Promise<string | null | undefined>
}

export function createReasons(state: AdapterState, now: () => Instant): Reasons {
  return {
    async keep(reason) {
      if (reason === null) return null
      const key = randomBytes(ID_BYTES).toString('base64url')
      const record = { namespace: REASONS, key, value: { reason }, expiresAt: now() + HOUR }
      await state.put({ ...record, expectedVersion: 0, secret: true })
      return key
    },
    async read(id) {
      if (id === null) return null
      const stored = await state.get(REASONS, id)
      return stored ? z.object({ reason: z.string() }).parse(stored.value).reason : undefined
    },
  }
}
