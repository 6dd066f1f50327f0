import type { ActivationFact, WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import type { AlertSettings } from './settings.ts'

/** Still shown by the directory well after its end. Short lateness is told with the activation itself. */
export function activePastEnd(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const late = facts.activations.filter((each) => isLate(facts, each, settings.activePastEnd.afterMs))
  return late.map(({ id, personId, activatable, endsAt }) =>
    finding({
      rule: 'activePastEnd',
      key: id,
      weight: 1,
      personId,
      activatable,
      params: { ...(endsAt !== null && { endsAt }) },
      incidents: [incident({ personId, activatable, at: endsAt, requestId: id })],
    }),
  )
}

function isLate(facts: WatchFacts, { endsAt, endedAt, startedAt, origin }: ActivationFact, afterMs: number): boolean {
  if (startedAt === null || endsAt === null || origin === 'outside') return false
  if (endedAt === null) return facts.now - endsAt >= afterMs
  return endedAt >= facts.since && endedAt - endsAt >= afterMs
}
