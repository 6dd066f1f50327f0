import { dayOf } from '../calendar.ts'
import type { ActivationFact, WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import { groupBy } from './group-by.ts'
import { type Odd, odditiesOf } from './oddities.ts'
import type { AlertSettings } from './settings.ts'

/** One striking oddity, or two that are worth a look together. */
const ENOUGH = 2

interface Unusual {
  readonly activation: ActivationFact
  readonly odd: Odd
}

/**
 * An activation unlike the person's own earlier ones. Quiet until there is enough history: what is usual for somebody
 * new is not known. One alert a person and day.
 */
export function unusualActivation(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const started = facts.activations.filter(({ startedAt, origin }) => startedAt !== null && origin === 'elevate')
  return [...groupBy(started, ({ personId }) => personId).values()].flatMap((own) => {
    const unusual = own.flatMap((activation, index): Unusual[] => {
      if (activation.submittedAt < facts.since || index < settings.unusualActivation.history) return []
      const odd = odditiesOf(activation, own.slice(0, index), facts.timeZone)
      const total = [...odd.values()].reduce((sum: number, level) => sum + level, 0)
      return total >= ENOUGH ? [{ activation, odd }] : []
    })
    const days = groupBy(unusual, ({ activation }) => dayOf(activation.submittedAt, facts.timeZone))
    return [...days].map(([day, found]) => toFinding(day, found))
  })
}

function toFinding(day: string, found: readonly Unusual[]): Finding {
  const [first] = found as [Unusual]
  const { personId, activatable, submittedAt, duration } = first.activation
  return finding({
    rule: 'unusualActivation',
    key: `${personId}:${day}`,
    weight: found.length,
    personId,
    activatable,
    params: { at: submittedAt, duration, count: found.length },
    oddities: [...new Set(found.flatMap(({ odd }) => [...odd.keys()]))],
    incidents: found.map(({ activation: { id, startedAt, activatable } }) =>
      incident({ personId, activatable, at: startedAt, requestId: id }),
    ),
  })
}
