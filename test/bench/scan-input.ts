import { activatableKey } from '../../bot/domain/activatable.ts'
import type { WatchInput } from '../../bot/domain/alerts/watch-input.ts'
import { HOUR } from '../../bot/domain/duration.ts'
import type { Instant } from '../../bot/domain/values.ts'
import { holding, ORGANISATION, ROLES } from './organisation.ts'

/** What a scan of the alerts knows beside the history: everybody is eligible for every role, and nothing is amiss. */
export function scanInput(people: number, now: Instant): WatchInput {
  const eligible = Array.from({ length: people * ROLES.length }, (_, index) => holding(index, people))
  const [entry] = ORGANISATION.roleSettings
  return {
    now,
    since: now - HOUR,
    historySince: 0,
    timeZone: ORGANISATION.timeZone,
    outside: [],
    eligible: eligible.map(({ personId, activatable }) => ({ personId, activatable, endsAt: null })),
    active: [],
    firstSeen: new Map(),
    baselineAt: 0,
    people: new Map(),
    lastSignIn: new Map(),
    licence: null,
    unlicensed: [],
    notKnown: [],
    emergencyAccounts: [],
    emergencyUses: [],
    settings: new Map(eligible.map(({ activatable }) => [activatableKey(activatable), entry?.settings ?? null])),
    tiers: ORGANISATION.tiers,
  }
}
