import { activatableKey } from '../activatable.ts'
import { MOST_POWERFUL_ROLE } from '../catalogue/catalogue.ts'
import type { ActiveAssignment } from '../person.ts'
import { TIERS } from '../role-settings.ts'
import type { WatchFacts } from './facts.ts'

/**
 * Active assignments without an end, the most powerful first: a list that is cut shows what to begin with. Accounts kept
 * for emergencies stay as they are, and are left out.
 */
export function standingAssignments(facts: WatchFacts): readonly ActiveAssignment[] {
  const standing = facts.active.filter(({ via, endsAt }) => via === 'assigned' && endsAt === null)
  return standing
    .filter(({ personId }) => !facts.emergencyAccounts.includes(personId))
    .map((held) => ({ held, order: orderOf(facts, held), key: `${activatableKey(held.activatable)} ${held.personId}` }))
    .sort((a, b) => a.order - b.order || (a.key < b.key ? -1 : 1))
    .map(({ held }) => held)
}

function orderOf({ tierOf }: WatchFacts, { activatable }: ActiveAssignment): number {
  if (activatable.kind === 'role' && activatable.roleDefinitionId === MOST_POWERFUL_ROLE) return -1
  return TIERS.indexOf(tierOf(activatable))
}
