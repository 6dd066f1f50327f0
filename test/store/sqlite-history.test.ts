import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../bot/domain/duration.ts'
import { EVENTS_OF_TYPE } from '../../store/sqlite/audit-log.ts'
import { connect } from '../../store/sqlite/connection.ts'
import { conditionsOf } from '../../store/sqlite/history-rows.ts'
import { rebuildHistory } from '../../store/sqlite/history-write.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { createPrivateFile } from '../../store/sqlite/lock.ts'
import { MIGRATIONS, migrate } from '../../store/sqlite/migrate.ts'
import { createSqliteStore, type SqliteStore } from '../../store/sqlite/sqlite-store.ts'
import { CHANGED } from '../../store/sqlite/usage-cache.ts'
import { USAGE_COLUMNS } from '../../store/sqlite/usage-columns.ts'
import { BLOCKS_WITHIN, NEWER_ROWS } from '../../store/sqlite/usage-read.ts'
import { activeLife, endingLife, pendingLife, wholeLife } from '../bench/lives.ts'
import { temporaryFolders } from './folder.ts'
import { historyContract, live } from './history.contract.ts'
import { MONDAY, sampleAuditEvent, saved, TIER0_MEMBER } from './samples.ts'

const newFolder = temporaryFolders()

describe('the history of the SQLite store', () =>
  historyContract(async (now) => openSqliteStore({ folder: newFolder(), now })))

describe('the table request_history', () => {
  let file: string
  let db: Database.Database
  let opened: SqliteStore
  beforeEach(() => {
    file = join(newFolder(), 'elevate.db')
    createPrivateFile(file)
    db = connect(file)
  })
  afterEach(() => opened.close())

  const table = () => db.prepare('SELECT * FROM request_history ORDER BY seq').all()

  async function fill(): Promise<void> {
    const makes = [wholeLife, pendingLife, activeLife, endingLife]
    for (let number = 0; number < 40; number += 1) {
      const at = MONDAY + number * MINUTE
      const activatable = number % 3 === 0 ? { activatable: TIER0_MEMBER } : {}
      const asked = { id: `EL-${number}`, personId: `p-${number}`, at, endsAt: at + HOUR, ...activatable }
      await live(opened.store, asked, makes[number % makes.length])
    }
    const stray = [
      sampleAuditEvent({ requestId: 'EL-NONE', type: 'activationStarted' }),
      sampleAuditEvent({ requestId: 'EL-1', type: 'actionRefused', data: { code: 'wrongStatus' } }),
      sampleAuditEvent({ requestId: 'EL-0', type: 'assignmentFoundAfterEnd', data: { to: 'expired' } }),
    ]
    await saved(opened.store, { auditEvents: stray, effects: [] })
  }

  it('is the same when derived anew from the audit log', async () => {
    migrate(db, MONDAY)
    opened = createSqliteStore(db, { now: () => MONDAY })
    await fill()
    const kept = table()
    expect(kept).toHaveLength(40)
    db.transaction(() => rebuildHistory(db))()
    expect(table()).toEqual(kept)
  })

  it('is filled from a log that was written before there was one', async () => {
    migrate(db, MONDAY)
    opened = createSqliteStore(db, { now: () => MONDAY })
    await fill()
    const kept = table()
    db.exec('DROP TABLE request_history; DROP TABLE usage_blocks; DROP TABLE history_texts')
    db.exec('DROP TABLE standing_snapshots; DROP INDEX audit_events_by_type')
    db.exec('DELETE FROM schema_migrations WHERE version >= 4')
    migrate(db, MONDAY)
    expect(table()).toEqual(kept)
    expect(MIGRATIONS.filter(({ rebuildsHistory }) => rebuildsHistory).map(({ name }) => name)).toEqual([
      'history',
      'usage blocks',
    ])
  })

  it.each([
    ['a period', {}, 'request_history_by_time'],
    ['a person', { requesterId: 'adele' }, 'request_history_by_requester'],
    ['a role', { subject: 'role:x' }, 'request_history_by_subject'],
    ['a person and a role', { requesterId: 'adele', subject: 'role:x' }, 'request_history_by_subject'],
  ])('is asked about %s by index, without reading or sorting the rest', (_, asked, index) => {
    migrate(db, MONDAY)
    opened = createSqliteStore(db, { now: () => MONDAY })
    const { conditions, parameters } = conditionsOf({ from: 0, to: 1, ...asked })
    const sql = `${USAGE_COLUMNS} WHERE ${conditions.join(' AND ')} ORDER BY submitted_at, seq LIMIT @limit`
    expect(planOf(sql, { ...parameters, afterAt: 0, afterSeq: 0, limit: 1 })).toMatch(
      new RegExp(`^SEARCH request_history USING INDEX ${index} [^;]*$`),
    )
  })

  it('is read for statistics of everybody from where the blocks end, and blocks in the order of the log', () => {
    migrate(db, MONDAY)
    opened = createSqliteStore(db, { now: () => MONDAY })
    const asked = { after: 0, from: 0, to: 1, limit: 1 }
    expect(planOf(NEWER_ROWS, asked)).toBe('SEARCH request_history USING INTEGER PRIMARY KEY (rowid>?)')
    expect(planOf(BLOCKS_WITHIN, { last: 1, from: 0, to: 1 })).toBe(
      'SEARCH usage_blocks USING INTEGER PRIMARY KEY (rowid<?)',
    )
    expect(planOf(CHANGED, { after: 0, until: 1 })).toMatch(/^SEARCH e USING INTEGER PRIMARY KEY .*SEARCH h USING /)
  })

  it('leaves audit events to be found by type by index', () => {
    migrate(db, MONDAY)
    opened = createSqliteStore(db, { now: () => MONDAY })
    const plan = planOf(`SELECT seq FROM audit_events ${EVENTS_OF_TYPE}`, { type: 'x', at: 0, seq: 0, to: 1, limit: 1 })
    expect(plan).toMatch(/^SEARCH audit_events USING (COVERING )?INDEX audit_events_by_type [^;]*$/)
  })

  function planOf(sql: string, parameters: object): string {
    const rows: unknown[] = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(parameters)
    return rows.map((row) => (row instanceof Object && 'detail' in row ? String(row.detail) : '')).join('; ')
  }
})
