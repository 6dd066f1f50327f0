import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AdapterState, Instant } from '../../bot/index.ts'
import type { Posted } from './address.ts'

const NAMESPACE = 'slack-posted'
/** Longer than the engine goes on trying. */
const LASTS = 4 * 24 * 60 * 60_000

const attempt = z.strictObject({
  /** By the wall clock, which is also Slack's. */
  at: z.int(),
  /** Null while nobody knows whether Slack posted it. */
  posted: z.strictObject({ channel: z.string(), ts: z.string() }).nullable(),
})
export type Attempt = z.infer<typeof attempt>

/**
 * What was begun to be posted. A note is written before Slack is called, so that after a lost answer or a crash the
 * message is looked for before it is posted again.
 */
export interface PostedMessages {
  find(key: string): Promise<Attempt | null>
  begin(key: string, at: number): Promise<void>
  complete(key: string, at: number, posted: Posted): Promise<void>
  /** Slack did not post it. */
  forget(key: string): Promise<void>
}

export function createPostedMessages(state: AdapterState, now: () => Instant): PostedMessages {
  async function write(key: string, value: Attempt): Promise<void> {
    await state.put({ namespace: NAMESPACE, key, value, expectedVersion: null, expiresAt: now() + LASTS })
  }
  return {
    find: async (key) => attempt.safeParse((await state.get(NAMESPACE, key))?.value).data ?? null,
    begin: (key, at) => write(key, { at, posted: null }),
    complete: (key, at, { channel, ts }) => write(key, { at, posted: { channel, ts } }),
    forget: async (key) => void (await state.remove(NAMESPACE, key)),
  }
}

/**
 * A message's key as others may see it: metadata is there for every app in the channel to read, and keys name people.
 * https://docs.slack.dev/messaging/message-metadata
 */
export function opaqueKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 24)
}
