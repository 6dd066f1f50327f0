import { join } from 'node:path'
import Database from 'better-sqlite3'
import { z } from 'zod'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import type { AuditEvent } from '../../bot/domain/audit-event.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'

/** Everything durable at one moment, read beside the running server by a connection of its own. */
export interface Snapshot {
  /** The demo clock: the machine's, moved ahead. */
  readonly now: number
  readonly skipped: number
  readonly requests: readonly ActivationRequest[]
  readonly events: readonly AuditEvent[]
  /** What personal commitments stand for. */
  readonly texts: ReadonlyMap<string, string>
  readonly inbox: ReadonlyMap<string, string>
  readonly outbox: ReadonlyMap<string, string>
  /** Where each effect was posted. */
  readonly posted: ReadonlyMap<string, string | null>
  /** Stored messages: their key by their id. */
  readonly messages: ReadonlyMap<string, string>
  readonly activations: readonly { readonly key: string; readonly endsAt: number }[]
  readonly pending: { readonly deliveries: number; readonly effects: number; readonly requests: number }
}

const message = z.object({ key: z.string() })
const activation = z.object({ current: z.object({ key: z.string(), endsAt: z.number() }).nullable() })

export function databaseIn(data: string): string {
  return join(data, 'demo', 'elevate.db')
}

/** What is still to be done now: nothing of it may stay. */
export function pendingWork(data: string): Snapshot['pending'] {
  return reading(data, (db) => pendingIn(db, nowOf(db)))
}

export function takeSnapshot(data: string): Snapshot {
  return reading(data, (db) => {
    const now = nowOf(db)
    const states = (namespace: string) =>
      table(db, 'SELECT key, value FROM adapter_state WHERE namespace = ?', namespace)
    return {
      now,
      skipped: skippedOf(db),
      requests: column(db, 'SELECT body FROM requests ORDER BY number').map(
        (body): ActivationRequest => JSON.parse(body),
      ),
      events: column(db, 'SELECT canonical FROM audit_events ORDER BY seq').map((text): AuditEvent => JSON.parse(text)),
      texts: table(db, 'SELECT sha256, text FROM audit_texts'),
      inbox: table(db, 'SELECT delivery_key, state FROM inbox'),
      outbox: table(db, 'SELECT key, state FROM outbox'),
      posted: table(db, 'SELECT key, message_id FROM message_references'),
      messages: new Map([...states('web-messages')].map(([id, value]) => [id, message.parse(JSON.parse(value)).key])),
      activations: [...states('local-directory/activations').values()]
        .map((value) => activation.parse(JSON.parse(value)).current)
        .filter((current) => current !== null),
      pending: pendingIn(db, now),
    }
  })
}

/** Faults that the product's own verification finds in audit log and file. */
export async function auditFaults(data: string): Promise<readonly string[]> {
  const sqlite = openSqliteStore({ folder: join(data, 'demo'), readOnly: true, now: () => Date.now() })
  try {
    const { events, texts } = await sqlite.verifyAudit()
    const damage = await sqlite.checkIntegrity()
    return [
      ...(events.outcome === 'intact' ? [] : [`audit event ${events.seq}: ${events.fault}`]),
      ...texts.changed.map((sha256) => `audit text ${sha256} is not what its event stands for`),
      ...damage.map((each) => `file: ${each}`),
    ]
  } finally {
    await sqlite.close()
  }
}

function reading<T>(data: string, read: (db: Database.Database) => T): T {
  const db = new Database(databaseIn(data), { readonly: true, fileMustExist: true })
  try {
    return db.transaction(() => read(db))()
  } finally {
    db.close()
  }
}

function pendingIn(db: Database.Database, now: number): Snapshot['pending'] {
  const count = (sql: string, ...values: number[]) =>
    Number(
      db
        .prepare(sql)
        .pluck()
        .get(...values),
    )
  return {
    deliveries: count("SELECT count(*) FROM inbox WHERE state = 'pending'"),
    effects: count("SELECT count(*) FROM outbox WHERE state = 'pending'"),
    requests: count('SELECT count(*) FROM requests WHERE due_at <= ?', now),
  }
}

function nowOf(db: Database.Database): number {
  return Date.now() + skippedOf(db)
}

function skippedOf(db: Database.Database): number {
  const sql = "SELECT value FROM adapter_state WHERE namespace = 'demo' AND key = 'demo:skipped'"
  return Number(db.prepare(sql).pluck().get() ?? 0)
}

function column(db: Database.Database, sql: string): readonly string[] {
  return db.prepare<[], string>(sql).pluck().all()
}

function table(db: Database.Database, sql: string, ...values: string[]): ReadonlyMap<string, string> {
  return new Map(
    db
      .prepare<string[], [string, string]>(sql)
      .raw()
      .all(...values),
  )
}
