import { z } from 'zod'
import { type Activatable, HOUR, type Instant, type Json, type PersonId } from '../../bot/index.ts'

/** Records outlive their end by this much, so that a call repeated late is known for what it is. */
export const KEPT_AFTER_END_MS = 24 * HOUR

/** An activated assignment, in force or over. */
export interface Activation {
  readonly personId: PersonId
  readonly activatable: Activatable
  readonly key: string
  readonly startedAt: Instant
  readonly endsAt: Instant
}

const activatable = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), roleDefinitionId: z.string(), scope: z.string() }),
  z.object({ kind: z.literal('group'), groupId: z.string(), access: z.enum(['member', 'owner']) }),
])

const record = z.object({
  personId: z.string(),
  activatable,
  current: z.object({ key: z.string(), startedAt: z.int(), endsAt: z.int() }).nullable(),
  /** Keys of calls that took effect and are over: repeating one of them does nothing. */
  spent: z.array(z.object({ key: z.string(), until: z.int() })),
})

/**
 * All there is to know of one person and activatable, in one record: what is in force and which calls were answered
 * change in the same guarded write, so that no crash leaves one without the other.
 */
export type ActivationRecord = z.output<typeof record>

export function parseActivationRecord(value: Json): ActivationRecord {
  return record.parse(value)
}

export function inForce(record: ActivationRecord, now: Instant): Activation | null {
  if (!record.current || record.current.endsAt <= now) return null
  return { personId: record.personId, activatable: record.activatable, ...record.current }
}

export function wasActivated(record: ActivationRecord, key: string): boolean {
  return record.current?.key === key || record.spent.some((call) => call.key === key)
}

export function wasDeactivated(record: ActivationRecord, key: string): boolean {
  return record.spent.some((call) => call.key === deactivation(key))
}

export function withActivation(before: ActivationRecord | null, started: Activation, now: Instant): ActivationRecord {
  const { personId, activatable, ...current } = started
  return { personId, activatable, current, spent: before ? spentCalls(before, now) : [] }
}

export function withoutActivation(before: ActivationRecord, key: string, now: Instant): ActivationRecord {
  const ended = { key: deactivation(key), until: now + KEPT_AFTER_END_MS }
  return { ...before, current: null, spent: [...spentCalls(before, now), ended] }
}

/** When the record says nothing any more and the store may drop it. */
export function expiryOf(record: ActivationRecord): Instant {
  const ends = record.current ? [record.current.endsAt + KEPT_AFTER_END_MS] : []
  return Math.max(0, ...ends, ...record.spent.map((call) => call.until))
}

/** A caller may use one key for an activation and for its end. */
function deactivation(key: string): string {
  return `deactivate/${key}`
}

function spentCalls(record: ActivationRecord, now: Instant): ActivationRecord['spent'] {
  const remembered = record.spent.filter((call) => call.until > now)
  if (!record.current) return remembered
  const until = Math.min(record.current.endsAt, now) + KEPT_AFTER_END_MS
  return until > now ? [...remembered, { key: record.current.key, until }] : remembered
}
