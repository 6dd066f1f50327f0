import { activatableKey } from '../activatable.ts'
import { DAY } from '../duration.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import { groupBy } from './group-by.ts'
import { type AlertSettings, HABIT_WINDOW } from './settings.ts'

/** A role whose requests often find nobody who decides: its settings are too strict, or its approvers too few. */
export function keepsTimingOut(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const { requests: least, share } = settings.keepsTimingOut
  const asked = facts.activations.filter(
    ({ askedAt, submittedAt }) => askedAt !== null && submittedAt >= facts.now - HABIT_WINDOW,
  )
  return [...groupBy(asked, ({ activatable }) => activatableKey(activatable))].flatMap(([key, requests]) => {
    const over = requests.filter(({ status }) => status !== 'pendingApproval')
    const lost = over.filter(({ status }) => status === 'timedOut')
    const [first] = lost
    if (!first || over.length < least || lost.length < share * over.length) return []
    return [
      finding({
        rule: 'keepsTimingOut',
        key,
        weight: lost.length,
        activatable: first.activatable,
        about: [],
        params: { count: lost.length, requests: over.length, days: Math.round(HABIT_WINDOW / DAY) },
        incidents: lost.map(({ id, personId, activatable, submittedAt }) =>
          incident({ personId, activatable, at: submittedAt, requestId: id }),
        ),
      }),
    ]
  })
}
