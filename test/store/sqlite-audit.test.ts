import { join } from 'node:path'
import type Database from 'better-sqlite3'
import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../bot/domain/duration.ts'
import { createRandomIds } from '../../bot/runtime/random-ids.ts'
import type { StoredAuditEvent } from '../../store/sqlite/audit-log.ts'
import { connect } from '../../store/sqlite/connection.ts'
import { verifyAuditRows } from '../../store/sqlite/index.ts'
import { createPrivateFile } from '../../store/sqlite/lock.ts'
import { migrate } from '../../store/sqlite/migrate.ts'
import { createSqliteStore, type SqliteStore } from '../../store/sqlite/sqlite-store.ts'
import { temporaryFolders } from './folder.ts'
import { collected, MONDAY, sampleAuditEvent, sampleText, saved } from './samples.ts'

const newFolder = temporaryFolders()
let db: Database.Database
let opened: SqliteStore

beforeEach(() => {
  const file = join(newFolder(), 'elevate.db')
  createPrivateFile(file)
  db = connect(file)
  migrate(db, MONDAY)
  opened = createSqliteStore(db, { now: () => MONDAY })
})
afterEach(() => opened.close())

async function append(count: number): Promise<readonly StoredAuditEvent[]> {
  const auditEvents = Array.from({ length: count }, (_, index) =>
    sampleAuditEvent({ requestId: `EL-${index}`, at: MONDAY + index, data: { role: 'Exchange Administrator', index } }),
  )
  await saved(opened.store, { auditEvents, effects: [] })
  return collected(opened.auditRows())
}

describe('the audit table itself', () => {
  it.each([
    ['changing an event', "UPDATE audit_events SET canonical = '{}' WHERE seq = 2", 'never change'],
    ['changing a column of one', 'UPDATE audit_events SET request_id = NULL WHERE seq = 2', 'never change'],
    ['deleting an event', 'DELETE FROM audit_events WHERE seq = 3', 'are kept'],
    ['deleting all', 'DELETE FROM audit_events', 'are kept'],
    ['replacing one', "INSERT OR REPLACE INTO audit_events VALUES (2, 0, '', NULL, '{}')", 'without gaps'],
    ['leaving a gap', "INSERT INTO audit_events VALUES (9, 0, '', NULL, '{}')", 'without gaps'],
    ['an event without number', "INSERT INTO audit_events VALUES (NULL, 0, '', NULL, '{}')", 'without gaps'],
    ['rewriting a text', "UPDATE audit_texts SET text = 'other'", 'never change'],
  ])('refuses %s, and stays as it was', async (_, sql, message) => {
    const rows = await append(3)
    await saved(opened.store, { auditEvents: [sampleAuditEvent({ texts: [sampleText('Adele Vance')] })], effects: [] })
    expect(() => db.exec(sql)).toThrow(message)
    expect((await collected(opened.auditRows())).slice(0, 3)).toEqual(rows)
    expect(await opened.verifyAudit()).toMatchObject({
      events: { outcome: 'intact', checked: 4 },
      texts: { checked: 1, changed: [] },
    })
  })

  it('lets a text be erased, which breaks nothing', async () => {
    const text = sampleText('Adele Vance')
    await saved(opened.store, { auditEvents: [sampleAuditEvent({ texts: [text] })], effects: [] })
    db.prepare('DELETE FROM audit_texts WHERE sha256 = ?').run(text.sha256)
    expect(await opened.store.auditTexts([text.sha256])).toEqual([])
    expect(await opened.verifyAudit()).toMatchObject({
      events: { outcome: 'intact', checked: 1 },
      texts: { checked: 0, changed: [] },
    })
  })
})

describe('verifying the stored log', () => {
  it('finds an empty one intact', async () => {
    expect(await opened.verifyAudit()).toEqual({
      events: { outcome: 'intact', checked: 0, head: { seq: 0, hash: '0'.repeat(64), latestAt: 0 } },
      texts: { checked: 0, changed: [] },
    })
  })

  it('reads it page by page while the server goes on writing', async () => {
    await append(1200)
    const verification = opened.verifyAudit()
    await saved(opened.store, { auditEvents: [sampleAuditEvent()], effects: [] })
    const { events } = await verification
    expect(events.outcome).toBe('intact')
    expect(events.checked).toBeGreaterThanOrEqual(1200)
  })

  it('goes on from a head noted earlier', async () => {
    await append(3)
    const { events } = await opened.verifyAudit()
    if (events.outcome !== 'intact') throw new Error('not intact')
    await append(2)
    expect((await opened.verifyAudit(events.head)).events).toMatchObject({ outcome: 'intact', checked: 2 })
    const forged = { ...events.head, hash: 'f'.repeat(64) }
    expect((await opened.verifyAudit(forged)).events).toMatchObject({ seq: 4, fault: 'previousDiffers', checked: 0 })
  })

  it('finds an event that somebody changed behind the triggers', async () => {
    await append(5)
    db.exec(`DROP TRIGGER audit_events_never_change;
      UPDATE audit_events SET canonical = replace(canonical, 'Exchange', 'Teams') WHERE seq = 3`)
    expect((await opened.verifyAudit()).events).toEqual({
      outcome: 'broken',
      checked: 3,
      seq: 4,
      fault: 'previousDiffers',
    })
  })

  it('finds an event that somebody deleted behind the triggers', async () => {
    await append(5)
    db.exec('DROP TRIGGER audit_events_are_kept; DELETE FROM audit_events WHERE seq = 3')
    expect((await opened.verifyAudit()).events).toEqual({ outcome: 'broken', checked: 2, seq: 3, fault: 'gap' })
  })

  it('understands commitments as the server makes them', async () => {
    const ids = createRandomIds()
    const [salt, text] = [ids.salt(), 'Adele Vance']
    const texts = [{ sha256: ids.commitment(salt, text), salt, text }]
    await saved(opened.store, { auditEvents: [sampleAuditEvent({ texts })], effects: [] })
    expect((await opened.verifyAudit()).texts).toEqual({ checked: 1, changed: [] })
  })

  it('finds texts of any characters as they were committed to', async () => {
    const texts = ['', 'a\u0000b', 'cut \ud83d', '🙂 é é', '\ufeffx'].map((text) => sampleText(text))
    await saved(opened.store, { auditEvents: [sampleAuditEvent({ texts })], effects: [] })
    expect((await opened.verifyAudit()).texts).toEqual({ checked: 5, changed: [] })
  })

  it('names texts that are not what the log committed to', async () => {
    const texts = [sampleText('Adele Vance'), sampleText('Mailbox of Zoë 🙂')]
    await saved(opened.store, { auditEvents: [sampleAuditEvent({ texts })], effects: [] })
    db.exec(
      `DROP TRIGGER audit_texts_never_change; UPDATE audit_texts SET text = 'Alex Wilber' WHERE text LIKE 'Adele%'`,
    )
    expect((await opened.verifyAudit()).texts).toEqual({ checked: 2, changed: [texts[0]?.sha256] })
  })
})

describe('verifying rows', () => {
  const verdict = async (rows: readonly StoredAuditEvent[]) => {
    const result = await verifyAuditRows(rows)
    return result.outcome === 'intact' ? 'intact' : [result.seq, result.fault]
  }
  const changed = (rows: readonly StoredAuditEvent[], seq: number, change: (row: StoredAuditEvent) => object) =>
    rows.map((row) => (row.seq === seq ? { ...row, ...change(row) } : row))

  it('finds what was written intact', async () => {
    expect(await verdict(await append(6))).toBe('intact')
  })

  it.each<[string, (row: StoredAuditEvent) => object, unknown]>([
    ['spaces between', (row) => ({ canonical: row.canonical.replace(',', ', ') }), [3, 'notCanonical']],
    ['no JSON', () => ({ canonical: '{' }), [3, 'notCanonical']],
    ['no text', () => ({ canonical: '' }), [3, 'notCanonical']],
    ['another kind of content', () => ({ canonical: '{"seq":3}' }), [3, 'contentUnreadable']],
    ['too much', (row) => ({ canonical: row.canonical.padEnd(65_536) }), [3, 'tooLarge']],
    ['another type beside', () => ({ type: 'requestDenied' }), [3, 'columnsDiffer']],
    ['another instant beside', () => ({ at: MONDAY + 999 }), [3, 'columnsDiffer']],
    ['another request beside', () => ({ requestId: 'EL-0' }), [3, 'columnsDiffer']],
    ['another number', () => ({ seq: 7 }), [3, 'gap']],
    ['other content, cleanly rewritten', rewritten({ actor: { kind: 'elevate' } }), [4, 'previousDiffers']],
    ['another predecessor', rewritten({ previous: 'a'.repeat(64) }), [3, 'previousDiffers']],
  ])('finds an event with %s', async (_, change, expected) => {
    expect(await verdict(changed(await append(6), 3, change))).toEqual(expected)
  })

  it('finds events taken out, put twice, swapped, or missing at the start', async () => {
    const rows = await append(6)
    const [first, second, third, ...rest] = rows
    if (!first || !second || !third) throw new Error('too few')
    expect(await verdict([first, third, ...rest])).toEqual([2, 'gap'])
    expect(await verdict([first, second, second, third, ...rest])).toEqual([3, 'gap'])
    expect(await verdict([first, third, second, ...rest])).toEqual([2, 'gap'])
    expect(await verdict([second, third, ...rest])).toEqual([1, 'gap'])
  })

  it('allows decisions of one moment to be numbered in another order, and no time running backward', async () => {
    const at = (instant: number) =>
      saved(opened.store, { auditEvents: [sampleAuditEvent({ at: instant })], effects: [] })
    await at(MONDAY)
    await at(MONDAY + 5 * MINUTE)
    await at(MONDAY)
    expect((await opened.verifyAudit()).events.outcome).toBe('intact')
    await at(MONDAY - 1)
    expect((await opened.verifyAudit()).events).toMatchObject({ seq: 4, fault: 'timeBackward' })
  })

  it('cannot see a tail that was cut off, but the head noted elsewhere shows it', async () => {
    const rows = await append(6)
    const whole = await verifyAuditRows(rows)
    const cut = await verifyAuditRows(rows.slice(0, 4))
    expect(cut).toMatchObject({ outcome: 'intact', head: { seq: 4 } })
    expect(whole).toMatchObject({ outcome: 'intact', head: { seq: 6 } })
  })

  it('finds any single character changed in any event but the newest', async () => {
    const rows = await append(5)
    const characters = rows.slice(0, -1).map((row) => row.canonical.length)
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: characters.length - 1 }),
        fc.nat(),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
        async (index, somewhere, character) => {
          const position = somewhere % (characters[index] ?? 1)
          const result = await verdict(
            changed(rows, index + 1, ({ canonical }) => {
              fc.pre(canonical[position] !== character)
              return { canonical: canonical.slice(0, position) + character + canonical.slice(position + 1) }
            }),
          )
          expect(result).not.toBe('intact')
        },
      ),
      { numRuns: 500 },
    )
  })

  function rewritten(change: object) {
    return (row: StoredAuditEvent) => {
      const content: object = JSON.parse(row.canonical)
      return { canonical: canonicalize({ ...content, ...change }) ?? '' }
    }
  }
})
