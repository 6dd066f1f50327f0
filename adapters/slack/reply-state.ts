import { z } from 'zod'
import type { AdapterState, Instant } from '../../bot/index.ts'

const NAMESPACE = 'slack-reply'
/** https://docs.slack.dev/interactivity/handling-user-interaction: five answers in thirty minutes. */
const LASTS = 30 * 60_000

const replyTarget = z.strictObject({
  /** Whoever has it may post where the person asked: kept encrypted, never logged. */
  responseUrl: z.string().nullable(),
  channelId: z.string().nullable(),
})
/** Where the answer to a delivery can be shown to the person who asked, where they asked. */
export type ReplyTarget = z.infer<typeof replyTarget>

/** Call it before the delivery is stored, so that the answer finds it. */
export async function rememberReply(
  state: AdapterState,
  deliveryKey: string,
  target: ReplyTarget,
  now: Instant,
): Promise<void> {
  await state.put({
    namespace: NAMESPACE,
    key: deliveryKey,
    value: target,
    expectedVersion: null,
    expiresAt: now + LASTS,
    secret: true,
  })
}

/** Null where the person asked from a place without an answer address, or too long ago. */
export async function replyTargetOf(state: AdapterState, deliveryKey: string): Promise<ReplyTarget | null> {
  const record = await state.get(NAMESPACE, deliveryKey)
  const parsed = replyTarget.safeParse(record?.value)
  return parsed.success ? parsed.data : null
}

/**
 * The address if it is one to post to: Slack's own domain over https, or the very server that `apiUrl` names. It comes in
 * signed bodies only; still nothing else is ever called.
 */
export function allowedResponseUrl(responseUrl: string | undefined, apiUrl: string): string | null {
  const url = responseUrl === undefined ? null : URL.parse(responseUrl)
  const api = URL.parse(apiUrl)
  if (!url || !api) return null
  if (url.origin === api.origin) return url.href
  const domain = api.hostname.split('.').slice(-2).join('.')
  const isSlack = domain.includes('.') && !/^[0-9.]+$/.test(api.hostname)
  return url.protocol === 'https:' && isSlack && url.hostname.endsWith(`.${domain}`) ? url.href : null
}
