import { DAY } from '../duration.ts'
import type { WatchFacts } from './facts.ts'
import { type Finding, finding, incident } from './finding.ts'
import type { AlertSettings } from './settings.ts'

/** Accounts with roles that are disabled, or have not signed in for that long. One alert for all of them. */
export function staleAccount(facts: WatchFacts, settings: AlertSettings): Finding[] {
  const { afterMs } = settings.staleAccount
  const standing = facts.active.filter(({ via }) => via === 'assigned')
  const holders = new Map([...facts.eligible, ...standing].map((held) => [held.personId, held]))
  const stale = [...holders.values()].filter(({ personId }) => isStale(facts, personId, afterMs))
  if (!stale.length) return []
  return [
    finding({
      rule: 'staleAccount',
      key: 'all',
      weight: stale.length,
      params: { count: stale.length, days: Math.round(afterMs / DAY) },
      incidents: stale.map(({ personId, activatable }) =>
        incident({ personId, activatable, at: facts.lastSignIn.get(personId) ?? null }),
      ),
    }),
  ]
}

/** Accounts kept for emergencies are meant to rest. */
function isStale(facts: WatchFacts, personId: string, afterMs: number): boolean {
  if (facts.emergencyAccounts.includes(personId)) return false
  if (facts.people.get(personId)?.enabled === false) return true
  const last = facts.lastSignIn.get(personId)
  return last !== undefined && last < facts.now - afterMs
}
