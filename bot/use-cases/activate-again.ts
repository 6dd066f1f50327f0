import { refusal } from '../domain/refusal.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, type Result, refuse } from './decide-request.ts'
import { submitRequest } from './submit-request.ts'

/**
 * Asks for the same once more, under full settings. While the activation runs, the new request is linked to it and waits
 * for its end: Entra cannot prolong a running activation.
 */
export async function activateAgain(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  requestId: RequestId,
): Promise<Result> {
  const request = await ctx.store.request(requestId)
  if (!request) return refuse(ctx, by, origin, null, refusal('unknownRequest', { requestId }))
  const refused = await accessRefusal(ctx, 'again', by, request)
  if (refused) return refuse(ctx, by, origin, request, refused)
  const { activatable, duration, ticket, justification } = request.terms
  const runs = request.status === 'active' || request.status === 'ending'
  return submitRequest(ctx, origin, by, {
    activatable,
    duration,
    ticket,
    justification,
    latestEnd: null,
    continuesRequestId: runs ? request.id : null,
  })
}
