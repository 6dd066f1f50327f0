import { z } from 'zod'
import type { AdapterState, Instant } from '../../bot/index.ts'
import type { Posted } from './address.ts'
import { opaqueKey } from './card.ts'

const NAMESPACE = 'teams-posted'
/** As long as somebody may look at a card and want it up to date. */
const LASTS = 30 * 24 * 60 * 60_000

const note = z.strictObject({
  /** The message's own key. */
  key: z.string(),
  conversationId: z.string(),
  viewVersion: z.int(),
  /** Which run of the program began it. */
  run: z.string(),
  /** Null while nobody knows whether Teams posted it. */
  activityId: z.string().nullable(),
})
export type Note = z.infer<typeof note>

/**
 * What was begun to be posted. A note is written before Teams is called, so that after a lost answer it is known that
 * the message may be there; and so that a card that asks to be brought up to date is known by where it was posted.
 */
export interface PostedMessages {
  find(key: string): Promise<Note | null>
  /** By the name that a card carries. */
  findByCard(card: string): Promise<Note | null>
  begin(key: string, conversationId: string, viewVersion: number): Promise<void>
  complete(key: string, posted: Posted, viewVersion: number): Promise<void>
  /** Teams did not post it. */
  forget(key: string): Promise<void>
  /** Begun by this run, and so not lost in a crash. */
  isOurs(found: Note): boolean
}

export function createPostedMessages(state: AdapterState, now: () => Instant, run: string): PostedMessages {
  const findByCard = async (card: string) => note.safeParse((await state.get(NAMESPACE, card))?.value).data ?? null

  async function write(value: Note): Promise<void> {
    const record = { namespace: NAMESPACE, key: opaqueKey(value.key), value, expectedVersion: null }
    await state.put({ ...record, expiresAt: now() + LASTS, secret: true })
  }

  return {
    findByCard,
    find: (key) => findByCard(opaqueKey(key)),
    begin: (key, conversationId, viewVersion) => write({ key, conversationId, viewVersion, run, activityId: null }),
    complete: (key, { conversationId, activityId }, viewVersion) =>
      write({ key, conversationId, viewVersion, run, activityId }),
    forget: async (key) => void (await state.remove(NAMESPACE, opaqueKey(key))),
    isOurs: (found) => found.run === run,
  }
}
