import { DAY } from '../duration.ts'
import type { PersonId } from '../values.ts'
import { type Decision, decisionsSince } from './decisions.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import { groupBy } from './group-by.ts'
import { type AlertSettings, HISTORY_WINDOW } from './settings.ts'
import { binomialTail } from './statistics.ts'

/**
 * One approver decides for one requester far more often than for others who ask for the same. The statistic: the chance
 * of at least so many of the requester's approvals falling to this approver, if each fell to them as often as those of
 * everybody else asking for the same roles do (binomial tail, one pseudo-approval by somebody else and one by them).
 */
export function samePair(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const decisions = decisionsSince(facts, facts.now - HISTORY_WINDOW)
  const counts = countsOf(decisions)
  return [...groupBy(decisions, ({ requesterId }) => requesterId).values()].flatMap((own) =>
    [...groupBy(own, ({ approverId }) => approverId).values()].flatMap((together) =>
      isRemarkable(own, together, counts, settings) ? [toFinding(own, together)] : [],
    ),
  )
}

/** How many approvals there are of a subject, and how many of them by an approver. */
interface Counts {
  readonly of: (subject: string) => number
  readonly by: (subject: string, approverId: PersonId) => number
}

function countsOf(decisions: readonly Decision[]): Counts {
  const subjects = new Map<string, { total: number; readonly by: Map<PersonId, number> }>()
  for (const { subject, approverId } of decisions) {
    const one = subjects.get(subject) ?? { total: 0, by: new Map<PersonId, number>() }
    subjects.set(subject, one)
    one.total += 1
    one.by.set(approverId, (one.by.get(approverId) ?? 0) + 1)
  }
  return {
    of: (subject) => subjects.get(subject)?.total ?? 0,
    by: (subject, approverId) => subjects.get(subject)?.by.get(approverId) ?? 0,
  }
}

/** Everybody else's approvals are all there are without the requester's: counted once, not for each pair. */
function isRemarkable(
  own: readonly Decision[],
  together: readonly Decision[],
  counts: Counts,
  { samePair: { approvals, likelihood } }: AlertSettings,
): boolean {
  if (together.length < approvals) return false
  const [{ approverId }] = together as [Decision]
  const subjects = [...new Set(own.map(({ subject }) => subject))]
  const total = (count: (subject: string) => number) => subjects.reduce((sum, subject) => sum + count(subject), 0)
  const others = total(counts.of) - own.length
  // With nobody else to compare with, nothing is remarkable.
  if (others < approvals) return false
  const theirs = total((subject) => counts.by(subject, approverId)) - together.length
  return binomialTail(together.length, own.length, (theirs + 1) / (others + 2)) <= likelihood
}

function toFinding(own: readonly Decision[], together: readonly Decision[]): Finding {
  const [{ approverId, requesterId }] = together as [Decision]
  return finding({
    rule: 'samePair',
    key: `${requesterId}:${approverId}`,
    weight: together.length,
    personId: requesterId,
    otherId: approverId,
    params: { count: together.length, decisions: own.length, days: Math.round(HISTORY_WINDOW / DAY) },
    incidents: together.map(({ activatable, at, requestId }) =>
      incident({ personId: requesterId, activatable, at, requestId }),
    ),
  })
}
