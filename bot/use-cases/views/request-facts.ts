import {
  type ActivationRequest,
  type ApprovalStage,
  awaitsSignIn,
  isBeingWithdrawn,
  isUndecided,
  isUnsettled,
  type Terms,
} from '../../domain/activation-request.ts'
import { cardKey } from '../../domain/effect.ts'
import { escalatedEarly } from '../../domain/request-timing.ts'
import type { PersonId } from '../../domain/values.ts'
import type { ApprovalsView, RequestFacts, TermsView } from '../../domain/views/card-view.ts'
import { decidersNow, standingOf } from '../authority.ts'
import type { Context } from '../context.ts'
import { activatableView, actorView, peopleView, personView } from './names.ts'

/** A request as every face of it shows it. Throws `DirectoryUnavailable`: names are not guessed. */
export async function requestFacts(ctx: Context, request: ActivationRequest): Promise<RequestFacts> {
  const { activation, ending, outcome } = request
  return {
    requestId: request.id,
    termsVersion: request.termsVersion,
    viewVersion: request.viewVersion,
    status: request.status,
    requester: await personView(ctx, request.requesterId),
    terms: await termsView(ctx, request.terms),
    submittedAt: request.submittedAt,
    windowEndsAt: request.windowEndsAt,
    approvals: await approvalsView(ctx, request),
    continuesRequestId: request.continuesRequestId,
    activation: activation && {
      startedAt: activation.startedAt,
      endsAt: activation.endsAt,
      overdue: activation.overdueSince !== null,
    },
    ending: ending && {
      reason: ending.reason,
      by: await actorView(ctx, ending.by),
      note: ending.note,
      refusedUntil: ending.refusedUntil,
      ...(ending.stuckSince !== undefined && { stuck: true }),
    },
    outcome: outcome && { ...outcome, by: await actorView(ctx, outcome.by) },
    endVerifiedAt: request.endVerifiedAt,
    awaitsSignIn: awaitsSignIn(request),
    awaitsDirectory: isAwaitedThere(request),
    ...(isUnsettled(request) && { unsettled: true }),
    ...(ctx.directory.noticedLate && { noticedLate: true }),
  }
}

function isAwaitedThere(request: ActivationRequest): boolean {
  const { status, provisioning } = request
  const waits = status === 'provisioning' && provisioning?.outcome === 'waitingForDirectory'
  return waits || isBeingWithdrawn(request)
}

export async function termsView(ctx: Context, terms: Terms): Promise<TermsView> {
  const { duration, latestEnd, justification, ticket } = terms
  const url = ctx.organisation.tickets.url
  const link = ticket && url ? url.replaceAll('{ticket}', encodeURIComponent(ticket)) : null
  return {
    activatable: await activatableView(ctx, terms.activatable),
    duration,
    latestEnd,
    justification,
    ticket: ticket === null ? null : { text: ticket, url: link },
  }
}

async function approvalsView(ctx: Context, request: ActivationRequest): Promise<ApprovalsView | null> {
  const stage = request.approval
  if (!stage) return null
  const given = await Promise.all(
    request.votes.map(async ({ personId, at, duration }) => ({ ...(await personView(ctx, personId)), at, duration })),
  )
  return {
    required: stage.required,
    given,
    waitingFor: isUndecided(request) ? await waitingFor(ctx, request) : [],
    reached: await reachOf(ctx, request, stage),
    unreached: await peopleView(ctx, stage.unreachable),
    escalated: stage.escalatedAt !== null,
    escalatedEarly: escalatedEarly(stage),
    inDirectory: stage.inDirectory === true,
  }
}

async function waitingFor(ctx: Context, request: ActivationRequest) {
  const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
  const voted = new Set(request.votes.map((vote) => vote.personId))
  const deciders = decidersNow(standing, request.approval?.escalatedAt != null).filter((id) => !voted.has(id))
  return peopleView(ctx, deciders)
}

/**
 * How many of the people asked have been reached; null while that is not known of all. Somebody known to be out of reach
 * counts at once, the others as reached until a minute has shown otherwise.
 */
async function reachOf(
  ctx: Context,
  request: ActivationRequest,
  stage: ApprovalStage,
): Promise<ApprovalsView['reached']> {
  const { asked, unreachable } = stage
  if (!asked.length) return null
  if (unreachable.length) return { reached: asked.length - unreachable.length, asked: asked.length }
  const references = await ctx.store.messageReferences(request.id)
  const posted = new Set(references.flatMap(({ key, messageId }) => (messageId === null ? [] : [key])))
  const isReached = (id: PersonId) => posted.has(cardKey(request.id, 'approval', { kind: 'person', personId: id }))
  return asked.every(isReached) ? { reached: asked.length, asked: asked.length } : null
}
