import type { Finding } from '../../domain/alerts/finding.ts'
import type { AlertRecord } from '../../domain/alerts/record.ts'
import { readRecord, writeRecord } from '../../domain/alerts/stored-record.ts'
import type { FactWrite } from '../../ports/request-store.ts'
import type { Context } from '../context.ts'

const ALERT = 'alert:'

/** A stored alert and the version of its record, to guard the next write. */
export interface StoredAlert {
  readonly record: AlertRecord
  readonly version: number
}

export async function storedAlert(ctx: Context, id: string): Promise<StoredAlert | null> {
  const fact = await ctx.store.fact(ALERT + id)
  const record = fact && readRecord(fact.value)
  return fact && record ? { record, version: fact.version } : null
}

export async function storedAlerts(ctx: Context): Promise<ReadonlyMap<string, StoredAlert>> {
  const facts = await ctx.store.facts(ALERT)
  const stored = facts.flatMap(({ value, version }) => {
    const record = readRecord(value)
    return record ? [{ record, version }] : []
  })
  return new Map(stored.map((each) => [each.record.id, each]))
}

/** `expectedVersion` 0: the alert is new. */
export function alertWrite(record: AlertRecord, expectedVersion: number): FactWrite {
  return { key: ALERT + record.id, value: writeRecord(record), expectedVersion }
}

/** The id that buttons carry: the same finding has the same, and it tells nothing. */
export function alertIdOf(ctx: Pick<Context, 'ids'>, { rule, key }: Finding): string {
  return `AL-${ctx.ids.commitment('', `${rule}:${key}`).slice(0, 12).toUpperCase()}`
}
