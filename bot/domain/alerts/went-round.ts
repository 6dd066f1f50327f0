import type { Activatable } from '../activatable.ts'
import type { Instant, PersonId } from '../values.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'

/** An activation that did not go through Elevate. */
export interface Outside {
  /** The directory's id of the assignment. */
  readonly id: string
  readonly personId: PersonId
  readonly activatable: Activatable
  readonly startedAt: Instant
  readonly endsAt: Instant | null
}

/** Activations that did not go through Elevate: what the directory shows now, and what it has shown since the last scan. */
export function wentRound(facts: WatchFacts): Finding[] {
  const seen: readonly Outside[] = facts.active.filter(({ via, key }) => via === 'activated' && key === null)
  const told = facts.activations.filter(({ origin }) => origin === 'outside')
  const past = told.flatMap((each): Outside[] =>
    each.startedAt === null || each.submittedAt < facts.since ? [] : [{ ...each, startedAt: each.startedAt }],
  )
  const found = new Map<string, Finding>()
  for (const outside of [...seen, ...past]) {
    if (facts.emergencyAccounts.includes(outside.personId)) continue
    const made = wentRoundFinding(outside)
    if (!found.has(made.key)) found.set(made.key, made)
  }
  return [...found.values()]
}

export function wentRoundFinding({ id, personId, activatable, startedAt, endsAt }: Outside): Finding {
  // 0: the directory does not say.
  const at = startedAt || null
  return finding({
    rule: 'wentRound',
    key: id,
    weight: 1,
    personId,
    activatable,
    params: { ...(at !== null && { at }), ...(endsAt !== null && { endsAt }) },
    incidents: [incident({ personId, activatable, at })],
  })
}
