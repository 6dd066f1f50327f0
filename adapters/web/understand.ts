import { z } from 'zod'
import { type Delivery, type JsonObject, type Understood, VERBS } from '../../bot/index.ts'
import { personAddress } from './address.ts'

/** Longest line a person can send; far above what any command needs. */
export const LONGEST_TEXT = 4000

const personId = z.string().min(1).max(200)

export const sentText = z.string().trim().min(1).max(LONGEST_TEXT)

export const pressedButton = z.strictObject({
  verb: z.enum(VERBS),
  requestId: z.string().min(1).max(40).nullable().default(null),
  termsVersion: z.number().int().nonnegative().nullable().default(null),
  inputs: z
    .record(z.string().max(60), z.string().max(LONGEST_TEXT))
    .refine((inputs) => Object.keys(inputs).length <= 20, 'At most 20 inputs')
    .default({}),
})
export type PressedButton = z.infer<typeof pressedButton>

/** What is stored of an inbound call: enough to understand it again at any time, and nothing else. */
const webDelivery = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), personId, text: sentText }),
  z.strictObject({ kind: z.literal('action'), personId, action: pressedButton }),
])
type WebDelivery = z.infer<typeof webDelivery>

/** The raw content of a delivery; `understand` is its only reader. */
export function rawDelivery(delivery: WebDelivery): JsonObject {
  return delivery
}

/** What a stored delivery asks. Its answer goes to the asking person's own conversation, wherever they asked. */
export function understand(delivery: Delivery, tenant: string): Understood {
  const parsed = webDelivery.safeParse(delivery.raw)
  if (!parsed.success) return { kind: 'ignored', reason: 'Not a delivery of the web chat' }
  const { data } = parsed
  return {
    kind: 'intent',
    identity: { platform: 'web', tenant, userId: data.personId },
    intent: data.kind === 'text' ? { kind: 'text', text: data.text } : { kind: 'action', ...data.action },
    replyTo: personAddress(data.personId),
    language: null,
  }
}
