import type { AuditEventType } from '../domain/audit-event.ts'
import type { RequestRecord } from '../domain/history/request-record.ts'
import type { ActiveAssignment } from '../domain/person.ts'
import type { UsagePart } from '../domain/usage/usage-part.ts'
import type { Instant, PersonId, RequestId } from '../domain/values.ts'
import type { AuditRow } from './request-store.ts'

/**
 * What happened, for usage, alerts and reports: derived from the audit log in the transaction of each event. Whatever is
 * read comes in pages, with room between them for other work, and by index: its cost follows the answer, not the log.
 * Every method may throw `StoreUnavailable`.
 */
export interface History {
  /** Records of the requests submitted in the period, oldest first. */
  records(query: HistoryQuery): AsyncIterable<readonly RequestRecord[]>
  record(requestId: string): Promise<RequestRecord | null>
  /** The columns that statistics read, of the same requests in the order of the log: fast also for a hundred thousand. */
  usage(query: HistoryQuery): AsyncIterable<UsagePart>
  /** What the numbers in pages read so far stand for. */
  usageTexts(): Promise<(number: number) => string>
  /** Audit events of these types whose instant lies in the period, by type, then oldest first. */
  events(query: EventQuery): AsyncIterable<readonly AuditRow[]>
  /** Keeps what was standing on a day; the first snapshot of a day stays. */
  saveStanding(snapshot: StandingSnapshot): Promise<'saved' | 'alreadyThere'>
  /** Days with a snapshot, oldest first. */
  standingDays(period: { readonly from: string; readonly to: string }): Promise<readonly string[]>
  standing(day: string): Promise<StandingSnapshot | null>
  /** Erases these texts, and what requests that are over hold of the same. Answers how many texts there were. */
  eraseTexts(what: { readonly sha256: readonly string[]; readonly requestIds: readonly RequestId[] }): Promise<number>
  /** When the first event of the log was recorded: before that nothing is known. */
  beganAt(): Promise<Instant | null>
}

/** `from` inclusive, `to` exclusive, by the instant of submission. */
export interface HistoryQuery {
  readonly from: Instant
  readonly to: Instant
  readonly requesterId?: PersonId
  /** See `subjectOf`: a role in any scope, a group in any access. */
  readonly subject?: string
}

export interface EventQuery {
  readonly types: readonly AuditEventType[]
  readonly from: Instant
  readonly to: Instant
}

/** Active assignments that nobody activated: what the organisation wants none of. */
export interface StandingSnapshot {
  /** The organisation's calendar day, `2026-05-04`. */
  readonly day: string
  readonly takenAt: Instant
  readonly assignments: readonly ActiveAssignment[]
}
