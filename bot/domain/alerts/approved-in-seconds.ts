import { DAY, durationFromMs, SECOND } from '../duration.ts'
import { type Decision, decisionsSince } from './decisions.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding } from './finding.ts'
import { distinct, groupBy } from './group-by.ts'
import { type AlertSettings, HISTORY_WINDOW } from './settings.ts'
import { median } from './statistics.ts'

/** Several people, so that one hasty approver does not make a role look loose. */
const APPROVERS = 3

/** A role that everybody approves within seconds: its approval protects nothing. */
export function approvedInSeconds(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const { withinMs, requests: least, share } = settings.approvedInSeconds
  const known = decisionsSince(facts, facts.now - HISTORY_WINDOW).filter(({ afterMs }) => afterMs !== null)
  return [...groupBy(known, ({ subject }) => subject)].flatMap(([key, decisions]) => {
    const quick = decisions.filter(({ afterMs }) => (afterMs ?? 0) <= withinMs)
    const approvers = distinct(quick.map(({ approverId }) => approverId))
    if (quick.length < least || quick.length < share * decisions.length || approvers.length < APPROVERS) return []
    return [toFinding(key, decisions, approvers.length)]
  })
}

function toFinding(key: string, decisions: readonly Decision[], people: number): Finding {
  const middle = median(decisions.map(({ afterMs }) => afterMs ?? 0))
  return finding({
    rule: 'approvedInSeconds',
    key,
    weight: decisions.length,
    activatable: decisions[0]?.activatable ?? null,
    about: [],
    params: {
      count: decisions.length,
      people,
      median: durationFromMs(Math.max(SECOND, middle)),
      days: Math.round(HISTORY_WINDOW / DAY),
    },
  })
}
