import type { Instant, JsonObject, RequestId } from '../values.ts'
import type { ActivatableView, PersonView, Verb } from './card-view.ts'

/** PIM's seven alerts, then those beyond them. */
export const USAGE_ALERTS = [
  'assignedOutside',
  'activatedTooOften',
  'tooManyAdministrators',
  'mfaNotRequired',
  'eligibleUnused',
  'staleAccount',
  'licenceMissing',
  'wentRound',
  'emergencyUsed',
  'unusualActivation',
  'ticketReused',
  'hastyApprover',
  'samePair',
  'activePastEnd',
  'keepsTimingOut',
  'approvedInSeconds',
] as const
export type UsageAlert = (typeof USAGE_ALERTS)[number]

export const SEVERITIES = ['high', 'medium', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]

/** What differs from a person's own history. */
export const ODDITIES = ['role', 'hour', 'weekend', 'duration', 'burst'] as const
export type Oddity = (typeof ODDITIES)[number]

export const ALERT_STATES = ['open', 'acknowledged', 'snoozed', 'remedied', 'resolved', 'repeated'] as const
export type AlertState = (typeof ALERT_STATES)[number]

/** One person and role or group of an alert's evidence. */
export interface IncidentView {
  readonly person: PersonView | null
  readonly activatable: ActivatableView | null
  readonly at: Instant | null
  readonly requestId: RequestId | null
}

/** A usage alert in its newest state: one card for as long as it lives. */
export interface UsageAlertCardView {
  readonly card: 'usageAlert'
  readonly alert: UsageAlert
  /** Opaque; buttons carry it in place of a request's id. */
  readonly alertId: RequestId
  /** The state that buttons carry: of an older one they do nothing. */
  readonly version: number
  readonly severity: Severity
  readonly state: AlertState
  readonly raisedAt: Instant
  /** Who handled it and when; null while nobody did. */
  readonly handled: { readonly by: PersonView; readonly at: Instant; readonly until: Instant | null } | null
  /** Names and values the wording of this alert uses. */
  readonly params: JsonObject
  readonly oddities: readonly Oddity[]
  readonly incidents: readonly IncidentView[]
  /** How many incidents the directory's own alert of the same kind has; null where it has none active. */
  readonly directory: number | null
  /** A command that shows more, such as who holds the role. */
  readonly look: string | null
  readonly actions: readonly Verb[]
}

/** What schedules tell, and what `review` answers. */
export const WATCH_REPORTS = ['digest', 'quiet', 'downtime', 'assignmentsEnding', 'review'] as const
export type WatchReport = (typeof WATCH_REPORTS)[number]

/** Parts of a report, each with its heading and the next step it suggests. */
export const WATCH_SECTIONS = [
  'roles',
  'standing',
  'unused',
  'stale',
  'unlicensed',
  'tooStrict',
  'tooLoose',
  'withoutProof',
  'ending',
  'outside',
  'notKnown',
] as const
export type WatchSection = (typeof WATCH_SECTIONS)[number]

/** What a row of a report says beside whom and what. */
export const WATCH_NOTES = [
  'activations',
  'heldSince',
  'lastUsed',
  'neverUsed',
  'timedOut',
  'quick',
  'endsAt',
  'lastSignIn',
  'neverSignedIn',
  'disabled',
  'lastSignInNotKnown',
  'licenceNotKnown',
  'settingsNotKnown',
  'ownAlertsNotKnown',
] as const
export type WatchNote = (typeof WATCH_NOTES)[number]

export interface WatchRowView {
  readonly person: PersonView | null
  readonly activatable: ActivatableView | null
  readonly note: WatchNote | null
  readonly params: JsonObject
}

/** What was, what is standing, what could be better: told by a schedule, or asked for. It stays as it was sent. */
export interface WatchReportCardView {
  readonly card: 'watchReport'
  readonly report: WatchReport
  readonly params: JsonObject
  readonly sections: readonly {
    readonly section: WatchSection
    readonly rows: readonly WatchRowView[]
    /** How many there are; `rows` may be fewer. */
    readonly count: number
  }[]
}
