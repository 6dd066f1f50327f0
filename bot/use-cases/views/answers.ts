import type { ActivationRequest } from '../../domain/activation-request.ts'
import type { Refusal } from '../../domain/refusal.ts'
import type { JsonObject, RequestId } from '../../domain/values.ts'
import type { CardView, Confirmation } from '../../domain/views/card-view.ts'
import type { Context } from '../context.ts'
import { requestFacts } from './request-facts.ts'

/** Cards that answer somebody. */

export function confirmationCard(
  confirmation: Confirmation,
  requestId: RequestId | null,
  params: JsonObject,
): CardView {
  return { card: 'confirmation', confirmation, requestId, params }
}

export function refusalCard(refusals: readonly Refusal[], request: ActivationRequest | null): CardView {
  return { card: 'refusal', refusals, requestId: request?.id ?? null, verifyUrl: null }
}

/** The approver's own proof is needed first; the link leads to it. */
export function stepUpCard(requestId: RequestId, verifyUrl: string): CardView {
  return { card: 'refusal', refusals: [{ code: 'verificationMissing', params: {} }], requestId, verifyUrl }
}

/** The directory takes the answer from the approver alone: the link leads to their sign-in. */
export function signInToAnswerCard(requestId: RequestId, verifyUrl: string): CardView {
  return { card: 'refusal', refusals: [{ code: 'directoryTakesAnswer', params: {} }], requestId, verifyUrl }
}

/** What is open already, in place of a second request. */
export async function openRequestCard(ctx: Context, why: Refusal, open: ActivationRequest | null): Promise<CardView> {
  if (!open) return refusalCard([why], null)
  const items = [await requestFacts(ctx, open)]
  return { card: 'list', list: 'open', items, eligible: [], outside: [] }
}
