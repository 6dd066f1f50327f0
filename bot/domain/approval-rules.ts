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

export interface Asking {
  /** Who may decide now and has not. */
  readonly deciders: readonly PersonId[]
  /** Who would join them by escalating; nobody once that has happened. */
  readonly escalation: readonly PersonId[]
  readonly away: ReadonlySet<PersonId>
  readonly unreachable: ReadonlySet<PersonId>
  /** Approvals still missing. */
  readonly needed: number
}

export interface AskedInstead {
  readonly notify: readonly PersonId[]
  readonly escalates: boolean
  readonly short: { readonly reachable: number; readonly needed: number } | null
}

/**
 * Whom to ask because somebody cannot be reached. Where those who are present suffice they have their cards already;
 * else the escalation people join at once; else those who are away are disturbed. Who can be reached may still be too
 * few: then a person has to find another way.
 */
export function askedInstead({ deciders, escalation, away, unreachable, needed }: Asking): AskedInstead {
  const canBe = (people: readonly PersonId[]) => people.filter((id) => !unreachable.has(id))
  const present = canBe(splitAway(deciders, away).present)
  if (present.length >= needed) return { notify: present, escalates: false, short: null }
  const joining = canBe(escalation.filter((id) => !deciders.includes(id)))
  const notDisturbing = [...present, ...splitAway(joining, away).present]
  const everybody = [...canBe(deciders), ...joining]
  const notify = notDisturbing.length >= needed ? notDisturbing : everybody
  const short = everybody.length < needed ? { reachable: everybody.length, needed } : null
  return { notify, escalates: joining.length > 0, short }
}
