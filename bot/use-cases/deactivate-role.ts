import type { PersonId, RequestId } from '../domain/values.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, decideRequest, type Result } from './decide-request.ts'
import { confirmationCard } from './views/answers.ts'

/** The holder ends their own activation early. "Ended" is said when the directory was read back, not here. */
export function deactivateRole(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  requestId: RequestId,
): Promise<Result> {
  return decideRequest(ctx, requestId, by, origin, async (request) => {
    const refused = await accessRefusal(ctx, 'deactivate', by, request)
    if (refused) return { event: refused }
    return { event: { type: 'deactivate', by }, reply: (next) => confirmationCard('endingStarted', next.id, {}) }
  })
}
