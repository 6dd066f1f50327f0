import type Database from 'better-sqlite3'
import type { Instant } from '../../bot/domain/values.ts'
import type { AdapterState } from '../../bot/ports/adapter-state.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import { createAdapterState } from './adapter-state.ts'
import { createAuditLog, type StoredAuditEvent } from './audit-log.ts'
import { type AuditHead, type AuditVerification, isTextIntact, verifyAuditRows } from './audit-verify.ts'
import { integrityProblems } from './connection.ts'
import { read } from './errors.ts'
import { createFacts } from './facts.ts'
import { createGroupCommit } from './group-commit.ts'
import { createHistory } from './history.ts'
import { createInbox } from './inbox.ts'
import { createMessageReferences } from './message-references.ts'
import { createOutbox } from './outbox.ts'
import { pages } from './pages.ts'
import { createRequestStore } from './request-store.ts'
import { createRequests } from './requests.ts'
import { createSealing } from './sealing.ts'

export interface SqliteStore {
  readonly store: RequestStore
  readonly state: AdapterState
  /** Commits what is waiting and closes the file; writes after it reject with `StoreUnavailable`. */
  close(): Promise<void>
  /** Reads the whole file for damage; an empty list is good. */
  checkIntegrity(): Promise<readonly string[]>
  /** Audit rows unparsed, in order, a page at a time: neither readers nor the server wait for it. */
  auditRows(afterSeq?: number): AsyncIterable<StoredAuditEvent>
  verifyAudit(start?: AuditHead): Promise<SqliteAuditReport>
}

export interface SqliteAuditReport {
  readonly events: AuditVerification
  /** Texts that are not what their commitment stands for, by its SHA-256. Erased ones are not missed. */
  readonly texts: { readonly checked: number; readonly changed: readonly string[] }
}

export interface SqliteStoreOptions {
  /** Elevate's time, UTC milliseconds: dates what becomes due at once and decides what has expired. */
  readonly now: () => Instant
  /** 32 bytes that encrypt secret adapter state. */
  readonly secretKey?: Buffer
  /** Called after the file was closed. */
  readonly onClosed?: () => void
}

const PAGE = 500

/** Both ports over one open and migrated connection. */
export function createSqliteStore(db: Database.Database, options: SqliteStoreOptions): SqliteStore {
  const { now, secretKey = null, onClosed } = options
  const commits = createGroupCommit(db)
  const references = createMessageReferences(db)
  const audit = createAuditLog(db)
  const parts = {
    requests: createRequests(db),
    inbox: createInbox(db),
    outbox: createOutbox(db, references),
    references,
    facts: createFacts(db),
    audit,
    history: createHistory(db, commits, audit),
  }

  async function* auditRows(afterSeq = 0): AsyncGenerator<StoredAuditEvent> {
    for await (const rows of pages(
      afterSeq,
      (after) => audit.storedEvents(after, PAGE),
      (row) => row.seq,
    ))
      yield* rows
  }

  async function checkTexts(): Promise<SqliteAuditReport['texts']> {
    let checked = 0
    const changed: string[] = []
    for await (const texts of pages(
      '',
      (after) => audit.storedTexts(after, PAGE),
      (text) => text.sha256,
    )) {
      checked += texts.length
      changed.push(...texts.filter((text) => !isTextIntact(text)).map((text) => text.sha256))
    }
    return { checked, changed }
  }

  return {
    store: createRequestStore(db, parts, commits, now),
    state: createAdapterState(db, commits, createSealing(secretKey), now),
    async close() {
      if (!db.open) return
      commits.drain()
      db.close()
      onClosed?.()
    },
    checkIntegrity: () => read(() => integrityProblems(db)),
    auditRows,
    async verifyAudit(start) {
      const events = await verifyAuditRows(auditRows(start?.seq), start)
      return { events, texts: await checkTexts() }
    },
  }
}
