import { z } from 'zod'
import type { AdapterState, Instant, PersonId } from '../../bot/index.ts'

const NAMESPACE = 'slack-links'

const ofPerson = z.strictObject({
  userId: z.string(),
  by: z.enum(['email', 'proof']),
  at: z.int(),
  told: z.boolean().default(true),
})
const ofUser = z.strictObject({ personId: z.string() })

export type LinkedBy = z.infer<typeof ofPerson>['by']

export interface NewLink {
  readonly tenant: string
  readonly userId: string
  readonly personId: PersonId
  readonly by: LinkedBy
  readonly at: Instant
}

/** Links that were made once: one user id a person, one person a user id, in each workspace. */
export interface LinkRecords {
  personOf(tenant: string, userId: string): Promise<PersonId | null>
  userOf(tenant: string, personId: PersonId): Promise<string | null>
  /** False where either of the two is linked to somebody else. */
  add(link: NewLink): Promise<boolean>
  remove(tenant: string, personId: PersonId): Promise<boolean>
  /** How a link was made, where nobody has been told of it yet. */
  untold(tenant: string, personId: PersonId): Promise<{ readonly by: LinkedBy; readonly at: Instant } | null>
  /** Whoever has to know of the link was told. */
  told(tenant: string, personId: PersonId): Promise<void>
}

/**
 * Each link is two records, and counts only while both say the same: a crash between the two leaves no link, and the
 * person's own record, written first, decides whose link it may become.
 */
export function createLinkRecords(state: AdapterState): LinkRecords {
  async function personRecord(tenant: string, personId: PersonId) {
    return ofPerson.safeParse((await state.get(NAMESPACE, personKey(tenant, personId)))?.value).data ?? null
  }

  async function userRecord(tenant: string, userId: string) {
    return ofUser.safeParse((await state.get(NAMESPACE, userKey(tenant, userId)))?.value).data ?? null
  }

  return {
    async personOf(tenant, userId) {
      const personId = (await userRecord(tenant, userId))?.personId
      if (personId === undefined) return null
      return (await personRecord(tenant, personId))?.userId === userId ? personId : null
    },
    async userOf(tenant, personId) {
      const userId = (await personRecord(tenant, personId))?.userId
      if (userId === undefined) return null
      return (await userRecord(tenant, userId))?.personId === personId ? userId : null
    },
    async add({ tenant, userId, personId, by, at }) {
      const first = { namespace: NAMESPACE, key: personKey(tenant, personId), value: { userId, by, at, told: false } }
      const claimed = await state.put({ ...first, expectedVersion: 0 })
      if (claimed.outcome === 'conflict' && (await personRecord(tenant, personId))?.userId !== userId) return false
      const second = { namespace: NAMESPACE, key: userKey(tenant, userId), value: { personId } }
      const written = await state.put({ ...second, expectedVersion: 0 })
      if (written.outcome === 'saved' || (await userRecord(tenant, userId))?.personId === personId) return true
      if (claimed.outcome === 'saved') await state.remove(NAMESPACE, first.key, claimed.version)
      return false
    },
    async untold(tenant, personId) {
      const record = await personRecord(tenant, personId)
      return record && !record.told ? { by: record.by, at: record.at } : null
    },
    async told(tenant, personId) {
      const key = personKey(tenant, personId)
      const stored = await state.get(NAMESPACE, key)
      const record = ofPerson.safeParse(stored?.value).data
      // Where it changed meanwhile it is said once more: whoever is told takes the second time for the first.
      if (!stored || !record) return
      await state.put({ namespace: NAMESPACE, key, value: { ...record, told: true }, expectedVersion: stored.version })
    },
    async remove(tenant, personId) {
      const userId = (await personRecord(tenant, personId))?.userId
      if (userId === undefined) return false
      if ((await userRecord(tenant, userId))?.personId === personId) {
        await state.remove(NAMESPACE, userKey(tenant, userId))
      }
      return state.remove(NAMESPACE, personKey(tenant, personId))
    },
  }
}

function personKey(tenant: string, personId: PersonId): string {
  return `person/${tenant}/${personId}`
}

function userKey(tenant: string, userId: string): string {
  return `user/${tenant}/${userId}`
}
