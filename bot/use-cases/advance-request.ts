import type { ActivationRequest } from '../domain/activation-request.ts'
import { splitAway } from '../domain/approval-rules.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import { pendingEscalation } from '../domain/request-timing.ts'
import type { RequestId } from '../domain/values.ts'
import { decidersNow, type Situation, standingOf } from './authority.ts'
import { standingRefusal } from './clearance.ts'
import type { Context } from './context.ts'
import { decideRequest } from './decide-request.ts'
import { endRole } from './end-role.ts'
import { awayPeople } from './facts.ts'
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

/** Of what is due, what weighs most: timing out, then escalation, then a reminder. */
async function advanceApproval(ctx: Context, request: ActivationRequest): Promise<void> {
  const now = ctx.time.now()
  if (request.windowEndsAt !== null && now >= request.windowEndsAt) return timeOut(ctx, request)
  const escalatesAt = pendingEscalation(request)
  const remindsAt = request.approval?.nextReminderAt ?? null
  const escalates = escalatesAt !== null && now >= escalatesAt
  if (!escalates && (remindsAt === null || now < remindsAt)) return
  const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
  // Nobody is disturbed for what can no longer be activated.
  const unfit = standingRefusal(standing, request.terms, request.proof !== null)
  const event: RequestEvent = unfit
    ? { type: 'invalidated', code: unfit.code }
    : await prompting(ctx, request, standing, escalates)
  await decideRequest(ctx, request.id, null, null, async () => ({ event }))
}

/** Whom to disturb: nobody who approved, nobody who is away, nobody whom it would not reach. */
async function prompting(
  ctx: Context,
  request: ActivationRequest,
  standing: Situation,
  escalates: boolean,
): Promise<RequestEvent> {
  const voted = new Set(request.votes.map((vote) => vote.personId))
  if (escalates) {
    const joining = standing.escalation.filter((id) => !standing.approvers.includes(id))
    return { type: 'escalate', notify: joining }
  }
  const deciders = decidersNow(standing, request.approval?.escalatedAt != null).filter((id) => !voted.has(id))
  const unreachable = request.approval?.unreachable ?? []
  const reachable = deciders.filter((id) => !unreachable.includes(id))
  const { present, away } = splitAway(reachable, await awayPeople(ctx))
  return { type: 'remind', notify: present.length ? present : away }
}
