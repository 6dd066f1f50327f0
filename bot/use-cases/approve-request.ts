import { type ActivationRequest, isAskedInDirectory, isUndecided } from '../domain/activation-request.ts'
import { decisionRefusal, validVoters } from '../domain/approval-rules.ts'
import { durationToMs, type IsoDuration } from '../domain/duration.ts'
import { refusal } from '../domain/refusal.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import { askForAnswer } from './answer-in-directory.ts'
import { decidersNow, standingOf } from './authority.ts'
import { hasProofInTime, planFor, standingRefusal } from './clearance.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, decideRequest, invalidated, type Result, type Step } from './decide-request.ts'
import { confirmationCard, stepUpCard } from './views/answers.ts'

export interface Approval {
  readonly by: PersonId
  readonly requestId: RequestId
  /** What the button carried; null when typed, where the approver sees the newest terms. */
  readonly termsVersion: number | null
  /** *Approve for less time*; null for the terms as they are. */
  readonly duration: IsoDuration | null
  /** True when the approver has just proven their own identity for this very approval. */
  readonly proven: boolean
  /** The tick that the critical tier's card asks for; typing the id says as much. */
  readonly ticked: boolean
  /** What the approver says about it; kept where the directory itself asks for the approval. */
  readonly note?: string | null
}

/**
 * Counts one approval. Whether this person may decide is asked of directory and settings now; so is whether what they
 * approve may still be activated.
 */
export function approveRequest(ctx: Context, origin: Origin | null, approval: Approval): Promise<Result> {
  const { by, requestId } = approval
  return decideRequest(ctx, requestId, by, origin, async (request): Promise<Step> => {
    const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
    const deciders = decidersNow(standing, request.approval?.escalatedAt != null)
    const notAllowed = await accessRefusal(ctx, 'approve', by, request, deciders)
    if (notAllowed) return { event: notAllowed }
    const refused = decisionRefusal(request, by, deciders)
    if (refused) return { event: refused }
    if (!isUndecided(request)) return { event: refusal('alreadyDecided', { status: request.status }) }
    if (approval.termsVersion !== null && approval.termsVersion !== request.termsVersion)
      return { event: refusal('staleCard') }
    const unfit = standingRefusal(standing, request.terms, hasProofInTime(ctx, request))
    if (unfit) return invalidated(ctx, unfit)
    const tooLong = approval.duration && durationToMs(approval.duration) > durationToMs(request.terms.duration)
    if (tooLong) return { event: refusal('durationTooLong', { maximum: request.terms.duration }) }
    if (standing.tier === 'critical' && !approval.ticked) return { event: refusal('confirmationMissing') }
    if (isAskedInDirectory(request)) return askThere(ctx, request, approval)
    if (standing.settings?.approverStepUp && !approval.proven) return askProof(ctx, approval)
    return {
      event: {
        type: 'approve',
        by,
        duration: approval.duration,
        required: standing.settings?.approval?.required ?? 1,
        proven: approval.proven,
        validVoters: validVoters(request, deciders, standing.settings?.approverStepUp),
        plan: await planFor(ctx, standing, request),
      },
      reply: (next) =>
        confirmationCard('approvalRecorded', next.id, {
          status: next.status,
          votes: next.votes.length,
          required: next.approval?.required ?? 1,
        }),
    }
  })
}

/** The directory decides on what it was asked for, and on nothing less. */
async function askThere(ctx: Context, request: ActivationRequest, { by, duration, note }: Approval): Promise<Step> {
  if (duration !== null && duration !== request.terms.duration) return { event: refusal('directoryTakesWhole') }
  if (request.votes.some(({ personId }) => personId === by)) return { event: refusal('alreadyApproved') }
  const { id: requestId, termsVersion } = request
  return askForAnswer(ctx, { by, requestId, termsVersion, verdict: 'approve', reason: note ?? null })
}

/** `approverStepUp`: the approval counts only after the approver's own proof, on the page this answer links to. */
async function askProof(ctx: Context, approval: Approval): Promise<Step> {
  if (!(await ctx.stepUp.isEnrolled(approval.by))) return { event: refusal('notEnrolled') }
  const { requestId, by, duration } = approval
  const termsVersion = approval.termsVersion ?? (await ctx.store.request(requestId))?.termsVersion ?? 0
  const url = await ctx.stepUp.linkFor({ kind: 'approve', requestId, termsVersion, duration }, by)
  return { event: refusal('verificationMissing'), refusalReply: stepUpCard(requestId, url) }
}
