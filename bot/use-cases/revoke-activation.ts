import { isTerminal } from '../domain/activation-request.ts'
import { personActor } from '../domain/audit-event.ts'
import { refusal } from '../domain/refusal.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, decideRequest, type Result } from './decide-request.ts'
import { confirmationCard } from './views/answers.ts'

/**
 * Somebody else ends a request, whatever its status. A linked request waiting behind it is revoked with it: it would
 * otherwise start the moment this one is gone.
 */
export async function revokeActivation(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  requestId: RequestId,
  reason: string | null,
): Promise<Result> {
  const result = await decideRequest(ctx, requestId, by, origin, async (request) => {
    const refused = await accessRefusal(ctx, 'revokeRequest', by, request)
    if (refused) return { event: refused }
    if (!reason?.trim()) return { event: refusal('reasonMissing') }
    // Only where the machine will agree: nothing else may happen beside a refusal.
    if (!isTerminal(request.status) && request.status !== 'ending') await revokeLinked(ctx, by, requestId, reason)
    return {
      event: { type: 'revoke', by: personActor(by), reason: reason.trim() },
      reply: (next) => confirmationCard('revoked', next.id, {}),
    }
  })
  return result
}

/** Linked requests first, the last of a chain before the one it waits for, so that none starts in between. */
export async function revokeLinked(ctx: Context, by: PersonId, requestId: RequestId, reason: string): Promise<void> {
  const linked = await ctx.store.requests({ continuesRequestId: requestId, limit: 100 })
  for (const request of linked.filter(({ status }) => !isTerminal(status))) {
    await revokeLinked(ctx, by, request.id, reason)
    await revokeOne(ctx, by, request.id, reason)
  }
}

/** Revokes without asking the access table: the caller has, for all of what is being revoked. */
export function revokeOne(ctx: Context, by: PersonId, requestId: RequestId, reason: string): Promise<Result> {
  return decideRequest(ctx, requestId, null, null, async () => ({
    event: { type: 'revoke', by: personActor(by), reason },
  }))
}
