import { type Activatable, activatableKey } from '../activatable.ts'
import { MOST_POWERFUL_ROLE } from '../catalogue/catalogue.ts'
import type { PersonId } from '../values.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import type { AlertSettings } from './settings.ts'

interface Held {
  readonly personId: PersonId
  readonly activatable: Activatable
}

/** Too many people hold, or may activate, the most powerful role: in number and as a share of all assignments (PIM: both). */
export function tooManyAdministrators(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const standing: readonly Held[] = facts.active.filter(({ via }) => via === 'assigned')
  const unique = new Map<string, Held>()
  for (const { personId, activatable } of [...standing, ...facts.eligible]) {
    unique.set(`${personId}:${activatableKey(activatable)}`, { personId, activatable })
  }
  const all = [...unique.values()]
  const powerful = all.filter(({ activatable }) => isMostPowerful(activatable))
  const holders = [...new Map(powerful.map((held) => [held.personId, held])).values()]
  const { count, share } = settings.tooManyAdministrators
  if (holders.length < count || powerful.length < share * all.length) return []
  const [{ activatable }] = holders as [Held]
  return [
    finding({
      rule: 'tooManyAdministrators',
      key: 'all',
      weight: holders.length,
      activatable,
      params: { count: holders.length, percent: Math.round((100 * powerful.length) / all.length) },
      incidents: holders.map((held) => incident(held)),
    }),
  ]
}

function isMostPowerful(activatable: Activatable): boolean {
  return activatable.kind === 'role' && activatable.roleDefinitionId === MOST_POWERFUL_ROLE
}
