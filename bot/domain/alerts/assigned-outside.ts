import { activatableKey } from '../activatable.ts'
import type { ActiveAssignment } from '../person.ts'
import type { Instant } from '../values.ts'
import { assignmentKey, type WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'

/**
 * An assignment that was not there when watching began, standing or for a time: made by other means than an activation.
 * Accounts kept for emergencies hold theirs on purpose.
 */
export function assignedOutside(facts: WatchFacts): Finding[] {
  const { baselineAt, firstSeen, emergencyAccounts } = facts
  if (baselineAt === null) return []
  return facts.active.flatMap(({ id, personId, activatable, via, endsAt }) => {
    if (via !== 'assigned' || emergencyAccounts.includes(personId)) return []
    const seenAt = firstSeen.get(assignmentKey('standing', personId, activatableKey(activatable)))
    if (seenAt === undefined || seenAt <= baselineAt) return []
    return [assignedFinding({ id, personId, activatable, at: seenAt, endsAt })]
  })
}

/** `at`: when it was made, or first seen. */
export function assignedFinding(
  assignment: Pick<ActiveAssignment, 'id' | 'personId' | 'activatable' | 'endsAt'> & { readonly at: Instant },
): Finding {
  const { id, personId, activatable, at, endsAt } = assignment
  return finding({
    rule: 'assignedOutside',
    key: id,
    weight: 1,
    personId,
    activatable,
    params: { at, ...(endsAt !== null && { endsAt }) },
    incidents: [incident({ personId, activatable, at })],
  })
}
