import { type ActivationRequest, isAskedInDirectory } from '../domain/activation-request.ts'
import { answerKey } from '../domain/answer-key.ts'
import { decisionRefusal, validVoters } from '../domain/approval-rules.ts'
import { refusal } from '../domain/refusal.ts'
import type { RequestEvent, Verdict } from '../domain/request-event.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import { type AnswerOutcome, DirectoryUnavailable } from '../ports/directory.ts'
import { decidersNow, type Situation, standingOf } from './authority.ts'
import { planFor, standingRefusal } from './clearance.ts'
import type { Context } from './context.ts'
import { accessRefusal, decideRequest, invalidated, type Result, refuse, type Step } from './decide-request.ts'
import { signInToAnswerCard } from './views/answers.ts'

export interface Answer {
  readonly by: PersonId
  readonly requestId: RequestId
  readonly termsVersion: number
  readonly verdict: Verdict
  /** In their own words; the directory keeps it. */
  readonly reason: string | null
}

/** What was pressed or typed in chat leads to the approver's own sign-in: nothing is answered before it. */
export async function askForAnswer(ctx: Context, { by, ...answer }: Answer): Promise<Step> {
  const url = await ctx.stepUp.linkFor({ kind: 'answer', ...answer }, by)
  return { event: refusal('directoryTakesAnswer'), refusalReply: signInToAnswerCard(answer.requestId, url) }
}

/**
 * The approver has just signed in for this very answer. Authority is asked once more; what is handed over is recorded
 * first; what the directory then says is what counts. An approval of a quorum that is not complete yet stays here: the
 * directory takes the first answer for the last.
 */
export async function answerInDirectory(ctx: Context, answer: Answer): Promise<Result> {
  const { requestId, by } = answer
  let required = 1
  const recorded = await decideRequest(ctx, requestId, by, null, async (request) => {
    const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
    required = standing.settings?.approval?.required ?? 1
    return stepOf(ctx, request, standing, answer)
  })
  if (recorded.outcome !== 'done') return recorded
  const { request } = recorded
  // It can go no further, and its end has begun: an approval would still make it active there.
  if (!isAskedInDirectory(request))
    return refuse(ctx, by, null, request, refusal(request.ending?.code ?? 'alreadyDecided'))
  const isCounted = request.votes.some(({ personId }) => personId === by)
  return isCounted ? recorded : handOver(ctx, request, answer, required)
}

async function stepOf(ctx: Context, request: ActivationRequest, standing: Situation, answer: Answer): Promise<Step> {
  const { by, verdict, reason, termsVersion } = answer
  const deciders = decidersNow(standing, request.approval?.escalatedAt != null)
  const refused = (await accessRefusal(ctx, verdict, by, request, deciders)) ?? decisionRefusal(request, by, deciders)
  if (refused) return { event: refused }
  if (!isAskedInDirectory(request)) return { event: refusal('alreadyDecided', { status: request.status }) }
  if (termsVersion !== request.termsVersion) return { event: refusal('staleCard') }
  if (request.votes.some(({ personId }) => personId === by)) return { event: refusal('alreadyApproved') }
  const unfit = verdict === 'approve' ? standingRefusal(standing, request.terms, request.proof !== null) : null
  if (unfit) return invalidated(ctx, unfit)
  const required = standing.settings?.approval?.required ?? 1
  const voters = validVoters(request, deciders, true)
  const isLast = verdict === 'deny' || new Set([...voters, by]).size >= required
  if (isLast) return { event: { type: 'answering', by, verdict, reason } }
  const plan = await planFor(ctx, standing, request)
  return { event: { type: 'approve', by, duration: null, proven: true, required, validVoters: voters, plan } }
}

async function handOver(ctx: Context, request: ActivationRequest, answer: Answer, required: number): Promise<Result> {
  const { by, requestId, reason } = answer
  const outcome = await call(ctx, request, answer)
  if (outcome.outcome === 'refused') return refuse(ctx, by, null, request, refusal(outcome.code))
  // The request is asked after in any case: soon its card tells how the directory took it.
  if (outcome.outcome === 'unknown') return { outcome: 'done', request, isUncertain: true }
  const { taken } = outcome
  const event = eventOf(outcome, { reason: taken ? reason : null, proven: taken, required })
  const result = await decideRequest(ctx, requestId, null, null, async () => ({ event }))
  if (taken) return result.outcome === 'done' ? result : { outcome: 'done', request }
  return refuse(ctx, by, null, await ctx.store.request(requestId), refusal('alreadyDecided', {}))
}

function eventOf(
  { verdict, by }: AnswerOutcome & { outcome: 'decided' },
  how: { readonly reason: string | null; readonly proven: boolean; readonly required: number },
): RequestEvent {
  if (by !== null) return { type: 'answered', by, verdict, ...how }
  return verdict === 'approve' ? { type: 'accepted' } : { type: 'refused', code: 'directoryDenied', reason: null }
}

function notTaken(reason: string): AnswerOutcome {
  return { outcome: 'refused', code: 'answerNotTaken', reason }
}

async function call(ctx: Context, request: ActivationRequest, answer: Answer): Promise<AnswerOutcome> {
  const { by: personId, requestId, verdict, reason } = answer
  const { activatable } = request.terms
  const key = answerKey(requestId, personId)
  try {
    const order = { key, personId, activationKey: requestId, activatable, verdict, reason }
    return (await ctx.directory.answer?.(order)) ?? notTaken('no such approval')
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return notTaken(error.message)
    throw error
  }
}
