import type Database from 'better-sqlite3'
import { z } from 'zod'
import { activatableKey } from '../../bot/domain/activatable.ts'
import type { AuditEvent } from '../../bot/domain/audit-event.ts'
import { followEvent } from '../../bot/domain/history/follow-event.ts'
import { type RequestRecord, subjectOf } from '../../bot/domain/history/request-record.ts'
import { TIME_COLUMNS } from '../../bot/domain/usage/usage-page.ts'
import { requestRecord } from './history-schema.ts'
import { stored, storedJson } from './json.ts'
import { auditEvent } from './schema.ts'
import { prepareUsageBlocks } from './usage-blocks.ts'

const bodyRow = z.object({ body: z.string() })
const eventRow = z.object({ seq: z.number(), canonical: z.string() })
const PAGE = 1000

/** Inside a transaction: takes one more event of the log into the record of its request. */
export function prepareHistoryWrite(db: Database.Database): (event: Omit<AuditEvent, 'previous'>) => void {
  const find = db.prepare('SELECT body FROM request_history WHERE request_id = ?')
  const insert = db.prepare(
    `INSERT INTO request_history (seq, request_id, requester_id, requester_number, subject, activatable_key,
       activatable_number, status, submitted_at, duration_ms, approval_opened_at, decided_at, started_at, ends_at,
       end_verified_at, body)
     VALUES (@seq, @requestId, @requesterId, @requesterNumber, @subject, @activatableKey,
       @activatableNumber, @status, @submittedAt, @durationMs, @approvalOpenedAt, @decidedAt, @startedAt, @endsAt,
       @endVerifiedAt, @body)`,
  )
  const update = db.prepare(
    `UPDATE request_history SET status = @status, duration_ms = @durationMs, approval_opened_at = @approvalOpenedAt,
       decided_at = @decidedAt, started_at = @startedAt, ends_at = @endsAt, end_verified_at = @endVerifiedAt, body = @body
     WHERE seq = @seq`,
  )

  const numberOf = prepareNumbering(db)
  const blocks = prepareUsageBlocks(db)

  function add(record: RequestRecord): void {
    const { requestId, requesterId, submittedAt, activatable } = record
    const keys = { requestId, requesterId, submittedAt, ...subjectKeys(activatable) }
    const requesterNumber = numberOf(requesterId)
    const activatableNumber = numberOf(keys.activatableKey)
    insert.run({ ...columnsOf(record), ...keys, requesterNumber, activatableNumber })
    blocks.added(submittedAt)
  }

  return (event) => {
    if (event.requestId === null) return
    const found = find.get(event.requestId)
    const before = found === undefined ? null : parseRecord(found, event.requestId)
    const after = followEvent(before, event)
    if (after === null || after === before) return
    if (before === null) return add(after)
    update.run(columnsOf(after))
    if (COUNTED.some((column) => before[column] !== after[column])) blocks.changed(after.seq)
  }
}

/** What statistics read of a record and what may change: when it was submitted never does. */
const COUNTED = ['status', ...TIME_COLUMNS.filter((column) => column !== 'submittedAt')] as const

/** The number of a text, given when it first comes. */
function prepareNumbering(db: Database.Database): (text: string) => number {
  const find = db.prepare<[string], number>('SELECT number FROM history_texts WHERE text = ?').pluck()
  const insert = db.prepare('INSERT INTO history_texts (text) VALUES (?)')
  return (text) => find.get(text) ?? Number(insert.run(text).lastInsertRowid)
}

/** Inside a transaction: derives everything anew from the log. About 20 seconds for a million events. */
export function rebuildHistory(db: Database.Database): void {
  db.exec('DELETE FROM request_history; DELETE FROM usage_blocks; DELETE FROM history_texts')
  const write = prepareHistoryWrite(db)
  const page = db.prepare('SELECT seq, canonical FROM audit_events WHERE seq > ? ORDER BY seq LIMIT ?')
  for (let after = 0; ; ) {
    const rows = page.all(after, PAGE).map((found) => stored(eventRow, found, 'audit event'))
    const last = rows.at(-1)
    if (!last) return
    for (const { seq, canonical } of rows)
      write(stored(auditEvent, storedJson(canonical, `audit event ${seq}`), `audit event ${seq}`))
    after = last.seq
  }
}

export function parseRecord(found: unknown, name: string): RequestRecord {
  const { body } = stored(bodyRow, found, `history of ${name}`)
  return stored(requestRecord, storedJson(body, `history of ${name}`), `history of ${name}`)
}

function columnsOf(record: RequestRecord) {
  const { seq, status, durationMs, approvalOpenedAt, decidedAt, startedAt, endsAt, endVerifiedAt } = record
  const body = JSON.stringify(record)
  return { seq, status, durationMs, approvalOpenedAt, decidedAt, startedAt, endsAt, endVerifiedAt, body }
}

function subjectKeys(activatable: RequestRecord['activatable']) {
  return { subject: subjectOf(activatable), activatableKey: activatableKey(activatable) }
}
