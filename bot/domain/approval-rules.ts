import type { ActivationRequest } from './activation-request.ts'
import { type Refusal, refusal } from './refusal.ts'
import type { PersonId } from './values.ts'

/** Why this person's approval or denial does not count, or null where it does. `approvers` are those of this moment. */
export function decisionRefusal(
  request: ActivationRequest,
  personId: PersonId,
  approvers: readonly PersonId[],
): Refusal | null {
  if (personId === request.requesterId) return refusal('ownRequest')
  if (!approvers.includes(personId)) return refusal('notApprover')
  return null
}

/** Those whose earlier approval still counts: distinct, still approvers, proven where that is asked, never the requester. */
export function validVoters(
  request: ActivationRequest,
  approvers: readonly PersonId[],
  needsProof = false,
): readonly PersonId[] {
  const voters = request.votes.filter((vote) => vote.proven || !needsProof).map((vote) => vote.personId)
  return [...new Set(voters)].filter((id) => id !== request.requesterId && approvers.includes(id))
}

/** People who may decide and are not told right now because they said they are away. */
export function splitAway(
  approvers: readonly PersonId[],
  away: ReadonlySet<PersonId>,
): { readonly present: readonly PersonId[]; readonly away: readonly PersonId[] } {
  return {
    present: approvers.filter((id) => !away.has(id)),
    away: approvers.filter((id) => away.has(id)),
  }
}

/**
 * Whom to show an approval card: the approvers present; where these cannot make up the quorum alone, the people it
 * would escalate to as well, and at last everybody, for nobody to wait unseen.
 */
export function peopleToNotify(
  approvers: readonly PersonId[],
  escalation: readonly PersonId[],
  away: ReadonlySet<PersonId>,
  required: number,
): readonly PersonId[] {
  const present = splitAway(approvers, away).present
  if (present.length >= required) return present
  const withEscalation = [...new Set([...present, ...splitAway(escalation, away).present])]
  return withEscalation.length >= required ? withEscalation : [...new Set([...approvers, ...withEscalation])]
}
