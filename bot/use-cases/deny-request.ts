import { isAskedInDirectory, isUndecided } from '../domain/activation-request.ts'
import { decisionRefusal } from '../domain/approval-rules.ts'
import { refusal } from '../domain/refusal.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import { askForAnswer } from './answer-in-directory.ts'
import { decidersNow, standingOf } from './authority.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, decideRequest, type Result } from './decide-request.ts'
import { confirmationCard } from './views/answers.ts'

export interface Denial {
  readonly by: PersonId
  readonly requestId: RequestId
  readonly termsVersion: number | null
  readonly reason: string | null
}

/** Denies for good. One denial ends the request; the requester is told why. */
export function denyRequest(ctx: Context, origin: Origin | null, denial: Denial): Promise<Result> {
  const { by, requestId, reason } = denial
  return decideRequest(ctx, requestId, by, origin, async (request) => {
    const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
    const deciders = decidersNow(standing, request.approval?.escalatedAt != null)
    const refused = (await accessRefusal(ctx, 'deny', by, request, deciders)) ?? decisionRefusal(request, by, deciders)
    if (refused) return { event: refused }
    if (!isUndecided(request)) return { event: refusal('alreadyDecided', { status: request.status }) }
    if (denial.termsVersion !== null && denial.termsVersion !== request.termsVersion)
      return { event: refusal('staleCard') }
    if (!reason?.trim()) return { event: refusal('reasonMissing') }
    if (isAskedInDirectory(request)) {
      const { termsVersion } = request
      return askForAnswer(ctx, { by, requestId, termsVersion, verdict: 'deny', reason: reason.trim() })
    }
    return {
      event: { type: 'deny', by, reason: reason.trim() },
      reply: (next) => confirmationCard('denied', next.id, {}),
    }
  })
}
