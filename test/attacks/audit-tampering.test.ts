import { closeSync, cpSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { auditFaults, databaseIn } from '../crash/snapshot.ts'
import { run } from '../process/server-process.ts'
import { startTarget } from './target.ts'

/** The data of a server that told a whole story and is gone: what somebody with the file may do to it. */
let original: string
const copies: string[] = []
beforeAll(async () => {
  const target = await startTarget()
  try {
    const { id } = await target.asks('adele', 'Exchange Administrator', { rest: 'because mail is stuck' })
    await target.presses('alex', 'approve', id)
    await target.presses('adele', 'deactivate', id)
    await target.asks('adele', 'User Administrator', { rest: 'because of a reset' })
    original = mkdtempSync(join(tmpdir(), 'elevate-audit-'))
    cpSync(target.data, original, { recursive: true })
  } finally {
    await target.close()
  }
})
afterEach(() => {
  for (const copy of copies.splice(0)) rmSync(copy, { recursive: true, force: true })
})
afterAll(() => rmSync(original, { recursive: true, force: true }))

/** Changes a copy of the file as somebody would who gets round the triggers; what verification then finds. */
async function faultsAfter(tamper: (db: Database.Database) => void): Promise<readonly string[]> {
  const copy = mkdtempSync(join(tmpdir(), 'elevate-audit-'))
  copies.push(copy)
  cpSync(original, copy, { recursive: true })
  const db = new Database(databaseIn(copy))
  for (const name of db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
    db.exec(`DROP TRIGGER ${name}`)
  }
  tamper(db)
  db.close()
  return auditFaults(copy)
}

const changing = (sql: string) => (db: Database.Database) => {
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0)
}

describe('the audit log, changed by somebody with the file', () => {
  it('as it was written: intact', async () => {
    expect(await faultsAfter(() => undefined)).toEqual([])
  })

  it('changing, deleting or replacing an event is refused by the file itself', () => {
    const copy = mkdtempSync(join(tmpdir(), 'elevate-audit-'))
    copies.push(copy)
    cpSync(original, copy, { recursive: true })
    const db = new Database(databaseIn(copy))
    const columns = 'SELECT seq, at, type, request_id, canonical FROM audit_events WHERE seq = 3'
    for (const sql of [
      "UPDATE audit_events SET type = 'requestDenied' WHERE seq = 3",
      'DELETE FROM audit_events WHERE seq = 3',
      'DELETE FROM audit_events',
      `INSERT OR REPLACE INTO audit_events ${columns}`,
      "UPDATE audit_texts SET text = 'another reason'",
    ]) {
      expect(() => db.prepare(sql).run()).toThrow(/audit/)
    }
    db.close()
  })

  it('an approver replaced by another', async () => {
    const swap = `UPDATE audit_events SET canonical = replace(canonical, '"personId":"alex"', '"personId":"megan"') WHERE type = 'requestApproved'`
    expect(await faultsAfter(changing(swap))).not.toEqual([])
  })

  it('an instant changed by a millisecond, in text and column', async () => {
    const shift = `UPDATE audit_events SET at = at + 1, canonical = replace(canonical, '"at":' || at, '"at":' || (at + 1)) WHERE seq = 4`
    expect(await faultsAfter(changing(shift))).not.toEqual([])
  })

  it('an event taken out', async () => {
    expect(await faultsAfter(changing("DELETE FROM audit_events WHERE type = 'requestApproved'"))).not.toEqual([])
  })

  it('an event taken out, and the numbers closed up', async () => {
    const closed = await faultsAfter((db) => {
      db.exec('DELETE FROM audit_events WHERE seq = 5')
      db.exec(
        `UPDATE audit_events SET canonical = replace(canonical, '"seq":' || seq, '"seq":' || (seq - 1)) WHERE seq > 5`,
      )
      for (let seq = 6; db.prepare('UPDATE audit_events SET seq = seq - 1 WHERE seq = ?').run(seq).changes; seq += 1);
    })
    expect(closed).not.toEqual([])
  })

  it('two events exchanged', async () => {
    const exchanged = await faultsAfter((db) => {
      db.exec('UPDATE audit_events SET seq = -1 WHERE seq = 4')
      db.exec('UPDATE audit_events SET seq = 4 WHERE seq = 5')
      db.exec('UPDATE audit_events SET seq = 5 WHERE seq = -1')
    })
    expect(exchanged).not.toEqual([])
  })

  it('the type changed in the column that is searched, not in the record', async () => {
    expect(
      await faultsAfter(changing("UPDATE audit_events SET type = 'requestDenied' WHERE type = 'requestApproved'")),
    ).not.toEqual([])
  })

  it('the same event in another spelling of JSON', async () => {
    expect(
      await faultsAfter(changing("UPDATE audit_events SET canonical = replace(canonical, ',', ', ') WHERE seq = 3")),
    ).not.toEqual([])
  })

  it('a justification rewritten', async () => {
    expect(
      await faultsAfter(changing("UPDATE audit_texts SET text = 'because I may' WHERE text LIKE '%mail%'")),
    ).not.toEqual([])
  })

  it('the first event taken out', async () => {
    expect(await faultsAfter(changing('DELETE FROM audit_events WHERE seq = 1'))).not.toEqual([])
  })

  it('a text erased is no tampering: its event stands', async () => {
    expect(await faultsAfter(changing("DELETE FROM audit_texts WHERE text LIKE '%mail%'"))).toEqual([])
  })

  it('bytes of the file overwritten', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'elevate-audit-'))
    copies.push(copy)
    cpSync(original, copy, { recursive: true })
    const db = new Database(databaseIn(copy))
    db.pragma('journal_mode = DELETE')
    const root = db.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'audit_events'").pluck().get()
    const size = Number(db.pragma('page_size', { simple: true }))
    db.close()
    const file = openSync(databaseIn(copy), 'r+')
    writeSync(file, Buffer.alloc(size, 0xaa), 0, size, (Number(root) - 1) * size)
    closeSync(file)
    const env = { ELEVATE_DATA: copy }
    expect((await run(['bot/cli.ts', 'audit', 'verify'], { env })).code).toBe(1)
  })

  it('the command says which event, and exits with 1; with 0 for what is intact', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'elevate-audit-'))
    copies.push(copy)
    cpSync(original, copy, { recursive: true })
    const env = { ELEVATE_DATA: copy }
    const intact = await run(['bot/cli.ts', 'audit', 'verify', '--json'], { env })
    expect([intact.code, JSON.parse(intact.stdout).intact]).toEqual([0, true])
    const db = new Database(databaseIn(copy))
    db.exec('DROP TRIGGER audit_events_never_change')
    db.exec(
      `UPDATE audit_events SET canonical = replace(canonical, '"kind":"person"', '"kind":"elevate"') WHERE seq = 2 OR type = 'requestApproved'`,
    )
    db.close()
    const broken = await run(['bot/cli.ts', 'audit', 'verify', '--json'], { env })
    expect(broken.code).toBe(1)
    expect(JSON.parse(broken.stdout)).toMatchObject({ intact: false, events: { outcome: 'broken' } })
  })
})
