import { z } from 'zod'
import type { CardView, Json } from '../../bot/index.ts'

const at = z.number().int()

const cardRecord = z.strictObject({
  kind: z.literal('card'),
  key: z.string(),
  at,
  viewVersion: z.number().int(),
  /** For viewers whose own language or zone the directory does not know. */
  language: z.enum(['en', 'fr']),
  timeZone: z.string(),
  /** The values, not the card: each viewer gets it in their own language and zone. */
  view: z.custom<CardView>(
    (value) => typeof value === 'object' && value !== null && 'card' in value && typeof value.card === 'string',
  ),
})

const saidRecord = z.strictObject({ kind: z.literal('said'), key: z.string(), at, text: z.string() })

/** A message as stored: a card that Elevate posted, or what the person of that conversation said. */
export const messageRecord = z.discriminatedUnion('kind', [cardRecord, saidRecord])

export type CardRecord = z.infer<typeof cardRecord>
export type MessageRecord = z.infer<typeof messageRecord>

/** The record as plain JSON: exactly what a later read gives back. */
export function recordToJson(record: MessageRecord): Json {
  return JSON.parse(JSON.stringify(record))
}
