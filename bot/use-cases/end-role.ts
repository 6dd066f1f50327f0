import { type ActivationRequest, isBeingWithdrawn } from '../domain/activation-request.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import { isStuck, mayExist } from '../domain/request-timing.ts'
import type { Context } from './context.ts'
import { decideRequest, type Result } from './decide-request.ts'
import { startLinked } from './start-linked.ts'
import { activeEvent, readBack } from './watch-activation.ts'

/**
 * Removes what a request activated, and says so only when the directory agreed to remove it and no longer shows it: one
 * absent read alone may come from a replica that lags.
 */
export async function endRole(ctx: Context, request: ActivationRequest): Promise<void> {
  if (!mayExist(request)) return gone(ctx, request)
  // First: a directory that does not answer is the commonest reason.
  // What was never active ends nothing late; whoever asked reads on their card what to do.
  const isLate = request.ending && !isBeingWithdrawn(request) && isStuck(request.ending, ctx.time.now())
  if (isLate) await record(ctx, request, { type: 'removalStuck' })
  const seen = await readBack(ctx, request)
  if (seen && !request.activation) await record(ctx, request, activeEvent(ctx, seen))
  const isOver = request.activation !== null && ctx.time.now() >= request.activation.endsAt
  if (seen || (!request.ending?.removed && !isOver)) {
    if (!(await remove(ctx, request))) return
    if (await readBack(ctx, request)) return
  }
  await gone(ctx, request)
}

/** Whether the directory agreed. What it refuses for now, or leaves open, is asked again later. */
async function remove(ctx: Context, request: ActivationRequest): Promise<boolean> {
  await record(ctx, request, { type: 'removalAttempted' })
  const { requesterId: personId, terms, id: key } = request
  const outcome = await ctx.directory.deactivate({ key, activationKey: key, personId, activatable: terms.activatable })
  if (outcome.outcome === 'notBefore') await record(ctx, request, { type: 'removalDelayed', until: outcome.at })
  if (outcome.outcome !== 'accepted') return false
  await record(ctx, request, { type: 'removalAccepted' })
  return true
}

async function gone(ctx: Context, request: ActivationRequest): Promise<void> {
  const result = await record(ctx, request, { type: 'readBackGone' })
  if (result.outcome === 'done') await startLinked(ctx, result.request)
}

function record(ctx: Context, request: ActivationRequest, event: RequestEvent): Promise<Result> {
  return decideRequest(ctx, request.id, null, null, async () => ({ event }))
}
