import { awaitsSignIn } from '../domain/activation-request.ts'
import type { IsoDuration } from '../domain/duration.ts'
import { parseIsoDuration } from '../domain/duration.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { PersonId } from '../domain/values.ts'
import type { StepUpPurpose } from '../ports/step-up.ts'
import { answerInDirectory } from './answer-in-directory.ts'
import { approveRequest } from './approve-request.ts'
import { standingOf } from './authority.ts'
import { nobodyCanApprove, planFor, provisioningRefusal, standingRefusal } from './clearance.ts'
import type { Context } from './context.ts'
import { decideRequest, invalidated, type Result } from './decide-request.ts'

/** Takes a checked proof of presence for what it was given for: a request to go on, or one approval to count. */
export function proveIdentity(
  ctx: Context,
  purpose: StepUpPurpose,
  personId: PersonId,
  method: string,
): Promise<Result> {
  if (purpose.kind === 'request') return proveForRequest(ctx, purpose.requestId, personId, method)
  if (purpose.kind === 'activate') return signInForRequest(ctx, purpose.requestId, personId, method)
  if (purpose.kind === 'answer') {
    const { requestId, termsVersion, verdict, reason } = purpose
    return answerInDirectory(ctx, { by: personId, requestId, termsVersion, verdict, reason })
  }
  const duration: IsoDuration | null = purpose.duration === null ? null : parseIsoDuration(purpose.duration)
  const { requestId, termsVersion } = purpose
  return approveRequest(ctx, null, { by: personId, requestId, termsVersion, duration, proven: true, ticked: true })
}

function proveForRequest(ctx: Context, requestId: string, personId: PersonId, method: string): Promise<Result> {
  return decideRequest(ctx, requestId, personId, null, async (request) => {
    if (request.requesterId !== personId) return { event: refusal('notRequester') }
    if (request.status !== 'pendingVerification') return { event: refusal('wrongStatus', { status: request.status }) }
    const standing = await standingOf(ctx, personId, request.terms.activatable)
    const unfit: Refusal | null = standingRefusal(standing, request.terms, true) ?? nobodyCanApprove(standing)
    if (unfit) return invalidated(ctx, unfit)
    const proof = { at: ctx.time.now(), method }
    return { event: { type: 'identityProven', proof, plan: await planFor(ctx, standing, request) } }
  })
}

/** The sign-in that activates. Whether it still may is asked now, and once more before the directory is called. */
function signInForRequest(ctx: Context, requestId: string, personId: PersonId, method: string): Promise<Result> {
  return decideRequest(ctx, requestId, personId, null, async (request) => {
    if (request.requesterId !== personId) return { event: refusal('notRequester') }
    if (!awaitsSignIn(request)) return { event: refusal('wrongStatus', { status: request.status }) }
    const standing = await standingOf(ctx, personId, request.terms.activatable)
    const proof = { at: ctx.time.now(), method }
    const unfit = provisioningRefusal(standing, { ...request, proof })
    if (unfit) return invalidated(ctx, unfit)
    return { event: { type: 'identityProven', proof, plan: await planFor(ctx, standing, request) } }
  })
}
