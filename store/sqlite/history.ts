import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { RequestRecord } from '../../bot/domain/history/request-record.ts'
import type { EventQuery, History, HistoryQuery, StandingSnapshot } from '../../bot/ports/history.ts'
import type { AuditRow } from '../../bot/ports/request-store.ts'
import type { AuditLog } from './audit-log.ts'
import { createTextEraser } from './erase-texts.ts'
import { read } from './errors.ts'
import type { GroupCommit } from './group-commit.ts'
import { createRowReader, type Place } from './history-rows.ts'
import { standingAssignments } from './history-schema.ts'
import { parseRecord } from './history-write.ts'
import { stored, storedJson } from './json.ts'
import { pages } from './pages.ts'
import { createUsageRead } from './usage-read.ts'

/** Rows read at once: well under a millisecond each, so that an acknowledgement never waits long. */
const RECORD_PAGE = 100

const RECORD_COLUMNS = 'SELECT seq, submitted_at AS submittedAt, body FROM request_history'
type BodyRow = Place & { readonly body: string }

const snapshotRow = z.object({ day: z.string(), taken_at: z.number(), assignments: z.string() })

/** The read model over `request_history`, the log and the daily snapshots. */
export function createHistory(db: Database.Database, commits: GroupCommit, audit: AuditLog): History {
  const byId = db.prepare('SELECT body FROM request_history WHERE request_id = ?')
  const began = db.prepare('SELECT at FROM audit_events WHERE seq = 1').pluck()
  const rowsOf = createRowReader(db)

  async function* records(asked: HistoryQuery): AsyncGenerator<readonly RequestRecord[]> {
    for await (const rows of rowsOf<BodyRow>(RECORD_COLUMNS, asked, RECORD_PAGE))
      yield rows.map((row) => parseRecord(row, `request of event ${row.seq}`))
  }

  return {
    records,
    record: (requestId) =>
      read(() => {
        const found = byId.get(requestId)
        return found === undefined ? null : parseRecord(found, requestId)
      }),
    ...createUsageRead(db),
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
