import { z } from 'zod'
import {
  type Activatable,
  type AdapterState,
  activatableKey,
  DAY,
  type Instant,
  MINUTE,
  type PersonId,
} from '../../bot/index.ts'

const ACTIVATIONS = 'entra/activations'
/** Whose request of Graph's an assignment came from: its schedule has the id of the request that made it. */
const BY_REQUEST = 'entra/requests'
/** Schedules whose removal Graph has accepted: it may go on showing them for a while. */
const REMOVED = 'entra/removed'
/** The newest call about one person and activatable. */
const NEWEST = 'entra/newest'
/** Graph forgets requests after about 45 days; nothing of ours runs longer than a day. */
const KEPT_MS = 45 * DAY
/** What is shown longer than that was not removed after all, and is asked to go once more. */
const BELIEVED_MS = 15 * MINUTE

const record = z.object({
  personId: z.string(),
  activatable: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('role'), roleDefinitionId: z.string(), scope: z.string() }),
    z.object({ kind: z.literal('group'), groupId: z.string(), access: z.enum(['member', 'owner']) }),
  ]),
  sentAt: z.int(),
  /** Null while nobody knows whether Graph made one. */
  requestId: z.string().nullable(),
})

/** A call to activate: written down before it is made, so that no crash makes it twice. */
export type ActivationRecord = z.output<typeof record>

export interface ActivationRecords {
  read(key: string): Promise<ActivationRecord | null>
  /** Before the call. */
  sent(key: string, personId: PersonId, activatable: Activatable, at: Instant): Promise<void>
  /** Graph answered with a request of this id. */
  made(key: string, requestId: string, at: Instant): Promise<void>
  /** Graph surely made nothing: the key may be used anew. */
  forget(key: string): Promise<void>
  keyOf(requestId: string): Promise<string | null>
  /** Graph accepted the removal of this schedule. */
  removed(scheduleId: string, at: Instant): Promise<void>
  wasRemoved(scheduleId: string): Promise<boolean>
  /** The key of the newest call. */
  newest(personId: PersonId, activatable: Activatable): Promise<string | null>
}

export function createActivationRecords(state: AdapterState): ActivationRecords {
  async function read(key: string): Promise<ActivationRecord | null> {
    const stored = await state.get(ACTIVATIONS, key)
    return stored && record.parse(stored.value)
  }

  async function keyIn(namespace: string, key: string): Promise<string | null> {
    const stored = await state.get(namespace, key)
    return stored ? z.object({ key: z.string() }).parse(stored.value).key : null
  }

  async function write(key: string, value: ActivationRecord): Promise<void> {
    await state.put({ namespace: ACTIVATIONS, key, value, expectedVersion: null, expiresAt: value.sentAt + KEPT_MS })
  }

  return {
    read,
    sent: async (key, personId, activatable, at) => {
      await write(key, { personId, activatable, sentAt: at, requestId: null })
      const newest = { namespace: NEWEST, key: aboutKey(personId, activatable), value: { key } }
      await state.put({ ...newest, expectedVersion: null, expiresAt: at + KEPT_MS })
    },
    made: async (key, requestId, at) => {
      const expiresAt = at + KEPT_MS
      await state.put({ namespace: BY_REQUEST, key: requestId, value: { key }, expectedVersion: null, expiresAt })
      const before = await read(key)
      if (before && before.requestId !== requestId) await write(key, { ...before, requestId })
    },
    forget: async (key) => void (await state.remove(ACTIVATIONS, key)),
    removed: async (scheduleId, at) => {
      const written = {
        namespace: REMOVED,
        key: scheduleId,
        value: {},
        expectedVersion: null,
        expiresAt: at + BELIEVED_MS,
      }
      await state.put(written)
    },
    wasRemoved: async (scheduleId) => (await state.get(REMOVED, scheduleId)) !== null,
    keyOf: (requestId) => keyIn(BY_REQUEST, requestId),
    newest: (personId, activatable) => keyIn(NEWEST, aboutKey(personId, activatable)),
  }
}

function aboutKey(personId: PersonId, activatable: Activatable): string {
  return `${personId}/${activatableKey(activatable)}`
}
