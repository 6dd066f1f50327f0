import type { ActivationFact, WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import { distinct, groupBy } from './group-by.ts'
import type { AlertSettings } from './settings.ts'

/** One ticket behind many activations, or many people's: it has become a password. Declared incidents are exempt. */
export function ticketReused(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const { activations, people, withinMs, incidents } = settings.ticketReused
  const exempt = new Set(incidents.map(nameOf))
  const recent = facts.activations.filter((each) => each.startedAt !== null && each.submittedAt >= facts.now - withinMs)
  const groups = groupBy(
    recent.filter(({ ticket }) => ticket !== null && !exempt.has(nameOf(ticket))),
    ({ ticket }) => nameOf(ticket ?? ''),
  )
  return [...groups].flatMap(([key, group]) => {
    const who = distinct(group.map(({ personId }) => personId))
    if (group.length < activations && who.length < people) return []
    return [toFinding(key, group, who.length)]
  })
}

function toFinding(key: string, group: readonly ActivationFact[], people: number): Finding {
  return finding({
    rule: 'ticketReused',
    key,
    weight: group.length,
    ticket: group[0]?.ticket ?? null,
    personId: people === 1 ? (group[0]?.personId ?? null) : null,
    params: { count: group.length, people },
    incidents: group.map(({ id, personId, activatable, startedAt }) =>
      incident({ personId, activatable, at: startedAt, requestId: id }),
    ),
  })
}

function nameOf(ticket: string): string {
  return ticket.toUpperCase().replace(/[^A-Z0-9]/g, '')
}
