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
  /** A command that shows more, such as who holds the role. */
  readonly look: string | null
  readonly actions: readonly Verb[]
}
