import { activatableKey } from '../activatable.ts'
import { durationFromMs } from '../duration.ts'
import type { ActivationFact, WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import { groupBy } from './group-by.ts'
import type { AlertSettings, Sequence } from './settings.ts'

type Started = ActivationFact & { readonly startedAt: number }

/** One person activated one role again and again, each time soon after the time before. */
export function activatedTooOften(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const started = facts.activations.filter((each): each is Started => each.startedAt !== null)
  const groups = groupBy(started, ({ personId, activatable }) => `${personId}:${activatableKey(activatable)}`)
  return [...groups.values()].flatMap((group) => {
    const ordered = [...group].sort((a, b) => a.startedAt - b.startedAt)
    const newest = ordered.at(-1)
    if (!newest || newest.startedAt < facts.since) return []
    const found = settings.activatedTooOften.sequences.map((sequence) => lastSequence(ordered, sequence))
    const longest = found.reduce((a, b) => (b.length > a.length ? b : a), [])
    return longest.length ? [toFinding(longest)] : []
  })
}

/** The sequence that the newest activation belongs to, or nothing where it is too short. */
function lastSequence(ordered: readonly Started[], { count, intervalMs }: Sequence): readonly Started[] {
  let from = ordered.length - 1
  while (from > 0 && gap(ordered, from) < intervalMs) from -= 1
  const sequence = ordered.slice(from)
  return sequence.length >= count ? sequence : []
}

function gap(ordered: readonly Started[], index: number): number {
  return (ordered[index]?.startedAt ?? 0) - (ordered[index - 1]?.startedAt ?? Number.NEGATIVE_INFINITY)
}

function toFinding(sequence: readonly Started[]): Finding {
  const [first, last] = [sequence[0], sequence.at(-1)] as [Started, Started]
  const { personId, activatable } = first
  return finding({
    rule: 'activatedTooOften',
    key: `${personId}:${activatableKey(activatable)}:${first.startedAt}`,
    weight: sequence.length,
    personId,
    activatable,
    params: { count: sequence.length, span: durationFromMs(Math.max(1000, last.startedAt - first.startedAt)) },
    incidents: sequence.map(({ id, startedAt }) => incident({ personId, activatable, at: startedAt, requestId: id })),
  })
}
