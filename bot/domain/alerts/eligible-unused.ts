import { activatableKey } from '../activatable.ts'
import { DAY } from '../duration.ts'
import type { EligibleAssignment } from '../person.ts'
import type { Instant } from '../values.ts'
import { assignmentKey, type WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import type { AlertSettings } from './settings.ts'

export interface Unused extends EligibleAssignment {
  /** Null: never, as far as is known. */
  readonly lastAt: Instant | null
}

/** Eligible assignments that nobody used for longer than that, and that have been there all the while. */
export function unusedAssignments(facts: WatchFacts, afterMs: number): readonly Unused[] {
  const last = new Map<string, Instant>()
  for (const { personId, activatable, startedAt } of facts.activations) {
    if (startedAt === null) continue
    const key = `${personId}:${activatableKey(activatable)}`
    last.set(key, Math.max(startedAt, last.get(key) ?? 0))
  }
  const before = facts.now - afterMs
  if (facts.historySince > before) return []
  return facts.eligible.flatMap((assignment) => {
    const { personId, activatable } = assignment
    const key = activatableKey(activatable)
    const lastAt = last.get(`${personId}:${key}`) ?? null
    const seenAt = facts.firstSeen.get(assignmentKey('eligible', personId, key))
    const isOld = seenAt !== undefined && seenAt <= before
    const isReserve = facts.emergencyAccounts.includes(personId)
    return isOld && !isReserve && (lastAt === null || lastAt <= before) ? [{ ...assignment, lastAt }] : []
  })
}

/** One alert for all of them: each is worth removing, none is worth a message of its own. */
export function eligibleUnused(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const { afterMs } = settings.eligibleUnused
  const unused = unusedAssignments(facts, afterMs)
  if (!unused.length) return []
  return [
    finding({
      rule: 'eligibleUnused',
      key: 'all',
      weight: unused.length,
      params: { count: unused.length, days: Math.round(afterMs / DAY) },
      incidents: unused.map(({ personId, activatable, lastAt }) => incident({ personId, activatable, at: lastAt })),
    }),
  ]
}
