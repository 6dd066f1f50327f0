import { DAY, durationFromMs, SECOND } from '../duration.ts'
import { decisionsSince } from './decisions.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import { groupBy } from './group-by.ts'
import { type AlertSettings, HABIT_WINDOW } from './settings.ts'
import { median } from './statistics.ts'

/**
 * An approver of whose newest decisions many came within seconds: nobody reads a request that fast. The newest, so
 * that a habit of better days does not hide it.
 */
export function hastyApprover(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const { withinMs, decisions: least, share } = settings.hastyApprover
  const known = decisionsSince(facts, facts.now - HABIT_WINDOW).filter(({ afterMs }) => afterMs !== null)
  return [...groupBy(known, ({ approverId }) => approverId)].flatMap(([approverId, all]) => {
    const own = all.slice(-Math.ceil(least / share))
    const quick = own.filter(({ afterMs }) => (afterMs ?? 0) <= withinMs)
    if (quick.length < least || quick.length < share * own.length) return []
    const middle = median(own.map(({ afterMs }) => afterMs ?? 0))
    return [
      finding({
        rule: 'hastyApprover',
        key: approverId,
        weight: quick.length,
        otherId: approverId,
        about: [approverId],
        params: {
          count: quick.length,
          decisions: own.length,
          median: durationFromMs(Math.max(SECOND, middle)),
          days: Math.round(HABIT_WINDOW / DAY),
        },
        incidents: quick.map(({ requesterId, activatable, at, requestId }) =>
          incident({ personId: requesterId, activatable, at, requestId }),
        ),
      }),
    ]
  })
}
