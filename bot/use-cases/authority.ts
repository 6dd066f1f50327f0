import { type Activatable, sameActivatable } from '../domain/activatable.ts'
import { peopleToNotify } from '../domain/approval-rules.ts'
import { tierOf } from '../domain/catalogue/catalogue.ts'
import { ACCESS_KINDS, type AccessKind } from '../domain/organisation.ts'
import type { Person, PrincipalRef } from '../domain/person.ts'
import type { ApprovalSettings, RoleSettings, Tier } from '../domain/role-settings.ts'
import type { PersonId } from '../domain/values.ts'
import type { Context } from './context.ts'
import { awayPeople, blockedPeople, isBlocked } from './facts.ts'
import { settingsNow } from './settings-now.ts'

/** What the directory and the settings say of one person and one activatable, at this moment. Never kept. */
export interface Situation {
  readonly person: Person | null
  readonly isEmergencyAccount: boolean
  readonly isBlocked: boolean
  readonly isEligible: boolean
  readonly tier: Tier
  readonly settings: RoleSettings | null
  /** Enabled people who may decide; the requester, emergency accounts and blocked people aside. */
  readonly approvers: readonly PersonId[]
  /** Who joins them once the request has escalated. */
  readonly escalation: readonly PersonId[]
  readonly notify: readonly PersonId[]
}

/** Asks the directory anew. Throws `DirectoryUnavailable`: nothing may be decided without an answer. */
export async function standingOf(ctx: Context, requesterId: PersonId, activatable: Activatable): Promise<Situation> {
  const tier = tierOf(activatable, ctx.organisation.tiers)
  const settings = await settingsNow(ctx, activatable)
  const [person, eligible, blocked, approvers, escalation, away] = await Promise.all([
    ctx.directory.person(requesterId),
    ctx.directory.eligibleAssignments(requesterId),
    isBlocked(ctx, requesterId),
    deciders(ctx, settings?.approval ?? null, settings?.approval?.approvers ?? [], requesterId),
    deciders(ctx, settings?.approval ?? null, settings?.approval?.escalateTo ?? [], requesterId),
    awayPeople(ctx),
  ])
  const now = ctx.time.now()
  const isEligible = eligible.some(
    (assignment) => sameActivatable(assignment.activatable, activatable) && (assignment.endsAt ?? now + 1) > now,
  )
  return {
    person,
    isEmergencyAccount: ctx.organisation.emergencyAccounts.includes(requesterId),
    isBlocked: blocked,
    isEligible,
    tier,
    settings,
    approvers,
    escalation,
    notify: peopleToNotify(approvers, escalation, away, settings?.approval?.required ?? 1),
  }
}

/** Everybody who may decide on this request now. Having been notified is no part of it. */
export function decidersNow(standing: Situation, hasEscalated: boolean): readonly PersonId[] {
  return hasEscalated ? [...new Set([...standing.approvers, ...standing.escalation])] : standing.approvers
}

async function deciders(
  ctx: Context,
  approval: ApprovalSettings | null,
  refs: readonly PrincipalRef[],
  requesterId: PersonId,
): Promise<readonly PersonId[]> {
  const among = approval?.among && new Set(await peopleOf(ctx, approval.among))
  const ids = (await peopleOf(ctx, refs)).filter(
    (id) =>
      id !== requesterId && !ctx.organisation.emergencyAccounts.includes(id) && (among === undefined || among.has(id)),
  )
  const people = await Promise.all(ids.map((id) => ctx.directory.person(id)))
  const blocked = await blockedPeople(ctx)
  const able = people.filter((person): person is Person => person?.enabled === true && !blocked.has(person.id))
  return able.map((person) => person.id)
}

export async function peopleOf(ctx: Context, refs: readonly PrincipalRef[]): Promise<readonly PersonId[]> {
  const lists = await Promise.all(
    refs.map((ref) => (ref.kind === 'person' ? [ref.personId] : ctx.directory.membersOf(ref.groupId))),
  )
  return [...new Set(lists.flat())]
}

/** What this person may do beyond asking, approving and ending their own. Who is blocked may do nothing more. */
export async function accessOf(ctx: Context, personId: PersonId): Promise<readonly AccessKind[]> {
  if (await isBlocked(ctx, personId)) return []
  const held = await Promise.all(
    ACCESS_KINDS.map(async (kind) => {
      const people = await peopleOf(ctx, ctx.organisation.access[kind])
      return people.includes(personId) ? kind : null
    }),
  )
  return held.filter((kind): kind is AccessKind => kind !== null)
}
