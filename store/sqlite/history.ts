import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { RequestRecord, UsageRow } from '../../bot/domain/history/request-record.ts'
import type { EventQuery, History, HistoryQuery, StandingSnapshot } from '../../bot/ports/history.ts'
import type { AuditRow } from '../../bot/ports/request-store.ts'
import type { AuditLog } from './audit-log.ts'
import { createTextEraser } from './erase-texts.ts'
import { read } from './errors.ts'
import type { GroupCommit } from './group-commit.ts'
import { standingAssignments, usageRow } from './history-schema.ts'
import { parseRecord } from './history-write.ts'
import { stored, storedJson } from './json.ts'
import { pages } from './pages.ts'
import { conditionalQueries, type Named } from './statements.ts'

/** Rows read at once: well under a millisecond each, so that an acknowledgement never waits long. */
const RECORD_PAGE = 100
const USAGE_PAGE = 500

export const USAGE_COLUMNS = `SELECT seq, requester_id AS requesterId, activatable_key AS activatableKey, status,
  submitted_at AS submittedAt, duration_ms AS durationMs, approval_opened_at AS approvalOpenedAt,
  decided_at AS decidedAt, started_at AS startedAt, ends_at AS endsAt, end_verified_at AS endVerifiedAt
  FROM request_history`
const RECORD_COLUMNS = 'SELECT seq, submitted_at AS submittedAt, body FROM request_history'

interface Place {
  readonly submittedAt: number
  readonly seq: number
}
const place = z.object({ submittedAt: z.number(), seq: z.number() })
const snapshotRow = z.object({ day: z.string(), taken_at: z.number(), assignments: z.string() })

/** The read model over `request_history`, the log and the daily snapshots. */
export function createHistory(db: Database.Database, commits: GroupCommit, audit: AuditLog): History {
  const query = conditionalQueries(db)
  const byId = db.prepare('SELECT body FROM request_history WHERE request_id = ?')
  const began = db.prepare('SELECT at FROM audit_events WHERE seq = 1').pluck()

  async function* rows<Row>(columns: string, asked: HistoryQuery, size: number, parse: (found: unknown) => Row) {
    const { conditions, parameters } = conditionsOf(asked)
    const statement = query(columns, conditions, 'ORDER BY submitted_at, seq LIMIT @limit')
    const readPage = (after: Place): readonly { at: Place; row: Row }[] =>
      statement
        .all({ ...parameters, afterAt: after.submittedAt, afterSeq: after.seq, limit: size })
        .map((found) => ({ at: stored(place, found, 'history'), row: parse(found) }))
    for await (const page of pages({ submittedAt: asked.from, seq: -1 }, readPage, ({ at }) => at))
      yield page.map(({ row }) => row)
  }

  return {
    records: (asked) =>
      rows<RequestRecord>(RECORD_COLUMNS, asked, RECORD_PAGE, (found) => parseRecord(found, 'a page')),
    record: (requestId) =>
      read(() => {
        const found = byId.get(requestId)
        return found === undefined ? null : parseRecord(found, requestId)
      }),
    usage: (asked) => rows<UsageRow>(USAGE_COLUMNS, asked, USAGE_PAGE, (found) => stored(usageRow, found, 'history')),
    events: (asked) => eventsOf(audit, asked),
    beganAt: () =>
      read(() => {
        const at = began.get()
        return typeof at === 'number' ? at : null
      }),
    ...createStanding(db, commits),
    eraseTexts: createTextEraser(db, commits),
  }
}

/** Conditions in the order of the index that serves them. */
export function conditionsOf({ from: _from, to, requesterId, subject }: HistoryQuery): {
  readonly conditions: readonly string[]
  readonly parameters: Named
} {
  return {
    conditions: [
      ...(subject === undefined ? [] : ['subject = @subject']),
      // The + keeps the planner on the index of the role: few people, few rows.
      ...(requesterId === undefined ? [] : [`${subject === undefined ? '' : '+'}requester_id = @requesterId`]),
      '(submitted_at, seq) > (@afterAt, @afterSeq)',
      'submitted_at < @to',
    ],
    parameters: { to, ...(subject !== undefined && { subject }), ...(requesterId !== undefined && { requesterId }) },
  }
}

async function* eventsOf(audit: AuditLog, { types, from, to }: EventQuery): AsyncGenerator<readonly AuditRow[]> {
  for (const type of types) {
    yield* pages<AuditRow, { readonly at: number; readonly seq: number } | null>(
      null,
      (after) => audit.ofType({ type, from, to, after, limit: RECORD_PAGE }),
      ({ event }) => ({ at: event.at, seq: event.seq }),
    )
  }
}

function createStanding(
  db: Database.Database,
  commits: GroupCommit,
): Pick<History, 'saveStanding' | 'standingDays' | 'standing'> {
  const insert = db.prepare(
    'INSERT INTO standing_snapshots (day, taken_at, assignments) VALUES (@day, @takenAt, @assignments) ON CONFLICT (day) DO NOTHING',
  )
  const days = db.prepare('SELECT day FROM standing_snapshots WHERE day >= ? AND day < ? ORDER BY day').pluck()
  const byDay = db.prepare('SELECT day, taken_at, assignments FROM standing_snapshots WHERE day = ?')

  return {
    saveStanding: ({ day, takenAt, assignments }) =>
      commits.write(() => {
        const { changes } = insert.run({ day, takenAt, assignments: JSON.stringify(assignments) })
        return { answer: changes === 1 ? 'saved' : 'alreadyThere', keep: true }
      }),
    standingDays: ({ from, to }) => read(() => days.all(from, to).map(String)),
    standing: (day) =>
      read(() => {
        const found = byDay.get(day)
        return found === undefined ? null : snapshotOf(found)
      }),
  }
}

function snapshotOf(found: unknown): StandingSnapshot {
  const { day, taken_at, assignments } = stored(snapshotRow, found, 'snapshot')
  const name = `snapshot of ${day}`
  return { day, takenAt: taken_at, assignments: stored(standingAssignments, storedJson(assignments, name), name) }
}
