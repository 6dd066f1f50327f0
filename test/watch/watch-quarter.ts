import { activatableKey } from '../../bot/domain/activatable.ts'
import {
  type ActivationFact,
  assignmentKey,
  type EmergencyUse,
  type WatchFacts,
} from '../../bot/domain/alerts/facts.ts'
import { type AlertPlan, planAlerts } from '../../bot/domain/alerts/plan-alerts.ts'
import type { AlertRecord } from '../../bot/domain/alerts/record.ts'
import { findAll } from '../../bot/domain/alerts/rules.ts'
import { DEFAULT_ALERT_SETTINGS, HISTORY_WINDOW } from '../../bot/domain/alerts/settings.ts'
import { tierOf } from '../../bot/domain/catalogue/catalogue.ts'
import { HOUR } from '../../bot/domain/duration.ts'
import { followEvent } from '../../bot/domain/history/follow-event.ts'
import type { RequestRecord } from '../../bot/domain/history/request-record.ts'
import { settingsFor } from '../../bot/domain/role-settings.ts'
import { USAGE_ALERTS } from '../../bot/domain/views/watch-view.ts'
import { activationFact } from '../../bot/use-cases/watch/activations-in.ts'
import { outsideFact } from '../../bot/use-cases/watch/watch-input.ts'
import type { Quarter } from '../quarter/types.ts'

/** An alert that would have been told, and when. */
export interface Raised {
  readonly record: AlertRecord
  readonly at: number
}

/** Watches over a quarter as it would have been watched, one scan every so often; nobody handles anything. */
export function watchQuarter(quarter: Quarter, everyMs = 12 * HOUR): readonly Raised[] {
  const records = new Map<string, RequestRecord>()
  const firstSeen = new Map<string, number>()
  const uses: EmergencyUse[] = []
  const outside: ActivationFact[] = []
  const raised: Raised[] = []
  let known = new Map<string, AlertRecord>()
  let next = 0
  for (let now = quarter.from + everyMs; now <= quarter.to; now += everyMs) {
    for (; next < quarter.events.length && (quarter.events[next]?.at ?? now) <= now; next += 1) {
      const draft = quarter.events[next]
      if (!draft) break
      const { requestId, actor, at, type } = draft
      if (requestId !== null) {
        const record = followEvent(records.get(requestId) ?? null, { ...draft, seq: next + 1 })
        if (record) records.set(requestId, record)
      } else if (type === 'assignmentFoundOutside') {
        outside.push(...[outsideFact(draft) ?? []].flat())
      } else if (actor.kind === 'person' && quarter.organisation.emergencyAccounts.includes(actor.personId)) {
        if (type.endsWith('Refused')) uses.push({ personId: actor.personId, at, what: 'attempt' })
      }
    }
    const facts = factsAt(quarter, now, now - everyMs - HOUR, [...records.values()], firstSeen, uses, outside)
    const settings = {
      ...DEFAULT_ALERT_SETTINGS,
      ticketReused: {
        ...DEFAULT_ALERT_SETTINGS.ticketReused,
        incidents: quarter.incidents.filter(({ from }) => from <= now).map(({ ticket }) => ticket),
      },
    }
    const plan: AlertPlan = planAlerts(
      known,
      findAll(facts, settings),
      USAGE_ALERTS,
      now,
      ({ rule, key }) => `${rule}:${key}`,
    )
    for (const record of plan.changed) {
      const before = known.get(record.id)
      if (record.state === 'open' && before?.occurrence !== record.occurrence) raised.push({ record, at: now })
      known = new Map(known).set(record.id, record)
    }
  }
  return raised.map(({ record, at }) => ({ record: known.get(record.id) ?? record, at }))
}

function factsAt(
  quarter: Quarter,
  now: number,
  since: number,
  records: readonly RequestRecord[],
  firstSeen: Map<string, number>,
  emergencyUses: readonly EmergencyUse[],
  outside: readonly ActivationFact[],
): WatchFacts {
  const { organisation, from } = quarter
  const { people, eligible, active, lastSignIn, isLicensed } = quarter.directoryAt(now)
  const standing = active.filter(({ via }) => via === 'assigned')
  const keys = [
    ...eligible.map((each) => assignmentKey('eligible', each.personId, activatableKey(each.activatable))),
    ...standing.map((each) => assignmentKey('standing', each.personId, activatableKey(each.activatable))),
  ]
  for (const key of keys) if (!firstSeen.has(key)) firstSeen.set(key, now)
  const first = Math.min(...firstSeen.values())
  return {
    now,
    since,
    historySince: from,
    timeZone: organisation.timeZone,
    activations: [
      ...records.filter((record) => record.submittedAt >= now - HISTORY_WINDOW).map((record) => activationFact(record)),
      ...outside.filter(({ submittedAt }) => submittedAt >= since),
    ],
    eligible,
    active,
    firstSeen,
    baselineAt: first === now ? null : first,
    people: new Map(people.map((person) => [person.id, person])),
    lastSignIn,
    licence: isLicensed ? 'valid' : 'missing',
    unlicensed: [],
    notKnown: [],
    emergencyAccounts: organisation.emergencyAccounts,
    emergencyUses,
    settingsOf: (activatable) =>
      settingsFor(activatable, tierOf(activatable, organisation.tiers), organisation.roleSettings),
    tierOf: (activatable) => tierOf(activatable, organisation.tiers),
  }
}
