import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { StoreUnavailable } from '../../bot/ports/request-store.ts'
import { connect } from '../../store/sqlite/connection.ts'
import { openSqliteStore, type SqliteStore, StoreOpenError } from '../../store/sqlite/index.ts'
import { MIGRATIONS, migrate } from '../../store/sqlite/migrate.ts'
import { temporaryFolders } from './folder.ts'
import { MONDAY, sampleChange, sampleDelivery, sampleRequest, saved } from './samples.ts'

const newFolder = temporaryFolders()
const opened: SqliteStore[] = []
const children: ChildProcess[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
  for (const child of children.splice(0)) await killed(child)
})

function open(folder: string, readOnly = false): SqliteStore {
  const store = openSqliteStore({ folder, readOnly, now: () => MONDAY })
  opened.push(store)
  return store
}

function refusal(folder: string, readOnly = false): { code: string; message: string } {
  try {
    open(folder, readOnly)
  } catch (error) {
    if (error instanceof StoreOpenError) return { code: error.code, message: error.message }
    throw error
  }
  return { code: 'opened', message: '' }
}

/** Starts the other process and gives its lines; the first says whether it opened the store. */
function other(folder: string, mode: 'hold' | 'write'): { child: ChildProcess; lines: AsyncIterator<string> } {
  const script = join(import.meta.dirname, 'store-process.ts')
  const child = spawn(process.execPath, [script, folder, mode], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

const databaseOf = (folder: string) => join(folder, 'elevate.db')
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('the data folder', () => {
  it('is made, with everything in it, for its owner alone', async () => {
    const folder = join(newFolder(), 'deep', 'data')
    const { store } = open(folder)
    await saved(store, sampleChange(sampleRequest()))
    expect(mode(folder)).toBe('700')
    const files = readdirSync(folder)
    expect(files).toContain('elevate.db-wal')
    expect(files.map((file) => mode(join(folder, file)))).toEqual(files.map(() => '600'))
  })

  it('keeps what was saved over closing and opening', async () => {
    const folder = newFolder()
    const first = open(folder)
    await saved(first.store, sampleChange(sampleRequest()))
    await first.close()
    expect(await open(folder).store.request('EL-4F7K')).toEqual(sampleRequest())
  })

  it('commits what is under way when it is closed, and refuses what comes later', async () => {
    const folder = newFolder()
    const first = open(folder)
    const underWay = first.store.save(sampleChange(sampleRequest()))
    await first.close()
    expect(await underWay).toEqual({ outcome: 'saved' })
    await expect(first.store.receive(sampleDelivery())).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(first.store.request('EL-4F7K')).rejects.toBeInstanceOf(StoreUnavailable)
    const second = open(folder)
    expect(await second.store.counts()).toMatchObject({ requests: 1, pendingDeliveries: 0 })
  })

  it('is written with every commit flushed to disk, and erased text overwritten', async () => {
    const folder = newFolder()
    await open(folder).close()
    const db = connect(databaseOf(folder))
    const settings = ['journal_mode', 'synchronous', 'secure_delete', 'foreign_keys']
    expect(settings.map((name) => db.pragma(name, { simple: true }))).toEqual(['wal', 2, 1, 1])
    db.close()
  })
})

describe('a second server on the same folder', () => {
  it('is refused within this process, and the first works on', async () => {
    const folder = newFolder()
    const { store } = open(folder)
    const { code, message } = refusal(folder)
    expect(code).toBe('locked')
    expect(message).toContain(`Another Elevate server is using ${folder}. Stop it`)
    await saved(store, sampleChange(sampleRequest()))
  })

  it('is refused in another process', async () => {
    const folder = newFolder()
    open(folder)
    const second = other(folder, 'hold')
    expect((await second.lines.next()).value).toBe('locked')
    const [exitCode] = await once(second.child, 'exit')
    expect(exitCode).toBe(1)
  })

  it('is refused while another process holds it, and welcome once that one was killed', async () => {
    const folder = newFolder()
    const first = other(folder, 'hold')
    expect((await first.lines.next()).value).toBe('open')
    expect(refusal(folder).code).toBe('locked')
    await killed(first.child)
    expect(refusal(folder).code).toBe('opened')
  })

  it('is welcome once the first has closed, also where opening failed before', async () => {
    const folder = newFolder()
    const first = open(folder)
    refusal(folder)
    await first.close()
    expect(refusal(folder).code).toBe('opened')
  })
})

describe('reading only', () => {
  it('works beside a running server and sees what it saves', async () => {
    const folder = newFolder()
    const server = open(folder)
    const reader = open(folder, true)
    expect(await reader.store.request('EL-4F7K')).toBeNull()
    await saved(server.store, sampleChange(sampleRequest()))
    expect(await reader.store.request('EL-4F7K')).toEqual(sampleRequest())
  })

  it('works with no server running, and does not keep one from starting', async () => {
    const folder = newFolder()
    const server = open(folder)
    await saved(server.store, sampleChange(sampleRequest()))
    await server.close()
    const reader = open(folder, true)
    expect(await reader.store.request('EL-4F7K')).toEqual(sampleRequest())
    expect(refusal(folder).code).toBe('opened')
  })

  it('works on what a killed server left behind', async () => {
    const folder = newFolder()
    const server = other(folder, 'write')
    await server.lines.next()
    const { value: id } = await server.lines.next()
    await killed(server.child)
    expect(await open(folder, true).store.request(id)).toMatchObject({ id })
  })

  it('cannot write', async () => {
    const folder = newFolder()
    open(folder)
    const { store, state } = open(folder, true)
    await expect(store.save(sampleChange(sampleRequest()))).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(store.receive(sampleDelivery())).rejects.toBeInstanceOf(StoreUnavailable)
    const write = state.put({ namespace: 'a', key: 'b', value: 1, expectedVersion: null })
    await expect(write).rejects.toBeInstanceOf(StoreUnavailable)
    expect(await store.counts()).toMatchObject({ requests: 0, pendingDeliveries: 0 })
  })

  it('says so where there is nothing yet, and creates nothing', () => {
    const folder = newFolder()
    expect(refusal(folder, true).code).toBe('missing')
    expect(refusal(join(folder, 'none'), true).code).toBe('missing')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('a file that cannot be used', () => {
  it('of another kind is refused and left as it is', () => {
    const folder = newFolder()
    writeFileSync(databaseOf(folder), 'Dear diary, '.repeat(500))
    expect(refusal(folder)).toMatchObject({ code: 'notADatabase', message: expect.stringContaining('Move it away') })
    expect(refusal(folder, true).code).toBe('notADatabase')
    expect(readFileSync(databaseOf(folder), 'utf8')).toBe('Dear diary, '.repeat(500))
  })

  it('that is another program’s database is refused and left as it is', () => {
    const folder = newFolder()
    const foreign = new Database(databaseOf(folder))
    foreign.exec('CREATE TABLE diary (day TEXT)')
    foreign.close()
    expect(refusal(folder).code).toBe('notADatabase')
    const after = new Database(databaseOf(folder), { readonly: true })
    expect(after.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['diary'])
    after.close()
  })

  it('that was cut short is corrupt', async () => {
    const folder = await filledFolder()
    truncateSync(databaseOf(folder), statSync(databaseOf(folder)).size / 2)
    expect(refusal(folder)).toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('restore it from a backup'),
    })
  })

  it('with overwritten pages is corrupt', async () => {
    const folder = await filledFolder()
    const bytes = readFileSync(databaseOf(folder))
    bytes.fill(0xa5, 4096 * 3, 4096 * 12)
    writeFileSync(databaseOf(folder), bytes)
    expect(refusal(folder).code).toBe('corrupt')
  })

  it('in a place that is no folder is unwritable', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'file'), '')
    expect(refusal(join(folder, 'file', 'data'))).toMatchObject({
      code: 'unwritable',
      message: expect.stringContaining('dataDir or ELEVATE_DATA'),
    })
  })

  it('that is a folder itself is unwritable', () => {
    const folder = newFolder()
    mkdirSync(databaseOf(folder))
    expect(refusal(folder).code).toBe('unwritable')
  })

  it('does not keep the lock: mended, it opens', () => {
    const folder = newFolder()
    writeFileSync(databaseOf(folder), 'x'.repeat(9999))
    expect(refusal(folder).code).toBe('notADatabase')
    truncateSync(databaseOf(folder), 0)
    expect(refusal(folder).code).toBe('opened')
  })

  it('is not blamed for a mistake in the options', () => {
    const options = { folder: newFolder(), now: () => MONDAY, secretKey: Buffer.alloc(16) }
    expect(() => openSqliteStore(options)).toThrow(new RangeError('secretKey must have 32 bytes, not 16.'))
  })

  async function filledFolder(): Promise<string> {
    const folder = newFolder()
    const { store, close } = open(folder)
    const ids = Array.from({ length: 300 }, (_, index) => `EL-${index}`)
    await Promise.all(ids.map((id) => saved(store, sampleChange(sampleRequest({ id, requesterId: id })))))
    await close()
    return folder
  }
})

describe('the schema', () => {
  it('of an older version is brought forward and keeps its data', async () => {
    const folder = newFolder()
    await olderStore(folder)
    const { store, state } = open(folder)
    expect(await store.request('EL-4F7K')).toEqual(sampleRequest())
    await state.put({ namespace: 'a', key: 'b', value: 1, expectedVersion: 0 })
    expect(await state.get('a', 'b')).toMatchObject({ value: 1 })
  })

  it('of an older version is not migrated by a reader, which says what to do', async () => {
    const folder = newFolder()
    await olderStore(folder)
    expect(refusal(folder, true)).toMatchObject({
      code: 'olderVersion',
      message: expect.stringContaining('Start the server of this version once'),
    })
  })

  it('of a newer version is refused and left as it is', async () => {
    const folder = newFolder()
    await open(folder).close()
    const db = new Database(databaseOf(folder))
    migrate(db, MONDAY, [...MIGRATIONS, { name: 'from the future', sql: 'CREATE TABLE future (a TEXT) STRICT' }])
    db.close()
    expect(refusal(folder)).toMatchObject({
      code: 'newerVersion',
      message: expect.stringContaining('Install that version'),
    })
    expect(refusal(folder, true).code).toBe('newerVersion')
  })

  it('moves by all steps or none', () => {
    const db = new Database(':memory:')
    const broken = [...MIGRATIONS, { name: 'broken', sql: 'CREATE TABLE one (a TEXT) STRICT; NONSENSE' }]
    expect(() => migrate(db, MONDAY, broken)).toThrow('NONSENSE')
    expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0)
    migrate(db, MONDAY)
    expect(db.prepare('SELECT version, name, applied_at FROM schema_migrations').all()).toEqual(
      MIGRATIONS.map(({ name }, index) => ({ version: index + 1, name, applied_at: MONDAY })),
    )
    db.close()
  })

  /** A store as version 1 left it, with a request in it: today's, without what later migrations made. */
  async function olderStore(folder: string): Promise<void> {
    const { store, close } = open(folder)
    await saved(store, sampleChange(sampleRequest()))
    await close()
    const db = new Database(databaseOf(folder))
    db.exec('DROP TABLE adapter_state; DROP TABLE request_history; DROP TABLE standing_snapshots')
    db.exec('DROP TABLE usage_blocks; DROP TABLE history_texts')
    db.exec(
      'DROP INDEX requests_open; DROP INDEX audit_events_by_type; DELETE FROM schema_migrations WHERE version > 1',
    )
    db.close()
  }
})

describe('kill -9', () => {
  it('loses nothing that was said to be saved, doubles nothing, and leaves the audit log whole', async () => {
    const folder = newFolder()
    const printed: string[] = []
    for (const killedAfter of [1, 30, 200]) {
      const { child, lines } = other(folder, 'write')
      expect((await lines.next()).value).toBe('open')
      let count = 0
      for (let line = await lines.next(); !line.done; line = await lines.next()) {
        printed.push(line.value)
        count += 1
        if (count === killedAfter) child.kill('SIGKILL')
      }
    }
    const { store, verifyAudit, checkIntegrity } = open(folder)
    const found = await Promise.all(printed.map((id) => store.request(id)))
    expect(found.map((request) => request?.id)).toEqual(printed)
    expect(printed.length).toBeGreaterThan(230)
    const counts = await store.counts()
    // Each request came with one event and one effect; a save cut off by the kill came with all or nothing.
    expect(counts).toMatchObject({ auditEvents: counts.requests, pendingEffects: counts.requests })
    expect((await verifyAudit()).events).toMatchObject({ outcome: 'intact', checked: counts.requests })
    expect(await checkIntegrity()).toEqual([])
    // Every delivery is either answered or still waiting, never both.
    const waiting = await store.dueDeliveries(MONDAY, 1000)
    const answered = await Promise.all(waiting.map((delivery) => store.request(delivery.deliveryKey)))
    expect(answered.filter((request) => request !== null)).toEqual([])
  })
})
