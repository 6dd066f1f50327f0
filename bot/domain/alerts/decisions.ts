import { type Activatable, activatableKey } from '../activatable.ts'
import type { Instant, PersonId, RequestId } from '../values.ts'
import type { WatchFacts } from './facts.ts'

/** One approval: who agreed to whose request, and how soon after being asked. */
export interface Decision {
  readonly approverId: PersonId
  readonly requesterId: PersonId
  readonly requestId: RequestId
  readonly activatable: Activatable
  readonly subject: string
  readonly at: Instant
  /** Null where it is not known when approvers were asked. */
  readonly afterMs: number | null
}

/** Approvals since then, oldest first. */
export function decisionsSince(facts: WatchFacts, since: Instant): readonly Decision[] {
  const all = facts.activations.flatMap(({ id, personId, activatable, askedAt, approvals }) =>
    approvals.map(
      (approval): Decision => ({
        approverId: approval.personId,
        requesterId: personId,
        requestId: id,
        activatable,
        subject: activatable.kind === 'role' ? activatable.roleDefinitionId : activatableKey(activatable),
        at: approval.at,
        afterMs: askedAt === null ? null : approval.at - askedAt,
      }),
    ),
  )
  return all.filter(({ at }) => at >= since).sort((a, b) => a.at - b.at)
}
