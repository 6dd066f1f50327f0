import { z } from 'zod'
import type { Json } from '../values.ts'
import { ODDITIES, USAGE_ALERTS } from '../views/watch-view.ts'
import type { Finding } from './finding.ts'
import type { AlertRecord } from './record.ts'

const text = z.string().min(1)
const instant = z.int().nonnegative()
const activatable = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('role'), roleDefinitionId: text, scope: text }),
  z.strictObject({ kind: z.literal('group'), groupId: text, access: z.enum(['member', 'owner']) }),
])

const finding = z.strictObject({
  rule: z.enum(USAGE_ALERTS),
  key: text,
  about: z.array(text),
  weight: z.number(),
  personId: text.nullable(),
  otherId: text.nullable(),
  activatable: activatable.nullable(),
  ticket: text.nullable(),
  params: z.record(z.string(), z.json()),
  oddities: z.array(z.enum(ODDITIES)),
  incidents: z.array(
    z.strictObject({
      personId: text.nullable(),
      activatable: activatable.nullable(),
      at: instant.nullable(),
      requestId: text.nullable(),
    }),
  ),
})

const record = z.strictObject({
  id: text,
  finding,
  state: z.enum(['open', 'acknowledged', 'snoozed', 'remedied', 'resolved']),
  raisedAt: instant,
  occurrence: z.int().positive(),
  version: z.int().positive(),
  seenAt: instant,
  handled: z.strictObject({ by: text, at: instant, until: instant.nullable(), weight: z.number() }).nullable(),
})

/** An alert as it was stored; null for what is none. */
export function readRecord(value: Json): AlertRecord | null {
  const { success, data } = record.safeParse(value)
  return success ? (data as AlertRecord) : null
}

/** Evidence kept with an alert: what a card shows and then some, so that a record stays small. */
const INCIDENTS_KEPT = 50

export function withNewestIncidents(found: Finding): Finding {
  const incidents = [...found.incidents].sort((a, b) => (b.at ?? 0) - (a.at ?? 0)).slice(0, INCIDENTS_KEPT)
  return { ...found, incidents }
}

export function writeRecord(alert: AlertRecord): Json {
  return JSON.parse(JSON.stringify({ ...alert, finding: withNewestIncidents(alert.finding) })) as Json
}
