import type { DirectoryChange } from '../directory-record.ts'
import type { Instant, PersonId } from '../values.ts'
import type { NameByLanguage } from '../views/card-view.ts'
import type { RowException } from './exceptions.ts'

/** People by id and, where the directory still knows them, by name. */
export interface ReportPerson {
  readonly id: PersonId
  readonly name: string
}

/** A request as the report tells it. */
export interface RequestRow {
  readonly kind: 'request'
  readonly origin: 'elevate'
  readonly id: string
  readonly requester: ReportPerson
  readonly role: NameByLanguage
  readonly roleId: string
  readonly scope: string
  readonly status: string
  readonly submittedAt: Instant
  readonly durationMs: number
  /** `erased` where the text was erased since. */
  readonly justification: Text
  readonly ticket: string | null
  readonly provenAt: Instant | null
  readonly approvalAsked: boolean
  readonly required: number | null
  readonly approvers: readonly (ReportPerson & { readonly at: Instant })[]
  /** Null where the log of that time does not say. */
  readonly couldHaveApproved: readonly ReportPerson[] | null
  readonly couldHaveApprovedCount: number | null
  readonly settings: string | null
  readonly startedAt: Instant | null
  readonly endsAt: Instant | null
  readonly endVerifiedAt: Instant | null
  readonly closedBy: string | null
  readonly reason: Text
  readonly exceptions: readonly RowException[]
}

export type Text = { readonly text: string } | 'erased' | null

/** What went round Elevate. */
export interface OutsideRow {
  readonly kind: 'outside'
  readonly origin: 'outside'
  readonly id: string
  readonly change: DirectoryChange
  /** Null, as is the role: it was about nobody or none. */
  readonly person: ReportPerson | null
  readonly role: NameByLanguage | null
  readonly roleId: string | null
  readonly scope: string | null
  /** Who did it, in the directory: a name or an id; null where the directory did not tell. */
  readonly by: string | null
  /** In the directory's own words. */
  readonly activity: string | null
  readonly seenAt: Instant
  /** By the directory's own record; null where only seen. */
  readonly happenedAt: Instant | null
}

/** What was held without an activation on the last day of a month for which there is a snapshot. */
export interface StandingRow {
  readonly kind: 'standing'
  readonly origin: 'outside'
  readonly month: string
  readonly day: string
  readonly id: string
  readonly person: ReportPerson
  readonly role: NameByLanguage
  readonly roleId: string
  readonly scope: string
  readonly startedAt: Instant
  /** Null: without an end. */
  readonly endsAt: Instant | null
}

/** A time in which nobody watched, or of which nothing is known. */
export interface GapRow {
  readonly kind: 'gap'
  readonly why: 'notWatching' | 'notImported' | 'recordBeginsLater' | 'clockJumped' | 'standingUnknown'
  readonly from: Instant
  readonly to: Instant
}

export type ReportRow = RequestRow | OutsideRow | StandingRow | GapRow

export interface ReportSummary {
  readonly requests: number
  readonly activated: number
  readonly denied: number
  readonly timedOut: number
  readonly canceled: number
  readonly heldMs: number
  readonly standingMs: number
  readonly decision: { readonly count: number; readonly medianMs: number; readonly p90Ms: number } | null
  readonly roles: readonly { readonly role: NameByLanguage; readonly activated: number; readonly heldMs: number }[]
  /** How many of each. */
  readonly exceptions: { readonly [code: string]: number }
  /** Activations for which the role settings asked no approval, by role. */
  readonly withoutApproval: readonly { readonly role: NameByLanguage; readonly activated: number }[]
}

export interface ReportHead {
  readonly kind: 'report'
  readonly from: Instant
  readonly to: Instant
  readonly madeAt: Instant
  readonly timeZone: string
  /** Made of an invented past, as the demonstration has one: whoever reads it has to be told. */
  readonly simulated: boolean
  /** The log that it was made from: compare with `elevate audit verify`. */
  readonly log: { readonly seq: number; readonly at: Instant | null }
}
