import type { ActivationRequest } from '../domain/activation-request.ts'
import { durationFromMs } from '../domain/duration.ts'
import { justificationSent } from '../domain/requirements.ts'
import { type ActivateOutcome, DirectoryUnavailable } from '../ports/directory.ts'
import { latestPossibleEnd } from './clearance.ts'
import type { Context } from './context.ts'

/** Calls the directory with the request's own key: once made, it makes nothing anew and says how that stands. */
export async function callToActivate(ctx: Context, request: ActivationRequest): Promise<ActivateOutcome> {
  const now = ctx.time.now()
  try {
    return await ctx.directory.activate({
      key: request.id,
      personId: request.requesterId,
      activatable: request.terms.activatable,
      duration: durationFromMs(latestPossibleEnd(request.terms, now) - now),
      latestEnd: request.terms.latestEnd,
      justification: justificationSent(request.terms, request.id),
      ticket: request.terms.ticket,
    })
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return { outcome: 'unknown', reason: error.message }
    throw error
  }
}
