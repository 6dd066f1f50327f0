import { type ActivationRequest, isTerminal, STATUSES } from '../domain/activation-request.ts'
import { ELEVATE } from '../domain/audit-event.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import type { Context } from './context.ts'
import { decideRequest } from './decide-request.ts'

const BEFORE_START = STATUSES.filter((status) =>
  ['pendingVerification', 'pendingApproval', 'approved'].includes(status),
)

/**
 * What waits for this request to be gone: started when it expired or its holder ended it, revoked when it was taken away.
 * A crash before it runs is made good by `startWaiting` at the next start or reconciliation.
 */
export async function startLinked(ctx: Context, predecessor: ActivationRequest): Promise<void> {
  if (!isTerminal(predecessor.status)) return
  const takenAway = endedAgainstHolder(predecessor)
  const linked = await ctx.store.requests({ continuesRequestId: predecessor.id, statuses: BEFORE_START, limit: 10 })
  for (const request of linked) {
    const reason = `${predecessor.id} was revoked`
    if (takenAway) {
      await decideRequest(ctx, request.id, null, null, async () => ({ event: { type: 'revoke', by: ELEVATE, reason } }))
    } else if (request.status === 'approved' && !request.signIn) {
      await decideRequest(ctx, request.id, null, null, async () => ({ event: startEvent(ctx) }))
    }
  }
}

function startEvent(ctx: Context): RequestEvent {
  return { type: 'start', signIn: ctx.directory.activation === 'delegated' }
}

/** Every open request whose predecessor is gone. */
export async function startWaiting(ctx: Context): Promise<void> {
  const waiting = await ctx.store.requests({ statuses: BEFORE_START, limit: 10_000 })
  for (const { continuesRequestId } of waiting) {
    const predecessor = continuesRequestId ? await ctx.store.request(continuesRequestId) : null
    if (predecessor) await startLinked(ctx, predecessor)
  }
}

/** Whether it ended neither by its time nor by its holder's wish. */
export function endedAgainstHolder({ status }: ActivationRequest): boolean {
  return isTerminal(status) && status !== 'expired' && status !== 'deactivated'
}
