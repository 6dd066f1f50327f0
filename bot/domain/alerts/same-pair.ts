import { DAY } from '../duration.ts'
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
  const bySubject = groupBy(decisions, ({ subject }) => subject)
  return [...groupBy(decisions, ({ requesterId }) => requesterId).values()].flatMap((own) =>
    [...groupBy(own, ({ approverId }) => approverId).values()].flatMap((together) =>
      isRemarkable(own, together, bySubject, settings) ? [toFinding(own, together)] : [],
    ),
  )
}

function isRemarkable(
  own: readonly Decision[],
  together: readonly Decision[],
  bySubject: ReadonlyMap<string, readonly Decision[]>,
  { samePair: { approvals, likelihood } }: AlertSettings,
): boolean {
  if (together.length < approvals) return false
  const [{ approverId, requesterId }] = together as [Decision]
  const subjects = new Set(own.map(({ subject }) => subject))
  const others = [...subjects].flatMap((subject) =>
    (bySubject.get(subject) ?? []).filter((each) => each.requesterId !== requesterId),
  )
  // With nobody else to compare with, nothing is remarkable.
  if (others.length < approvals) return false
  const theirs = others.filter((each) => each.approverId === approverId).length
  const usual = (theirs + 1) / (others.length + 2)
  return binomialTail(together.length, own.length, usual) <= likelihood
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
