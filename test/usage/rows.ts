import { activatableKey } from '../../bot/domain/activatable.ts'
import { followEvent } from '../../bot/domain/history/follow-event.ts'
import type { RequestRecord, UsageRow } from '../../bot/domain/history/request-record.ts'
import type { Quarter } from '../quarter/types.ts'

/** What the events of a quarter tell of its requests, by the order of their submission. */
export function usageRowsOf(quarter: Pick<Quarter, 'events'>): readonly UsageRow[] {
  const records = new Map<string, RequestRecord>()
  for (const [index, { personal: _, ...draft }] of quarter.events.entries()) {
    if (draft.requestId === null) continue
    const record = followEvent(records.get(draft.requestId) ?? null, { ...draft, seq: index + 1 })
    if (record) records.set(draft.requestId, record)
  }
  return [...records.values()].map((record) => ({ ...record, activatableKey: activatableKey(record.activatable) }))
}
