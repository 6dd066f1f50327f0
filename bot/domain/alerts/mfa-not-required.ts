import { type Activatable, activatableKey } from '../activatable.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'

/** Roles of weight that somebody may activate without proving who they are. */
export function mfaNotRequired(facts: WatchFacts): Finding[] {
  const offered = new Map<string, Activatable>()
  for (const { activatable } of facts.eligible) offered.set(subjectOf(activatable), activatable)
  const lax = [...offered.values()].filter((activatable) => isLax(facts, activatable))
  if (!lax.length) return []
  return [
    finding({
      rule: 'mfaNotRequired',
      key: 'all',
      weight: lax.length,
      activatable: lax.length === 1 ? (lax[0] ?? null) : null,
      params: { count: lax.length },
      incidents: lax.map((activatable) => incident({ activatable })),
    }),
  ]
}

function isLax({ tierOf, settingsOf }: WatchFacts, activatable: Activatable): boolean {
  const tier = tierOf(activatable)
  if (tier !== 'critical' && tier !== 'investigation') return false
  const settings = settingsOf(activatable)
  return settings !== null && !settings.require.includes('mfa')
}

/** Settings are the same in every scope. */
function subjectOf(activatable: Activatable): string {
  return activatable.kind === 'role' ? activatable.roleDefinitionId : activatableKey(activatable)
}
