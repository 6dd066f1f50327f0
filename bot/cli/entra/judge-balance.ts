import { tierOf } from '../../domain/catalogue/catalogue.ts'
import { durationToMs, HOUR } from '../../domain/duration.ts'
import { settingsFor, type Tier } from '../../domain/role-settings.ts'
import { type Finding, warning } from './finding.ts'
import type { Judged } from './judge-roles.ts'
import { nameOf } from './name-of.ts'

/** What each tier is meant to allow at most. */
const LONGEST: { readonly [tier in Tier]: number } = {
  critical: HOUR,
  investigation: HOUR,
  workload: 2 * HOUR,
  operations: 8 * HOUR,
}

/** Too loose where much is at stake, too strict where little is; and what is held without end. */
export function judgeBalance({ facts, organisation, activatables }: Judged): readonly Finding[] {
  const settings = activatables.flatMap((what): Finding[] => {
    const tier = tierOf(what, organisation.tiers)
    const found = settingsFor(what, tier, organisation.roleSettings)
    if (!found) return []
    const name = `${nameOf(what)} (${tier})`
    return [
      ...(tier === 'critical' && !found.approval ? [warning(`${name}: nobody approves it. Add approval.`)] : []),
      ...(tier === 'operations' && (found.approval?.required ?? 0) >= 2
        ? [
            warning(
              `${name}: ${found.approval?.required} approvals for everyday work make people ask for standing access. Ask for one or none.`,
            ),
          ]
        : []),
      ...(durationToMs(found.maximumDuration) > LONGEST[tier]
        ? [warning(`${name}: ${found.maximumDuration} is longer than this tier should be active for.`)]
        : []),
    ]
  })
  return [...settings, ...standing(facts, organisation)]
}

function standing(facts: Judged['facts'], { tiers, emergencyAccounts }: Judged['organisation']): Finding[] {
  const held = (facts.active ?? []).filter(
    ({ endsAt, activatable, personId }) =>
      endsAt === null && tierOf(activatable, tiers) === 'critical' && !emergencyAccounts.includes(personId),
  )
  return held.map(({ personId, activatable }) =>
    warning(`${nameOf(activatable)}: ${personId} holds it without end. Make the assignment eligible.`),
  )
}
