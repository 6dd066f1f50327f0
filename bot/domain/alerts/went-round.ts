import { type Activatable, activatableKey } from '../activatable.ts'
import type { Instant, PersonId } from '../values.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'

interface Outside {
  readonly personId: PersonId
  readonly activatable: Activatable
  readonly startedAt: Instant
  readonly endsAt: Instant | null
}

/**
 * Activations that did not go through Elevate: what the directory shows now, and what its history told. By start to the
 * minute, so that both ways of learning of one give one alert.
 */
export function wentRound(facts: WatchFacts): Finding[] {
  const seen: readonly Outside[] = facts.active.filter(({ via, key }) => via === 'activated' && key === null)
  const told = facts.activations.filter(({ origin }) => origin === 'outside')
  const past = told.flatMap((each): Outside[] =>
    each.startedAt === null || each.submittedAt < facts.since ? [] : [{ ...each, startedAt: each.startedAt }],
  )
  const found = new Map<string, Finding>()
  for (const outside of [...seen, ...past]) {
    if (facts.emergencyAccounts.includes(outside.personId)) continue
    const made = toFinding(outside)
    if (!found.has(made.key)) found.set(made.key, made)
  }
  return [...found.values()]
}

function toFinding({ personId, activatable, startedAt, endsAt }: Outside): Finding {
  return finding({
    rule: 'wentRound',
    key: `${personId}:${activatableKey(activatable)}:${Math.floor(startedAt / 60_000)}`,
    weight: 1,
    personId,
    activatable,
    params: { at: startedAt, ...(endsAt !== null && { endsAt }) },
    incidents: [incident({ personId, activatable, at: startedAt })],
  })
}
