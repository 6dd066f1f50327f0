import type { ActivationRequest } from '../domain/activation-request.ts'
import type { RequestId } from '../domain/values.ts'
import type { Context } from './context.ts'
import { decideRequest } from './decide-request.ts'
import { endRole } from './end-role.ts'
import { promptApprovers } from './prompt-approvers.ts'
import { provisionRole } from './provision-role.ts'
import { watchActivation } from './watch-activation.ts'

/** Does what time asks of a request: called when its `dueAt` has come, as often as that is. */
export async function advanceRequest(ctx: Context, requestId: RequestId): Promise<void> {
  const request = await ctx.store.request(requestId)
  if (!request) return
  switch (request.status) {
    case 'pendingVerification':
    case 'approved':
      return timeOut(ctx, request)
    case 'pendingApproval':
      return advanceApproval(ctx, request)
    case 'provisioning':
      return provisionRole(ctx, request)
    case 'active':
      return watchActivation(ctx, request)
    case 'ending':
      return endRole(ctx, request)
    default:
      return
  }
}

async function timeOut(ctx: Context, request: ActivationRequest): Promise<void> {
  if (request.windowEndsAt === null || ctx.time.now() < request.windowEndsAt) return
  await decideRequest(ctx, request.id, null, null, async () => ({ event: { type: 'windowOver' } }))
}

async function advanceApproval(ctx: Context, request: ActivationRequest): Promise<void> {
  const isOver = request.windowEndsAt !== null && ctx.time.now() >= request.windowEndsAt
  return isOver ? timeOut(ctx, request) : promptApprovers(ctx, request)
}
