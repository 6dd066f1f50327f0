/** All that the composition root may know of this store. */
export type { StoredAuditEvent } from './audit-log.ts'
export {
  AUDIT_FAULTS,
  type AuditFault,
  type AuditHead,
  type AuditVerification,
  EMPTY_AUDIT_HEAD,
  verifyAuditRows,
} from './audit-verify.ts'
export { type StoreOpenCode, StoreOpenError, StoreWriteRefused, type WriteRefusedCode } from './errors.ts'
export { type OpenOptions, openSqliteStore } from './open.ts'
export type { SqliteAuditReport, SqliteStore } from './sqlite-store.ts'
