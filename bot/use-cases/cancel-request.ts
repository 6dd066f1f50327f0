import type { ActivationRequest } from '../domain/activation-request.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, decideRequest, type Result } from './decide-request.ts'
import { confirmationCard } from './views/answers.ts'

/** The requester withdraws a request that is not active yet. */
export function cancelRequest(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  requestId: RequestId,
): Promise<Result> {
  return decideRequest(ctx, requestId, by, origin, async (request) => {
    const refused = await accessRefusal(ctx, 'cancel', by, request)
    if (refused) return { event: refused }
    return { event: { type: 'cancel', by }, reply: (next) => confirmationCard(confirmationOf(next), next.id, {}) }
  })
}

/** What the directory was called for is canceled only once it says so. */
function confirmationOf({ status }: ActivationRequest): 'canceled' | 'cancelStarted' {
  return status === 'canceled' ? 'canceled' : 'cancelStarted'
}
