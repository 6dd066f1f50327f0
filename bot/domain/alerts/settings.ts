import { DAY, HOUR, MINUTE, SECOND } from '../duration.ts'
import type { Severity, UsageAlert } from '../views/watch-view.ts'
import type { Finding } from './finding.ts'

/** Severities of PIM's seven as Graph's alert definitions have them. */
const SEVERITY: { readonly [rule in UsageAlert]: Severity } = {
  assignedOutside: 'high',
  activatedTooOften: 'medium',
  tooManyAdministrators: 'low',
  mfaNotRequired: 'medium',
  eligibleUnused: 'low',
  staleAccount: 'medium',
  licenceMissing: 'high',
  wentRound: 'high',
  emergencyUsed: 'high',
  unusualActivation: 'medium',
  ticketReused: 'medium',
  hastyApprover: 'medium',
  samePair: 'medium',
  activePastEnd: 'high',
  keepsTimingOut: 'low',
  approvedInSeconds: 'low',
}

/** People without a licence of their own are a matter of order; a directory without one is not. */
export function severityOf(
  { rule, incidents }: Pick<Finding, 'rule' | 'incidents'>,
  { severity }: Pick<AlertSettings, 'severity'>,
): Severity {
  return severity[rule] ?? (rule === 'licenceMissing' && incidents.length ? 'low' : SEVERITY[rule])
}

/** `count` activations, each less than `intervalMs` after the one before it: PIM's two thresholds. */
export interface Sequence {
  readonly count: number
  readonly intervalMs: number
}

/** Thresholds of the rules. Lengths of time in milliseconds, shares from 0 to 1. */
export interface AlertSettings {
  /** Rules that are switched off. */
  readonly off: readonly UsageAlert[]
  /** Where the organisation weighs a rule otherwise. */
  readonly severity: { readonly [rule in UsageAlert]?: Severity }
  readonly activatedTooOften: { readonly sequences: readonly Sequence[] }
  /** As in PIM both have to be met. */
  readonly tooManyAdministrators: { readonly count: number; readonly share: number }
  readonly eligibleUnused: { readonly afterMs: number }
  readonly staleAccount: { readonly afterMs: number }
  readonly unusualActivation: { readonly history: number }
  readonly ticketReused: {
    readonly activations: number
    readonly people: number
    readonly withinMs: number
    /** Tickets of declared incidents: many activations are what they are for. */
    readonly incidents: readonly string[]
  }
  readonly hastyApprover: { readonly withinMs: number; readonly decisions: number; readonly share: number }
  readonly samePair: { readonly approvals: number; readonly likelihood: number }
  readonly activePastEnd: { readonly afterMs: number }
  readonly keepsTimingOut: { readonly requests: number; readonly share: number }
  readonly approvedInSeconds: { readonly withinMs: number; readonly requests: number; readonly share: number }
}

/**
 * Days and shares are PIM's where PIM has them. PIM's own *activated too often* (three within ten seconds of each other)
 * finds scripts only, so longer sequences stand beside it.
 */
export const DEFAULT_ALERT_SETTINGS: AlertSettings = {
  off: [],
  severity: {},
  activatedTooOften: {
    sequences: [
      { count: 3, intervalMs: 10 * MINUTE },
      { count: 4, intervalMs: 30 * MINUTE },
      { count: 8, intervalMs: 2 * HOUR },
    ],
  },
  tooManyAdministrators: { count: 3, share: 0.1 },
  eligibleUnused: { afterMs: 30 * DAY },
  staleAccount: { afterMs: 30 * DAY },
  unusualActivation: { history: 12 },
  ticketReused: { activations: 6, people: 4, withinMs: 30 * DAY, incidents: [] },
  hastyApprover: { withinMs: 10 * SECOND, decisions: 6, share: 0.3 },
  samePair: { approvals: 8, likelihood: 1e-6 },
  activePastEnd: { afterMs: 10 * MINUTE },
  keepsTimingOut: { requests: 8, share: 0.4 },
  approvedInSeconds: { withinMs: 30 * SECOND, requests: 12, share: 0.95 },
}

/** How far back rules about habits look. */
export const HABIT_WINDOW = 30 * DAY
/** How far back a person's own history and pairs are looked at. */
export const HISTORY_WINDOW = 90 * DAY
