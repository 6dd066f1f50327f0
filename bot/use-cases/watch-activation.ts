import type { ActivationRequest } from '../domain/activation-request.ts'
import { durationToMs } from '../domain/duration.ts'
import type { ActiveAssignment } from '../domain/person.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import type { Context } from './context.ts'
import { decideRequest } from './decide-request.ts'
import { startLinked } from './start-linked.ts'

/**
 * An activation as it runs: the notice before its end, and at its end the question to the directory whether it is gone.
 * What is still there past its end is removed, and removed again, until it is not.
 */
export async function watchActivation(ctx: Context, request: ActivationRequest): Promise<void> {
  const activation = request.activation
  if (!activation) return
  const now = ctx.time.now()
  if (now < activation.endsAt && activation.noticeAt !== null && now >= activation.noticeAt) {
    await decideRequest(ctx, request.id, null, null, async () => ({ event: { type: 'endingSoon' } }))
    return
  }
  if (now < activation.readBackAt) return
  const seen = await readBack(ctx, request)
  if (!seen) {
    const result = await decideRequest(ctx, request.id, null, null, async () => ({ event: { type: 'readBackGone' } }))
    if (result.outcome === 'done') await startLinked(ctx, result.request)
    return
  }
  const isNews = now < activation.endsAt || activation.overdueSince === null
  if (isNews) await decideRequest(ctx, request.id, null, null, async () => ({ event: activeEvent(ctx, seen) }))
  if (now < activation.endsAt) return
  await remove(ctx, request)
}

async function remove(ctx: Context, request: ActivationRequest): Promise<void> {
  await decideRequest(ctx, request.id, null, null, async () => ({ event: { type: 'removalAttempted' } }))
  const { requesterId: personId, terms, id: key } = request
  const outcome = await ctx.directory.deactivate({ key, activationKey: key, personId, activatable: terms.activatable })
  if (outcome.outcome !== 'accepted')
    ctx.log.warn({ requestId: request.id, outcome }, 'overdue activation not removed yet')
}

/** The assignment that this request made, if the directory shows it now. */
export async function readBack(ctx: Context, request: ActivationRequest): Promise<ActiveAssignment | null> {
  const seen = await ctx.directory.readBack(request.requesterId, request.terms.activatable)
  return seen?.key === request.id ? seen : null
}

/** What the directory showed, as an event; the notice falls before the end unless the activation is too short for one. */
export function activeEvent(ctx: Context, seen: ActiveAssignment): RequestEvent & { type: 'readBackActive' } {
  const endsAt = seen.endsAt ?? seen.startedAt
  const noticeAt = endsAt - durationToMs(ctx.organisation.expiryNotice)
  return {
    type: 'readBackActive',
    assignmentId: seen.id,
    startedAt: seen.startedAt,
    endsAt,
    noticeAt: noticeAt > Math.max(seen.startedAt, ctx.time.now()) ? noticeAt : null,
  }
}
