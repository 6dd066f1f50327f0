import { z } from 'zod'
import type { AdapterState } from '../../bot/index.ts'
import { type InboundActivity, placeOf, withoutThread } from './activity.ts'
import type { Sender } from './deliveries.ts'

const NAMESPACE = 'teams-conversations'
const MOST_REMEMBERED = 5_000

const account = z.strictObject({
  /** As Teams calls the person for this app. */
  accountId: z.string(),
  serviceUrl: z.string(),
  /** The person's own chat with the app; null while nothing came from there. */
  personal: z.string().nullable(),
  locale: z.string().nullable(),
  timeZone: z.string().nullable(),
})
/** What is known of somebody from what they sent last. */
export type Account = z.infer<typeof account>

const shared = z.strictObject({ serviceUrl: z.string() })
const owner = z.strictObject({ userId: z.string() })

/**
 * Where people and conversations are reached, kept from installation and from each turn, encrypted: whoever has such a
 * reference and the app's token can write there.
 */
export interface Conversations {
  heard(activity: InboundActivity, sender: Sender): Promise<void>
  account(userId: string): Promise<Account | null>
  /** The address of the connector for a conversation of several; null where nothing was heard of it. */
  serviceUrlOf(conversationId: string): Promise<string | null>
  /** Whose account it is, by object id. */
  ownerOf(accountId: string): Promise<string | null>
  /** The chat with the app is there, though nothing came from it. */
  opened(userId: string, personal: string, serviceUrl: string): Promise<void>
  /** The chat is gone: it is made anew when it is needed. */
  forgetPersonal(userId: string): Promise<void>
}

export function createConversations(state: AdapterState): Conversations {
  /** What was written last, so that a turn that changes nothing writes nothing. */
  const written = new Map<string, string>()

  async function read<Value>(key: string, schema: z.ZodType<Value>): Promise<Value | null> {
    return schema.safeParse((await state.get(NAMESPACE, key))?.value).data ?? null
  }

  async function write(key: string, value: { [name: string]: string | null }): Promise<void> {
    const text = JSON.stringify(value)
    if (written.get(key) === text) return
    await state.put({ namespace: NAMESPACE, key, value, expectedVersion: null, secret: true })
    if (written.size >= MOST_REMEMBERED) written.clear()
    written.set(key, text)
  }

  const readAccount = (userId: string) => read(`user/${userId}`, account)

  return {
    account: readAccount,
    serviceUrlOf: async (id) => (await read(`shared/${withoutThread(id)}`, shared))?.serviceUrl ?? null,
    ownerOf: async (accountId) => (await read(`account/${accountId}`, owner))?.userId ?? null,
    async heard(activity, { userId, locale, place }) {
      const { serviceUrl } = activity
      const known = await readAccount(userId)
      const isPersonal = placeOf(activity) === 'personal'
      const personal = isPersonal ? place.conversationId : (known?.personal ?? null)
      const timeZone = timeZoneIn(activity) ?? known?.timeZone ?? null
      const now = {
        accountId: place.accountId,
        serviceUrl,
        personal,
        locale: locale ?? known?.locale ?? null,
        timeZone,
      }
      await write(`user/${userId}`, now)
      await write(`account/${place.accountId}`, { userId })
      if (!isPersonal) await write(`shared/${withoutThread(place.conversationId)}`, { serviceUrl })
    },
    async opened(userId, personal, serviceUrl) {
      const known = await readAccount(userId)
      const fresh = { accountId: userId, locale: null, timeZone: null }
      await write(`user/${userId}`, { ...(known ?? fresh), personal, serviceUrl })
    },
    async forgetPersonal(userId) {
      const known = await readAccount(userId)
      if (known) await write(`user/${userId}`, { ...known, personal: null })
    },
  }
}

function timeZoneIn({ localTimezone, entities }: InboundActivity): string | null {
  const named = [localTimezone, ...entities.map(({ timezone }) => timezone)].find(
    (zone) => zone !== undefined && isZone(zone),
  )
  return named ?? null
}

function isZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}
