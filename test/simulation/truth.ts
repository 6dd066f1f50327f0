import type { PrincipalRef } from '../../bot/domain/person.ts'
import type { RoleSettings } from '../../bot/domain/role-settings.ts'
import type { World } from './world.ts'

/** The world as it was for a while. */
export interface Snapshot {
  readonly since: number
  readonly enabled: World['enabled']
  readonly groups: World['groups']
  readonly eligible: ReadonlySet<string>
}

/**
 * What was true when: what the organisation really was at each moment, remembered apart from anything that the server
 * under test was told. "Lately" is the time in which an answer, once given, may still be acted on.
 */
export interface Truth {
  /** After the world was edited. */
  changed(): void
  /** Whether it was so at some moment of the last while. */
  lately(is: (snapshot: Snapshot) => boolean): boolean
}

/** Longer than any decision takes from its first question to its commit, with every answer as slow as they come. */
export const LATELY_MS = 20_000

export function createTruth(world: World, now: () => number): Truth {
  let snapshots: Snapshot[] = []

  function changed(): void {
    const from = now() - LATELY_MS
    snapshots = snapshots.filter((_, index) => (snapshots[index + 1]?.since ?? Number.POSITIVE_INFINITY) >= from)
    snapshots.push({
      since: now(),
      enabled: { ...world.enabled },
      groups: Object.fromEntries(Object.entries(world.groups).map(([id, members]) => [id, [...members]])),
      eligible: new Set(world.eligible),
    })
  }

  changed()
  return {
    changed,
    lately: (is) => {
      const from = now() - LATELY_MS
      return snapshots.some((snapshot, index) => {
        const until = snapshots[index + 1]?.since ?? Number.POSITIVE_INFINITY
        return until >= from && is(snapshot)
      })
    },
  }
}

export function isAmong(personId: string, refs: readonly PrincipalRef[], { groups }: Snapshot): boolean {
  return refs.some((ref) =>
    ref.kind === 'person' ? ref.personId === personId : (groups[ref.groupId] ?? []).includes(personId),
  )
}

/** Whether this person may decide on a request of that requester under those settings. */
export function mayDecide(
  personId: string,
  requesterId: string,
  settings: RoleSettings | null,
  hasEscalated: boolean,
  emergencyAccounts: readonly string[],
  snapshot: Snapshot,
): boolean {
  const refs = [
    ...(settings?.approval?.approvers ?? []),
    ...(hasEscalated ? (settings?.approval?.escalateTo ?? []) : []),
  ]
  return (
    personId !== requesterId &&
    !emergencyAccounts.includes(personId) &&
    snapshot.enabled[personId] === true &&
    isAmong(personId, refs, snapshot)
  )
}
