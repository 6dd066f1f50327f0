import type { TenantFacts } from '../../../adapters/entra/index.ts'
import { ACCESS_KINDS } from '../../domain/organisation.ts'
import type { PrincipalRef } from '../../domain/person.ts'
import { error, type Finding, warning } from './finding.ts'
import { isUnread, judgeApprovers } from './judge-approvers.ts'
import type { Judged } from './judge-roles.ts'
import { nameOf } from './name-of.ts'

/** People and groups that the configuration names, and who is left to approve. */
export function judgePeople(judged: Judged): readonly Finding[] {
  return [
    ...named(judged).flatMap(({ ref, where }) => refFinding(judged.facts, ref, where) ?? []),
    ...emergencyFindings(judged),
    ...judgeApprovers(judged),
    ...listFindings(judged),
  ]
}

/** Every principal in the configuration with its place. */
export function named({ organisation }: Pick<Judged, 'organisation'>): { ref: PrincipalRef; where: string }[] {
  const access = ACCESS_KINDS.flatMap((kind) =>
    organisation.access[kind].map((ref) => ({ ref, where: `access.${kind}` })),
  )
  const settings = organisation.roleSettings.flatMap(({ settings: { approval } }, index) => [
    ...(approval?.approvers ?? []).map((ref) => ({ ref, where: `roleSettings[${index}].approval.approvers` })),
    ...(approval?.escalateTo ?? []).map((ref) => ({ ref, where: `roleSettings[${index}].approval.escalateTo` })),
  ])
  const emergency = organisation.emergencyAccounts.map((personId) => ({
    ref: { kind: 'person', personId } as const,
    where: 'emergencyAccounts',
  }))
  return [...access, ...settings, ...emergency]
}

function refFinding(facts: TenantFacts, ref: PrincipalRef, where: string): Finding | null {
  if (isUnread(facts, ref)) return null
  if (ref.kind === 'group') {
    const group = facts.groups.get(ref.groupId)
    if (!group) return error(`${where}: there is no group ${ref.groupId} in the tenant.`)
    return group.members.length === 0 ? warning(`${where}: the group ${group.displayName} is empty.`) : null
  }
  const person = facts.people.get(ref.personId)
  if (!person) return error(`${where}: there is no member ${ref.personId} in the tenant (guests count for nobody).`)
  return person.enabled || where === 'emergencyAccounts'
    ? null
    : warning(`${where}: ${person.displayName} is disabled.`)
}

function emergencyFindings({ facts, organisation }: Judged): Finding[] {
  return organisation.emergencyAccounts
    .filter((id) => facts.eligible?.some(({ personId }) => personId === id))
    .map((id) =>
      warning(
        `emergencyAccounts: ${id} holds eligible assignments: it is kept outside Elevate and should hold standing ones.`,
      ),
    )
}

/** What is listed under `directory`, and nobody could use. */
function listFindings({ facts, config, activatables }: Judged): Finding[] {
  if (facts.eligible === null) return []
  const eligible = new Set(
    facts.eligible.map(({ activatable }) =>
      activatable.kind === 'role' ? activatable.roleDefinitionId : activatable.groupId,
    ),
  )
  const groups = config.groups.flatMap((id) => {
    if (facts.groups.get(id) === null) return [error(`directory.groups: there is no group ${id} in the tenant.`)]
    return eligible.has(id) ? [] : [warning(`directory.groups: nobody is eligible to join ${id}.`)]
  })
  const roles = activatables.flatMap((what) =>
    what.kind === 'role' && !eligible.has(what.roleDefinitionId)
      ? [warning(`directory.roles: nobody is eligible for ${nameOf(what)}.`)]
      : [],
  )
  return [...groups, ...roles]
}
