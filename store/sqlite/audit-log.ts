import type Database from 'better-sqlite3'
import { z } from 'zod'
import {
  type AuditEvent,
  type AuditText,
  MAXIMUM_AUDIT_EVENT_BYTES,
  type SealedAuditEvent,
} from '../../bot/domain/audit-event.ts'
import { canonicalJson } from '../../bot/domain/canonical-json.ts'
import type { AuditRow, RequestStore } from '../../bot/ports/request-store.ts'
import { canonicalHash } from './canonical-hash.ts'
import { StoreWriteRefused } from './errors.ts'
import { prepareHistoryWrite } from './history-write.ts'
import { damaged, stored, storedJson } from './json.ts'
import { auditEvent } from './schema.ts'
import { conditionalQueries } from './statements.ts'

/** An audit event as the table holds it: the canonical JSON, and the columns that repeat parts of it. */
export interface StoredAuditEvent {
  readonly seq: number
  readonly at: number
  readonly type: string
  readonly requestId: string | null
  readonly canonical: string
}

export interface AuditLog {
  /** Inside a transaction: gives each event its `seq` and its `previous`. Throws `StoreWriteRefused`. */
  append(events: readonly SealedAuditEvent[]): void
  events(query: Parameters<RequestStore['auditEvents']>[0]): readonly AuditRow[]
  texts(sha256: readonly string[]): readonly AuditText[]
  /** Of one type in a period, oldest first, after an event where one is named. */
  ofType(query: TypeQuery): readonly AuditRow[]
  /** For verification: rows as they are, unparsed. */
  storedEvents(afterSeq: number, limit: number): readonly StoredAuditEvent[]
  storedTexts(afterSha256: string, limit: number): readonly AuditText[]
  /** The newest `seq`; 0 for an empty log. */
  size(): number
}

export interface TypeQuery {
  readonly type: string
  readonly from: number
  readonly to: number
  readonly after: { readonly at: number; readonly seq: number } | null
  readonly limit: number
}

export const EVENTS_OF_TYPE = `WHERE type = @type AND (at, seq) > (@at, @seq) AND at < @to ORDER BY at, seq LIMIT @limit`

/** What the first event has as `previous`. */
export const NO_PREVIOUS = '0'.repeat(64)

const COLUMNS = 'SELECT seq, at, type, request_id AS requestId, canonical FROM audit_events'

const eventRow = z.object({
  seq: z.number(),
  at: z.number(),
  type: z.string(),
  requestId: z.string().nullable(),
  canonical: z.string(),
})
const textRow = z.object({ sha256: z.string(), salt: z.string(), text: z.string() })

export function createAuditLog(db: Database.Database): AuditLog {
  const page = db.prepare(`${COLUMNS} WHERE seq > ? ORDER BY seq LIMIT ?`)
  const size = db.prepare('SELECT coalesce(max(seq), 0) FROM audit_events').pluck()
  const texts = db.prepare(
    'SELECT sha256, salt, text FROM audit_texts WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY sha256',
  )
  const textPage = db.prepare('SELECT sha256, salt, text FROM audit_texts WHERE sha256 > ? ORDER BY sha256 LIMIT ?')
  const ofType = db.prepare(`${COLUMNS} ${EVENTS_OF_TYPE}`)
  const query = conditionalQueries(db)

  return {
    append: prepareAppend(db),
    ofType: ({ type, from, to, after, limit }) =>
      ofType.all({ type, to, limit, ...(after ?? { at: from, seq: -1 }) }).map(parse),
    events({ afterSeq = 0, requestId, limit }) {
      const conditions = requestId === undefined ? ['seq > @afterSeq'] : ['seq > @afterSeq', 'request_id = @requestId']
      const parameters = requestId === undefined ? { afterSeq, limit } : { afterSeq, limit, requestId }
      return query(COLUMNS, conditions, 'ORDER BY seq LIMIT @limit').all(parameters).map(parse)
    },
    texts: (sha256) => texts.all(JSON.stringify(sha256)).map((found) => stored(textRow, found, 'audit text')),
    storedEvents: (afterSeq, limit) => page.all(afterSeq, limit).map((found) => stored(eventRow, found, 'audit event')),
    storedTexts: (afterSha256, limit) =>
      textPage.all(afterSha256, limit).map((found) => stored(textRow, found, 'audit text')),
    size: () => Number(size.get()),
  }
}

function prepareAppend(db: Database.Database): AuditLog['append'] {
  const last = db.prepare('SELECT seq, canonical FROM audit_events ORDER BY seq DESC LIMIT 1')
  const lastRow = z.object({ seq: z.number(), canonical: z.string() })
  const addEvent = db.prepare(
    'INSERT INTO audit_events (seq, at, type, request_id, canonical) VALUES (@seq, @at, @type, @requestId, @canonical)',
  )
  const addText = db.prepare(
    'INSERT INTO audit_texts (sha256, salt, text) VALUES (@sha256, @salt, @text) ON CONFLICT (sha256) DO NOTHING',
  )

  const keepHistory = prepareHistoryWrite(db)

  return (events) => {
    if (events.length === 0) return
    const found = last.get()
    const head = found === undefined ? null : stored(lastRow, found, 'last audit event')
    let seq = head?.seq ?? 0
    let previous = head === null ? NO_PREVIOUS : canonicalHash(head.canonical)
    for (const { texts, at, type, actor, requestId, data } of events) {
      seq += 1
      const canonical = canonicalEvent({ seq, previous, at, type, actor, requestId, data })
      addEvent.run({ seq, at, type, requestId, canonical })
      for (const text of texts) addText.run(text)
      keepHistory({ seq, at, type, actor, requestId, data })
      previous = canonicalHash(canonical)
    }
  }
}

function canonicalEvent(event: AuditEvent): string {
  const canonical = canonicalText(event)
  const bytes = Buffer.byteLength(canonical, 'utf8')
  if (bytes <= MAXIMUM_AUDIT_EVENT_BYTES) return canonical
  throw new StoreWriteRefused(
    'auditEventTooLarge',
    `An audit event ${event.type} of ${bytes} bytes is over the limit of ${MAXIMUM_AUDIT_EVENT_BYTES}.`,
  )
}

function canonicalText(event: AuditEvent): string {
  try {
    return canonicalJson(event)
  } catch (error) {
    throw new StoreWriteRefused(
      'auditEventNotCanonical',
      `An audit event ${event.type} holds a value that canonical JSON (RFC 8785) cannot: ${String(error)}.`,
      { cause: error },
    )
  }
}

function parse(found: unknown): AuditRow {
  const { seq, canonical } = stored(eventRow, found, 'audit event')
  const event = stored(auditEvent, storedJson(canonical, `audit event ${seq}`), `audit event ${seq}`)
  if (event.seq !== seq) throw damaged(`audit event ${seq}`, `says that it is ${event.seq}`)
  return { event, canonical }
}
