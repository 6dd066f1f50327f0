import { awaitsSignIn, isAskedInDirectory } from '../domain/activation-request.ts'
import type { PersonId } from '../domain/values.ts'
import type { PurposeView } from '../ports/engine.ts'
import type { StepUpPurpose } from '../ports/step-up.ts'
import { decidersNow, standingOf } from './authority.ts'
import type { Context } from './context.ts'
import { requestCard } from './views/living-cards.ts'

/** The request a step-up page is about, while there is something to prove for it and this person may see it. */
export async function purposeView(
  ctx: Context,
  purpose: StepUpPurpose,
  personId: PersonId,
): Promise<PurposeView | null> {
  const request = await ctx.store.request(purpose.requestId)
  if (!request) return null
  if (purpose.kind === 'request') {
    const isOpen = request.status === 'pendingVerification' && request.requesterId === personId
    return isOpen ? requestCard(ctx, request) : null
  }
  if (purpose.kind === 'activate') {
    const isOpen = awaitsSignIn(request) && request.requesterId === personId
    return isOpen ? { ...(await requestCard(ctx, request)), challenge: request.signIn?.challenge ?? null } : null
  }
  const isOpen = purpose.kind === 'answer' ? isAskedInDirectory(request) : request.status === 'pendingApproval'
  if (!isOpen || request.termsVersion !== purpose.termsVersion) return null
  const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
  const mayDecide = decidersNow(standing, request.approval?.escalatedAt != null).includes(personId)
  return mayDecide ? requestCard(ctx, request) : null
}
