import type { ActivationRequest } from '../domain/activation-request.ts'
import { splitAway } from '../domain/approval-rules.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import { pendingEscalation } from '../domain/request-timing.ts'
import { decidersNow, type Situation, standingOf } from './authority.ts'
import { standingRefusal } from './clearance.ts'
import type { Context } from './context.ts'
import { decideRequest } from './decide-request.ts'
import { awayPeople } from './facts.ts'

/** Of what is due, what weighs more: escalation, then a reminder. Nothing where neither is due. */
export async function promptApprovers(ctx: Context, request: ActivationRequest): Promise<void> {
  const now = ctx.time.now()
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
