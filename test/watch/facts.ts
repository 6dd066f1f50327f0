import type { Activatable } from '../../bot/domain/activatable.ts'
import type { ActivationFact, WatchFacts } from '../../bot/domain/alerts/facts.ts'
import type { Finding } from '../../bot/domain/alerts/finding.ts'
import { ALERT_RULES } from '../../bot/domain/alerts/rules.ts'
import { DEFAULT_ALERT_SETTINGS } from '../../bot/domain/alerts/settings.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import { DAY, durationFromMs, durationToMs, HOUR, MINUTE, SECOND } from '../../bot/domain/duration.ts'
import type { ActiveAssignment, EligibleAssignment } from '../../bot/domain/person.ts'
import type { RoleSettings } from '../../bot/domain/role-settings.ts'
import type { UsageAlert } from '../../bot/domain/views/watch-view.ts'

/** Monday 23 November 2026, 10:00 in Toronto. */
export const NOW = Date.UTC(2026, 10, 23, 15, 0)
export const daysAgo = (days: number, hours = 0): number => NOW - days * DAY + hours * HOUR

export function role(name = 'Exchange Administrator'): Activatable {
  const known = findRoleByExactName(name)
  if (!known) throw new Error(`no role ${name}`)
  return { kind: 'role', roleDefinitionId: known.id, scope: '/' }
}

export const plainSettings: RoleSettings = {
  maximumDuration: durationFromMs(8 * HOUR),
  defaultDuration: durationFromMs(HOUR),
  require: ['mfa', 'justificationOrTicket'],
  approval: null,
  approverStepUp: false,
}

/** Facts of a quiet organisation, changed as told. */
export function factsWith(changes: Partial<WatchFacts> = {}): WatchFacts {
  return {
    now: NOW,
    since: daysAgo(1),
    historySince: daysAgo(200),
    timeZone: 'America/Toronto',
    activations: [],
    eligible: [],
    active: [],
    firstSeen: new Map(),
    baselineAt: daysAgo(200),
    people: new Map(),
    lastSignIn: new Map(),
    licence: null,
    unlicensed: [],
    notKnown: [],
    emergencyAccounts: ['breakglass-1'],
    emergencyUses: [],
    settingsOf: () => plainSettings,
    tierOf: () => 'workload',
    ...changes,
  }
}

let made = 0

/** An hour of Exchange Administrator for Adele, asked for at that time, approved by Alex five minutes later. */
export function activation(submittedAt: number, changes: Partial<ActivationFact> = {}): ActivationFact {
  made += 1
  const duration = changes.duration ?? durationFromMs(HOUR)
  const startedAt = changes.startedAt === undefined ? submittedAt + 6 * MINUTE : changes.startedAt
  const endsAt = startedAt === null ? null : startedAt + durationToMs(duration)
  return {
    id: `EL-${made}`,
    personId: 'adele',
    activatable: role(),
    status: 'expired',
    duration,
    ticket: null,
    submittedAt,
    askedAt: submittedAt + 10 * SECOND,
    startedAt,
    endsAt,
    endedAt: endsAt,
    approvals: [{ personId: 'alex', at: submittedAt + 5 * MINUTE }],
    origin: 'elevate',
    ...changes,
  }
}

export function approvedBy(personId: string, submittedAt: number, afterMs: number): Partial<ActivationFact> {
  return { askedAt: submittedAt, approvals: [{ personId, at: submittedAt + afterMs }] }
}

export function eligible(personId: string, name = 'Exchange Administrator'): EligibleAssignment {
  return { personId, activatable: role(name), endsAt: null }
}

export function held(changes: Partial<ActiveAssignment> = {}): ActiveAssignment {
  return {
    id: 'assignment-1',
    personId: 'pradeep',
    activatable: role(),
    via: 'assigned',
    startedAt: daysAgo(300),
    endsAt: null,
    key: null,
    ...changes,
  }
}

export function find(rule: UsageAlert, changes: Partial<WatchFacts>): readonly Finding[] {
  return ALERT_RULES[rule](factsWith(changes), DEFAULT_ALERT_SETTINGS)
}
