import { type ActivationRequest, awaitsSignIn, isTerminal, isUndecided } from '../../domain/activation-request.ts'
import { tierOf } from '../../domain/catalogue/catalogue.ts'
import { durationFromMs, durationToMs, type IsoDuration, MINUTE } from '../../domain/duration.ts'
import type { LivingCard, Notice, Recipient } from '../../domain/effect.ts'
import type { PersonId } from '../../domain/values.ts'
import type {
  ActivationCardView,
  ApprovalCardView,
  CardView,
  NoticeCardView,
  RequestCardView,
  Verb,
} from '../../domain/views/card-view.ts'
import { decidersNow, standingOf } from '../authority.ts'
import type { Context } from '../context.ts'
import { enforcementNow } from './enforcement.ts'
import { historyOf } from './history.ts'
import { personView } from './names.ts'
import { requestFacts } from './request-facts.ts'

const LESS_TIME = [15 * MINUTE, 30 * MINUTE, 60 * MINUTE]

/** The newest face of a request for one recipient. Buttons are offers: each is decided anew when it is pressed. */
export function livingCard(
  ctx: Context,
  card: Exclude<LivingCard, 'digest'>,
  request: ActivationRequest,
  to: Recipient,
): Promise<CardView> {
  switch (card) {
    case 'request':
      return requestCard(ctx, request)
    case 'approval':
      return approvalCard(ctx, request, to.kind === 'person' ? to.personId : null)
    case 'activation':
      return activationCard(ctx, request)
    case 'endingSoon':
      return noticeCard(ctx, isTerminal(request.status) ? 'ended' : 'endingSoon', request)
    case 'signIn':
    case 'signInAgain':
      return noticeCard(ctx, signInNotice(request), request)
  }
}

export async function requestCard(ctx: Context, request: ActivationRequest): Promise<RequestCardView> {
  return {
    ...(await requestFacts(ctx, request)),
    card: 'request',
    verifyUrl: await proofLink(ctx, request),
    actions: requesterActions(ctx, request),
  }
}

/** What asked for the sign-in tells, once that is no longer waited for, how it stands. */
function signInNotice(request: ActivationRequest): Notice {
  if (awaitsSignIn(request)) return 'signIn'
  return isTerminal(request.status) && request.activation ? 'ended' : 'decided'
}

/** Where the requester proves who they are, while that is what is waited for. */
async function proofLink(ctx: Context, request: ActivationRequest): Promise<string | null> {
  const { id: requestId, requesterId } = request
  if (awaitsSignIn(request)) return ctx.stepUp.linkFor({ kind: 'activate', requestId }, requesterId)
  if (request.status !== 'pendingVerification') return null
  return ctx.stepUp.linkFor({ kind: 'request', requestId }, requesterId)
}

function requesterActions({ directory }: Context, request: ActivationRequest): readonly Verb[] {
  switch (request.status) {
    case 'pendingVerification':
    case 'pendingApproval':
    case 'approved':
      return ['cancel', 'notMe']
    case 'provisioning':
      return request.provisioning?.outcome === 'waitingForDirectory' ? ['cancel', 'notMe'] : ['notMe']
    case 'active':
      return ['deactivate', 'again', ...(directory.noticedLate ? (['notWorking'] as const) : []), 'notMe']
    case 'ending':
      return []
    default:
      return ['again']
  }
}

export async function approvalCard(
  ctx: Context,
  request: ActivationRequest,
  viewer: PersonId | null,
): Promise<ApprovalCardView> {
  const choices = request.approval?.inDirectory ? [] : lessTime(request.terms.duration)
  const confirm = tierOf(request.terms.activatable, ctx.organisation.tiers) === 'critical'
  return {
    ...(await requestFacts(ctx, request)),
    ...(await historyOf(ctx, request)),
    card: 'approval',
    viewer: viewer === null ? null : await personView(ctx, viewer),
    lessTime: choices,
    confirm,
    enforcement: await enforcementNow(ctx, request),
    actions: await approverActions(ctx, request, viewer, choices.length > 0),
  }
}

async function approverActions(
  ctx: Context,
  request: ActivationRequest,
  viewer: PersonId | null,
  mayShorten: boolean,
): Promise<readonly Verb[]> {
  const hasVoted = request.votes.some((vote) => vote.personId === viewer)
  if (isTerminal(request.status) || request.status === 'ending') return []
  if (hasVoted) return ['takeBack']
  if (!isUndecided(request)) return []
  const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
  const mayDecide = viewer === null || decidersNow(standing, request.approval?.escalatedAt != null).includes(viewer)
  if (!mayDecide) return []
  return mayShorten ? ['approve', 'approveLess', 'deny'] : ['approve', 'deny']
}

function lessTime(duration: IsoDuration): IsoDuration[] {
  return LESS_TIME.filter((ms) => ms < durationToMs(duration)).map(durationFromMs)
}

export async function activationCard(ctx: Context, request: ActivationRequest): Promise<ActivationCardView> {
  return { ...(await requestFacts(ctx, request)), card: 'activation', actions: [] }
}

export async function noticeCard(ctx: Context, notice: Notice, request: ActivationRequest): Promise<NoticeCardView> {
  const offersEnd = notice === 'endingSoon' && request.status === 'active'
  const actions: readonly Verb[] = offersEnd ? ['again', 'deactivate', 'notMe'] : []
  const verifyUrl = notice === 'signIn' ? await proofLink(ctx, request) : null
  return { ...(await requestFacts(ctx, request)), card: 'notice', notice, verifyUrl, actions }
}
