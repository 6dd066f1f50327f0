import { activatableKey } from '../activatable.ts'
import { assignmentKey, type WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'

/**
 * A standing assignment that was not there when watching began: made by other means than an activation. Accounts kept
 * for emergencies hold theirs on purpose.
 */
export function assignedOutside(facts: WatchFacts): Finding[] {
  const { baselineAt, firstSeen, emergencyAccounts } = facts
  if (baselineAt === null) return []
  return facts.active.flatMap(({ personId, activatable, via, endsAt }) => {
    if (via !== 'assigned' || endsAt !== null || emergencyAccounts.includes(personId)) return []
    const key = activatableKey(activatable)
    const seenAt = firstSeen.get(assignmentKey('standing', personId, key))
    if (seenAt === undefined || seenAt <= baselineAt) return []
    const incidents = [incident({ personId, activatable, at: seenAt })]
    const params = { at: seenAt }
    return [
      finding({
        rule: 'assignedOutside',
        key: `${personId}:${key}:${seenAt}`,
        weight: 1,
        personId,
        activatable,
        params,
        incidents,
      }),
    ]
  })
}
