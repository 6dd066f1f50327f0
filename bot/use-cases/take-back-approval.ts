import type { PersonId, RequestId } from '../domain/values.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, decideRequest, type Result } from './decide-request.ts'
import { confirmationCard } from './views/answers.ts'

/** An approver undoes a wrong click: the request is revoked, and an activation under way or running is ended. */
export function takeBackApproval(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  requestId: RequestId,
  reason: string | null,
): Promise<Result> {
  return decideRequest(ctx, requestId, by, origin, async (request) => {
    const refused = await accessRefusal(ctx, 'takeBack', by, request)
    if (refused) return { event: refused }
    return { event: { type: 'takeBack', by, reason }, reply: (next) => confirmationCard('takenBack', next.id, {}) }
  })
}
