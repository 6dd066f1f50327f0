import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Instant } from '../../bot/domain/values.ts'
import { StoreUnavailable } from '../../bot/ports/request-store.ts'
import { connect } from '../../store/sqlite/connection.ts'
import { DUE_DELIVERIES } from '../../store/sqlite/inbox.ts'
import { openSqliteStore, type SqliteStore } from '../../store/sqlite/index.ts'
import { createPrivateFile } from '../../store/sqlite/lock.ts'
import { migrate } from '../../store/sqlite/migrate.ts'
import { DUE_EFFECTS } from '../../store/sqlite/outbox.ts'
import { NEXT_DUE } from '../../store/sqlite/request-store.ts'
import { DUE_REQUESTS } from '../../store/sqlite/requests.ts'
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts'
import { adapterStateContract } from './adapter-state.contract.ts'
import { temporaryFolders } from './folder.ts'
import { requestStoreContract } from './request-store.contract.ts'
import {
  cardEffect,
  collected,
  MONDAY,
  replyEffect,
  sampleAuditEvent,
  sampleChange,
  sampleDelivery,
  sampleRequest,
  saved,
} from './samples.ts'

const newFolder = temporaryFolders()
const secretKey = Buffer.alloc(32, 7)

async function open(now: () => Instant): Promise<SqliteStore> {
  return openSqliteStore({ folder: newFolder(), now, secretKey })
}

describe('the SQLite store as RequestStore', () => requestStoreContract(open))
describe('the SQLite store as AdapterState', () => adapterStateContract(open))

describe('the SQLite store', () => {
  let folder: string
  let file: string
  /** The store's own connection, to do to it what no port can. */
  let db: Database.Database
  let opened: SqliteStore
  beforeEach(() => {
    folder = newFolder()
    file = join(folder, 'elevate.db')
    createPrivateFile(file)
    db = connect(file)
    migrate(db, MONDAY)
    opened = createSqliteStore(db, { now: () => MONDAY, secretKey })
  })
  afterEach(() => opened.close())

  const oneEach = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const id = `EL-${from + index}`
      return sampleRequest({ id, requesterId: id })
    })

  describe('committing together', () => {
    it('commits once for all that is asked at one moment', async () => {
      const before = commits()
      await Promise.all(oneEach(0, 50).map((request) => saved(opened.store, sampleChange(request))))
      expect(commits() - before).toBe(1)
    })

    it('keeps the order in which it was asked', async () => {
      const request = sampleRequest()
      const deny = sampleChange({ ...request, status: 'denied', rowVersion: 2 })
      const outcomes = await Promise.all([opened.store.save(sampleChange(request)), opened.store.save(deny)])
      expect(outcomes).toEqual([{ outcome: 'saved' }, { outcome: 'saved' }])
    })

    it('shows nothing before it is committed', async () => {
      const saving = opened.store.save(sampleChange(sampleRequest()))
      expect(await opened.store.request('EL-4F7K')).toBeNull()
      await saving
      expect(await opened.store.request('EL-4F7K')).not.toBeNull()
    })

    it('handles more at once than one transaction takes', async () => {
      await Promise.all(oneEach(0, 700).map((request) => saved(opened.store, sampleChange(request))))
      expect(await opened.store.counts()).toMatchObject({ requests: 700, auditEvents: 700 })
    })

    /** Commit frames in the write-ahead log: those that name the size of the database after them. */
    function commits(): number {
      const wal = readFileSync(`${file}-wal`)
      let found = 0
      for (let at = 32; at + 24 <= wal.length; at += 24 + 4096) if (wal.readUInt32BE(at + 4) !== 0) found += 1
      return found
    }
  })

  describe('on a full disk', () => {
    it('rejects everything of that moment as unavailable, shows none of it, and works again once there is room', async () => {
      await saved(opened.store, sampleChange(sampleRequest()))
      const pages = Number(db.pragma('page_count', { simple: true }))
      db.pragma(`max_page_count = ${pages + 1}`)
      const big = { text: 'x'.repeat(100_000) }
      const results = await Promise.allSettled([
        opened.store.save(sampleChange(sampleRequest({ id: 'EL-A', requesterId: 'a' }))),
        opened.store.receive(sampleDelivery({ raw: big })),
        opened.state.put({ namespace: 'a', key: 'b', value: 1, expectedVersion: 0 }),
        opened.store.save(sampleChange(sampleRequest({ id: 'EL-B', requesterId: 'b' }))),
      ])
      const reasons = results.map((result) => (result.status === 'rejected' ? result.reason : result.value))
      for (const reason of reasons) expect(reason).toBeInstanceOf(StoreUnavailable)
      expect(reasons[0]).toMatchObject({ cause: { code: 'SQLITE_FULL' } })
      expect(await opened.store.counts()).toMatchObject({ requests: 1, auditEvents: 1, pendingDeliveries: 0 })
      expect(await opened.state.get('a', 'b')).toBeNull()

      db.pragma('max_page_count = 1000000')
      expect(await opened.store.receive(sampleDelivery({ raw: big }))).toBe('stored')
      await saved(opened.store, sampleChange(sampleRequest({ id: 'EL-A', requesterId: 'a' })))
      expect((await opened.verifyAudit()).events).toMatchObject({ outcome: 'intact', checked: 2 })
    })

    it('keeps exactly what it said was saved when the system refuses to write, at whatever commit that is', async () => {
      const other = newFolder()
      const script = join(import.meta.dirname, 'store-process.ts')
      // Files may grow to 1 MiB: the write-ahead log reaches that in the middle of a commit.
      const limited = 'ulimit -f 2048; exec "$0" "$@"'
      const child = spawn('sh', ['-c', limited, process.execPath, script, other, 'write'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const lines = await collected(createInterface({ input: child.stdout }))
      expect(lines[0]).toBe('open')
      expect(lines.at(-1)).toBe('StoreUnavailable')
      const printed = lines.slice(1, -1)
      expect(printed.length).toBeGreaterThan(10)
      const after = openSqliteStore({ folder: other, now: () => MONDAY })
      const requests = await after.store.requests({ limit: 100_000 })
      expect(requests.map((request) => request.id).toSorted()).toEqual(printed.toSorted())
      expect((await after.verifyAudit()).events).toMatchObject({ outcome: 'intact', checked: printed.length })
      await after.close()
    })

    it('undoes by itself what SQLite leaves half done after an error of the whole transaction', async () => {
      db.exec('ALTER TABLE outbox RENAME TO elsewhere')
      const saves = oneEach(0, 3).map((request) => opened.store.save(sampleChange(request)))
      for (const result of await Promise.allSettled(saves)) {
        expect(result).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable' } })
      }
      expect(db.inTransaction).toBe(false)
      await expect(opened.store.counts()).rejects.toBeInstanceOf(StoreUnavailable)
      db.exec('ALTER TABLE elsewhere RENAME TO outbox')
      expect(await opened.store.counts()).toMatchObject({ requests: 0, auditEvents: 0 })
      await saved(opened.store, sampleChange(sampleRequest()))
    })

    it('rejects reads and writes as unavailable once the connection is gone', async () => {
      db.close()
      const attempts = [
        opened.store.save(sampleChange(sampleRequest())),
        opened.store.receive(sampleDelivery()),
        opened.store.deferDelivery(sampleDelivery(), { dead: 'x' }),
        opened.store.settleEffect({ key: 'k', generation: 1, result: 'done' }),
        opened.store.request('EL-4F7K'),
        opened.store.requests({ limit: 1 }),
        opened.store.nextDueAt(0),
        opened.store.fact('a'),
        opened.store.auditEvents({ limit: 1 }),
        opened.store.counts(),
        opened.state.get('a', 'b'),
        opened.state.list('a'),
        opened.state.remove('a', 'b'),
        opened.checkIntegrity(),
      ]
      const results = await Promise.allSettled(attempts)
      for (const result of results)
        expect(result).toMatchObject({ status: 'rejected', reason: { name: 'StoreUnavailable' } })
    })
  })

  describe('what it reads back', () => {
    it.each([
      ['is no JSON', '{'],
      ['lacks a part', '{"id":"EL-4F7K"}'],
      ['has a status of nobody', JSON.stringify(sampleRequest()).replace('pendingApproval', 'granted')],
      ['has one part too many', JSON.stringify({ ...sampleRequest(), isAdmin: true })],
      ['is another version', JSON.stringify(sampleRequest({ rowVersion: 9 }))],
      ['is another request', JSON.stringify(sampleRequest({ id: 'EL-OTHER' }))],
    ])('is an error, not a guess, where a request %s', async (_, body) => {
      await saved(opened.store, sampleChange(sampleRequest()))
      db.prepare('UPDATE requests SET body = ?').run(body)
      const unreadable = { name: 'StoreUnavailable', message: expect.stringContaining('request EL-4F7K') }
      await expect(opened.store.request('EL-4F7K')).rejects.toMatchObject(unreadable)
      await expect(opened.store.requests({ limit: 9 })).rejects.toMatchObject(unreadable)
    })

    it('is an error where a delivery, effect, fact or state was damaged', async () => {
      await opened.store.receive(sampleDelivery())
      const facts = [{ key: 'a', value: 1, expectedVersion: 0 }]
      await saved(opened.store, { auditEvents: [], effects: [replyEffect()], facts })
      await opened.state.put({ namespace: 'a', key: 'b', value: 1, expectedVersion: 0 })
      db.exec(`UPDATE inbox SET raw = '[]'; UPDATE outbox SET body = '{"kind":"reply"}';
        UPDATE facts SET value = ''; UPDATE adapter_state SET value = 'x'`)
      await expect(opened.store.dueDeliveries(MONDAY, 9)).rejects.toThrow('delivery web d-1 is not an object')
      await expect(opened.store.dueEffects('reply', MONDAY, 9)).rejects.toThrow('effect reply:web:d-1 has platform')
      await expect(opened.store.fact('a')).rejects.toThrow('fact a is not JSON')
      await expect(opened.state.get('a', 'b')).rejects.toBeInstanceOf(StoreUnavailable)
    })
  })

  describe('what people typed', () => {
    const marker = 'a sentence that nobody else would type'

    it('is gone from the files once the delivery is answered and the reply sent', async () => {
      await opened.store.receive(sampleDelivery({ raw: { text: marker } }))
      const reply = replyEffect()
      const view = { card: 'help', role: { en: marker.toUpperCase(), fr: marker.toUpperCase() } } as const
      const body = { kind: 'reply', platform: 'web', address: 'adele', personId: 'adele', view } as const
      await saved(opened.store, { auditEvents: [], effects: [{ ...reply, body }], delivery: sampleDelivery() })
      await opened.store.settleEffect({ key: reply.key, generation: 1, result: 'done' })
      await opened.close()
      const bytes = readFileSync(file, 'latin1')
      expect(bytes).toContain('reply:web:d-1')
      expect(bytes.toLowerCase()).not.toContain(marker)
    })

    it('stays where a delivery is dead, with the error, for whoever looks into it', async () => {
      await opened.store.receive(sampleDelivery({ raw: { text: marker } }))
      await opened.store.deferDelivery(sampleDelivery(), { dead: 'unreadable' })
      expect(db.prepare('SELECT raw, last_error FROM inbox').get()).toEqual({
        raw: JSON.stringify({ text: marker }),
        last_error: 'unreadable',
      })
    })
  })

  describe('secrets', () => {
    const secret = { namespace: 'totp', key: 'adele', value: { seed: 'JBSWY3DPEHPK3PXP' }, secret: true } as const

    it('are not readable in the files, nor twice the same', async () => {
      await opened.state.put({ ...secret, expectedVersion: null })
      const first: unknown = db.prepare('SELECT sealed FROM adapter_state').pluck().get()
      await opened.state.put({ ...secret, expectedVersion: null })
      expect(db.prepare('SELECT sealed FROM adapter_state').pluck().get()).not.toEqual(first)
      const files = [file, `${file}-wal`].map((path) => readFileSync(path, 'latin1')).join('')
      expect(files).toContain('totp')
      expect(files).not.toContain('JBSWY3DPEHPK3PXP')
    })

    it('are refused without a key, and nothing is stored', async () => {
      const keyless = createSqliteStore(db, { now: () => MONDAY })
      const refused = { code: 'secretKeyMissing', message: expect.stringContaining('set secretKey') }
      await expect(keyless.state.put({ ...secret, expectedVersion: null })).rejects.toMatchObject(refused)
      expect(await keyless.state.list('totp')).toEqual([])
      expect(await keyless.state.put({ ...secret, secret: false, expectedVersion: 0 })).toMatchObject({ version: 1 })
    })

    it.each([
      ['no key', undefined],
      ['another key', Buffer.alloc(32, 8)],
    ])('are unavailable with %s', async (_, otherKey) => {
      await opened.state.put({ ...secret, expectedVersion: null })
      const other = createSqliteStore(db, { now: () => MONDAY, ...(otherKey && { secretKey: otherKey }) })
      await expect(other.state.get('totp', 'adele')).rejects.toThrow('secretKey')
    })

    it.each([
      ['moved to another key', "UPDATE adapter_state SET key = 'mallory'"],
      ['moved to another namespace', "UPDATE adapter_state SET namespace = 'links'"],
      [
        'changed',
        "UPDATE adapter_state SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || iif(substr(sealed, -1) = x'00', x'01', x'00') AS BLOB)",
      ],
      ['cut short', 'UPDATE adapter_state SET sealed = substr(sealed, 1, 20)'],
      ['of an unknown format', "UPDATE adapter_state SET sealed = CAST(x'02' || substr(sealed, 2) AS BLOB)"],
    ])('do not open when %s', async (_, tampering) => {
      await opened.state.put({ ...secret, expectedVersion: null })
      db.exec(tampering)
      const namespace = String(db.prepare('SELECT namespace FROM adapter_state').pluck().get())
      await expect(opened.state.list(namespace)).rejects.toBeInstanceOf(StoreUnavailable)
    })
  })

  it('finds no damage in a sound file', async () => {
    await saved(opened.store, sampleChange(sampleRequest(), { effects: [cardEffect(sampleRequest())] }))
    expect(await opened.checkIntegrity()).toEqual([])
  })

  it('finds an index that does not match its table', async () => {
    await saved(opened.store, sampleChange(sampleRequest(), { auditEvents: [sampleAuditEvent()] }))
    db.unsafeMode(true)
    db.pragma('writable_schema = ON')
    db.exec(
      "UPDATE sqlite_schema SET sql = replace(sql, 'requester_id, submitted_at', 'status, submitted_at') WHERE name = 'requests_by_requester'",
    )
    await opened.close()
    const again = connect(file)
    expect(await createSqliteStore(again, { now: () => MONDAY }).checkIntegrity()).not.toEqual([])
    again.close()
  })
})

describe('the SQLite store with 100,000 active requests', () => {
  let folder: string
  let db: Database.Database
  let opened: SqliteStore
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'elevate-store-'))
    const file = join(folder, 'elevate.db')
    createPrivateFile(file)
    db = connect(file)
    migrate(db, MONDAY)
    opened = createSqliteStore(db, { now: () => MONDAY })
    const body = JSON.stringify(sampleRequest({ status: 'active' }))
    const many = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)'
    db.prepare(
      `${many} INSERT INTO requests (id, row_version, status, is_open, requester_id, activatable_key, submitted_at, due_at, body)
       SELECT 'EL-' || i, 1, 'active', 1, 'p-' || (i % 5000), 'role:' || i, i, i, ? FROM n`,
    ).run(body)
    db.prepare(
      `${many} INSERT INTO outbox (key, lane, kind, state, generation, attempts, not_before, created_at, body)
       SELECT 'card:' || i, 'feed', 'card', 'pending', 1, 0, ${MONDAY} + i, 0, '{}' FROM n`,
    ).run()
  })
  afterAll(async () => {
    await opened.close()
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['due requests', DUE_REQUESTS, 'requests_due'],
    ['due deliveries', DUE_DELIVERIES, 'inbox_pending'],
    ['due effects', DUE_EFFECTS, 'outbox_pending'],
    ['the next due request', NEXT_DUE[0] ?? '', 'requests_due'],
    ['the next due delivery', NEXT_DUE[1] ?? '', 'inbox_due'],
    ['the next due effect', NEXT_DUE[2] ?? '', 'outbox_due'],
  ])('finds %s by index, without sorting', (_, sql, index) => {
    const plan = planOf(sql)
    expect(plan).toContain(index)
    expect(plan).not.toContain('TEMP B-TREE')
  })

  it('finds requests by whatever is asked without reading them all', () => {
    for (const condition of [
      'requester_id = ?',
      'activatable_key = ?',
      'ticket = ?',
      'continues_request_id = ?',
      'status IN (SELECT value FROM json_each(?))',
      '(submitted_at, number) < (SELECT submitted_at, number FROM requests WHERE id = ?)',
      'requester_id = ? AND +status IN (SELECT value FROM json_each(?))',
    ]) {
      const plan = planOf(
        `SELECT body FROM requests WHERE ${condition} ORDER BY submitted_at DESC, number DESC LIMIT 1`,
      )
      expect(plan).toContain('SEARCH requests USING INDEX')
      expect(plan).not.toContain('SCAN requests')
    }
  })

  it('asks in well under a millisecond when nothing is due', async () => {
    const rounds = 200
    const started = process.cpuUsage()
    for (let round = 0; round < rounds; round++) {
      await opened.store.nextDueAt(0)
      await opened.store.dueRequests(0, 50)
    }
    // Processor time: what a busy machine adds is not ours.
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1000 / rounds).toBeLessThan(1)
  })

  function planOf(sql: string): string {
    const parameters = Array.from(sql.matchAll(/\?/g), () => null)
    const rows: unknown[] = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters)
    return rows.map((row) => (row instanceof Object && 'detail' in row ? String(row.detail) : '')).join('; ')
  }
})
