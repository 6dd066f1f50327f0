import { activatableKey } from '../activatable.ts'
import { DAY } from '../duration.ts'
import type { ActiveAssignment, EligibleAssignment } from '../person.ts'
import type { PersonId } from '../values.ts'
import { assignmentKey, type WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import type { AlertSettings } from './settings.ts'

type Held = EligibleAssignment | ActiveAssignment

/** Accounts with roles that are disabled, or have not signed in for that long. One alert for all of them. */
export function staleAccount(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const { afterMs } = settings.staleAccount
  const stale = staleHolders(facts, afterMs)
  if (!stale.length) return []
  return [
    finding({
      rule: 'staleAccount',
      key: 'all',
      weight: stale.length,
      params: { count: stale.length, days: Math.round(afterMs / DAY) },
      incidents: stale.map(({ personId, activatable }) =>
        incident({ personId, activatable, at: facts.lastSignIn.get(personId) ?? null }),
      ),
    }),
  ]
}

/** One assignment of each such person. Accounts kept for emergencies are meant to rest. */
export function staleHolders(facts: WatchFacts, afterMs: number): readonly Held[] {
  const standing = facts.active.filter(({ via }) => via === 'assigned')
  const held = [
    ...facts.eligible.map((each) => withKey('eligible', each)),
    ...standing.map((each) => withKey('standing', each)),
  ]
  const holders = new Map<PersonId, Held>()
  for (const { key, assignment } of held) {
    const { personId } = assignment
    if (facts.emergencyAccounts.includes(personId) || holders.has(personId)) continue
    if (isStale(facts, personId, key, afterMs)) holders.set(personId, assignment)
  }
  return [...holders.values()]
}

function withKey(state: 'eligible' | 'standing', assignment: Held) {
  return { key: assignmentKey(state, assignment.personId, activatableKey(assignment.activatable)), assignment }
}

/** Whoever never signed in is given as long from when the assignment was first seen: accounts are new once. */
function isStale(facts: WatchFacts, personId: PersonId, key: string, afterMs: number): boolean {
  if (facts.people.get(personId)?.enabled === false) return true
  const last = facts.lastSignIn.get(personId)
  const quietSince = last === null ? facts.firstSeen.get(key) : last
  return quietSince !== undefined && quietSince < facts.now - afterMs
}
