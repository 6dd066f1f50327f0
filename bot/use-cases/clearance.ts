import type { ActivationRequest, Terms } from '../domain/activation-request.ts'
import { isTerminal } from '../domain/activation-request.ts'
import { validVoters } from '../domain/approval-rules.ts'
import { durationToMs, HOUR } from '../domain/duration.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { Plan } from '../domain/request-event.ts'
import { asksProof, assessTerms } from '../domain/requirements.ts'
import type { RequestId } from '../domain/values.ts'
import { decidersNow, type Situation } from './authority.ts'
import type { Context } from './context.ts'

/** Why these terms can go no further for this person as things stand now, or null. Asked at every step of the way. */
export function standingRefusal(standing: Situation, terms: Terms, hasProof: boolean): Refusal | null {
  const { person, settings } = standing
  if (!person?.enabled || standing.isEmergencyAccount) return refusal('personDisabled')
  if (standing.isBlocked) return refusal('requesterBlocked')
  if (!standing.isEligible) return refusal('eligibilityLost')
  if (!settings) return refusal('noSettings')
  const assessment = assessTerms(terms, settings)
  if (assessment.missing.length || assessment.refusals.length) return refusal('settingsChanged')
  if (asksProof(settings) && !hasProof) return refusal('verificationMissing')
  return null
}

/** The last question before the directory is called: everything above, and a complete quorum of approvers of now. */
export function provisioningRefusal(standing: Situation, request: ActivationRequest): Refusal | null {
  const refused = standingRefusal(standing, request.terms, request.proof !== null)
  if (refused) return refused
  const approval = standing.settings?.approval
  // Asked for there, once the activation is: without it the directory gives nothing.
  if (!approval || approval.inDirectory) return null
  const deciders = decidersNow(standing, request.approval?.escalatedAt != null)
  const counted = validVoters(request, deciders, standing.settings?.approverStepUp).length
  if (counted >= approval.required) return null
  const lost = request.votes.length > counted
  return refusal(lost ? 'approverLost' : 'approvalIncomplete', { required: approval.required, counted })
}

/** A proof that is there, or that comes with the sign-in that activates: nothing happens without that one. */
export function hasProofInTime(ctx: Context, { proof }: Pick<ActivationRequest, 'proof'>): boolean {
  return proof !== null || ctx.directory.activation === 'delegated'
}

/** What the request still has to pass, and whom to tell. */
export async function planFor(
  ctx: Context,
  standing: Situation,
  request: { readonly continuesRequestId: RequestId | null },
): Promise<Plan> {
  const predecessor = request.continuesRequestId ? await ctx.store.request(request.continuesRequestId) : null
  const waits = predecessor !== null && !isTerminal(predecessor.status)
  const end = predecessor?.activation?.endsAt ?? ctx.time.now()
  return {
    approval: standing.settings?.approval?.inDirectory ? null : (standing.settings?.approval ?? null),
    notify: standing.notify,
    waits,
    waitsUntil: waits ? end + HOUR : null,
    signIn: ctx.directory.activation === 'delegated',
  }
}

/** Whether enough people could approve, the requester aside. */
export function nobodyCanApprove(standing: Situation): Refusal | null {
  const required = standing.settings?.approval?.required ?? 0
  if (standing.approvers.length >= required) return null
  return refusal('nobodyCanApprove', { required, available: standing.approvers.length })
}

/** The latest instant at which these terms could end if they started now. */
export function latestPossibleEnd(terms: Terms, now: number): number {
  const end = now + durationToMs(terms.duration)
  return terms.latestEnd === null ? end : Math.min(end, terms.latestEnd)
}
