import { refusal } from '../domain/refusal.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, type Result, refuse } from './decide-request.ts'
import { blockAndEnd } from './revoke-person.ts'

/**
 * *Not me*: the requester says that somebody else asked in their name. Everything of theirs ends, they are blocked until
 * others lift it, and the alerts channel is told.
 */
export async function reportNotMe(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  requestId: RequestId,
): Promise<Result | { readonly outcome: 'blocked'; readonly ended: number }> {
  const request = await ctx.store.request(requestId)
  if (!request) return refuse(ctx, by, origin, null, refusal('unknownRequest', { requestId }))
  const refused = await accessRefusal(ctx, 'notMe', by, request)
  if (refused) return refuse(ctx, by, origin, request, refused)
  const reason = `Not me: ${requestId}`
  return blockAndEnd(ctx, origin, { by, personId: by, reason, type: 'notMeReported', alert: 'notMe' })
}
