import { DAY } from '../duration.ts'
import type { EmergencyUse, WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import { groupBy } from './group-by.ts'

/** Directories tell of a sign-in hours later; told twice it is still one alert. */
const SIGN_IN_SHOWN = 2 * DAY

/** An account kept for emergencies did anything at all: one alert an account and day. */
export function emergencyUsed(facts: WatchFacts): Finding[] {
  const uses = allUses(facts).filter(
    ({ at, what }) => at >= (what === 'signIn' ? facts.now - SIGN_IN_SHOWN : facts.since),
  )
  const groups = groupBy(uses, dayKey)
  return [...groups.values()].map((group) => emergencyFinding(group as [EmergencyUse]))
}

/** Uses of one account on one day, oldest first. */
export function emergencyFinding(group: readonly [EmergencyUse, ...EmergencyUse[]]): Finding {
  const [first] = group
  const { personId } = first
  const what = group.some((use) => use.what === 'activation') ? 'activation' : first.what
  return finding({
    rule: 'emergencyUsed',
    key: dayKey(first),
    weight: group.length,
    personId,
    params: { at: first.at, count: group.length, what },
    incidents: group.map(({ at }) => incident({ personId, at })),
  })
}

function dayKey({ personId, at }: EmergencyUse): string {
  return `${personId}:${Math.floor(at / DAY)}`
}

function allUses(facts: WatchFacts): readonly EmergencyUse[] {
  const activated = [...facts.activations, ...facts.active.filter(({ via }) => via === 'activated')]
  const ours = activated.flatMap(({ personId, startedAt }): EmergencyUse[] =>
    startedAt !== null && facts.emergencyAccounts.includes(personId)
      ? [{ personId, at: startedAt, what: 'activation' }]
      : [],
  )
  const unique = new Map([...facts.emergencyUses, ...ours].map((use) => [`${use.personId}:${use.at}`, use]))
  return [...unique.values()].sort((a, b) => a.at - b.at)
}
