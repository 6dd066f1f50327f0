import { DEFAULT_APPROVING } from '../../../adapters/entra/default-approvers.ts'
import type { PolicyRules, TenantFacts } from '../../../adapters/entra/index.ts'
import { toDirectorySettings } from '../../../adapters/entra/role-settings.ts'
import { type Activatable, activatableKey, DIRECTORY_SCOPE } from '../../domain/activatable.ts'
import { tierOf } from '../../domain/catalogue/catalogue.ts'
import { stricterOf } from '../../domain/directory-settings.ts'
import type { PrincipalRef } from '../../domain/person.ts'
import { type ApprovalSettings, settingsFor } from '../../domain/role-settings.ts'
import { error, type Finding, warning } from './finding.ts'
import type { Judged } from './judge-roles.ts'
import { nameOf } from './name-of.ts'

/**
 * Who is left to approve, as it is decided when somebody asks: where both the settings and the tenant name approvers, those
 * whom both name. Counted for each person who could ask: nobody approves their own request.
 */
export function judgeApprovers(judged: Judged): readonly Finding[] {
  return judged.activatables.flatMap((what) => approverFinding(judged, what) ?? [])
}

function approverFinding(judged: Judged, what: Activatable): Finding | null {
  const { facts, organisation } = judged
  const approval = approvalOf(judged, what)
  if (!approval || refsOf(approval).some((ref) => isUnread(facts, ref))) return null
  const among = approval.among && new Set(peopleBehind(facts, approval.among))
  const able = peopleBehind(facts, approval.approvers).filter(
    (id) =>
      facts.people.get(id)?.enabled === true &&
      !organisation.emergencyAccounts.includes(id) &&
      (among === undefined || among.has(id)),
  )
  const name = nameOf(what)
  const whom = among === undefined ? 'who could approve' : 'whom both roleSettings and the tenant let approve'
  if (able.length < approval.required) {
    return error(
      `${name}: ${approval.required} approvals are asked of ${able.length} people ${whom}: nobody can activate it. Name more approvers, or ask for fewer approvals.`,
    )
  }
  const key = activatableKey(what)
  const holders = (facts.eligible ?? []).filter(({ activatable }) => activatableKey(activatable) === key)
  const stuck = holders.filter(({ personId }) => able.filter((id) => id !== personId).length < approval.required)
  if (stuck.length > 0) {
    return error(
      `${name}: ${stuck.length} of ${holders.length} eligible people are needed to approve their own request, which nobody may. Name more approvers.`,
    )
  }
  return able.length === approval.required
    ? warning(`${name}: exactly ${able.length} can approve: when one is away, nobody can activate it. Name one more.`)
    : null
}

/** As it is asked for when somebody submits. Null where nobody is asked, or where that is not known. */
function approvalOf({ facts, organisation, config }: Judged, what: Activatable): ApprovalSettings | null {
  const ours = settingsFor(what, tierOf(what, organisation.tiers), organisation.roleSettings)
  const policy = facts.policies.get(activatableKey(what)) ?? null
  if (!ours || !policy?.approvers) return ours?.approval ?? null
  const approvers = policy.approvers.length > 0 ? policy.approvers : defaultApprovers(facts)
  return approvers && stricterOf(ours, toDirectorySettings({ ...policy, approvers }, config)).approval
}

/** Whoever holds one of the roles that approve where a policy names nobody. Null where that was not read. */
function defaultApprovers({ active, people }: TenantFacts): PolicyRules['approvers'] {
  const holders = active?.filter(
    ({ activatable }) =>
      activatable.kind === 'role' &&
      activatable.scope === DIRECTORY_SCOPE &&
      DEFAULT_APPROVING.some(({ id }) => id === activatable.roleDefinitionId),
  )
  const ids = holders && [...new Set(holders.map(({ personId }) => personId))]
  return ids?.every((id) => people.has(id)) ? ids.map((personId) => ({ kind: 'person', personId })) : null
}

const refsOf = ({ approvers, among = [] }: ApprovalSettings): readonly PrincipalRef[] => [...approvers, ...among]

/** Said once, where it was read; nothing follows from it. */
export function isUnread({ people, groups }: TenantFacts, ref: PrincipalRef): boolean {
  if (ref.kind === 'person') return !people.has(ref.personId)
  const group = groups.get(ref.groupId)
  return group === undefined || (group?.members.some((id) => !people.has(id)) ?? false)
}

function peopleBehind(facts: TenantFacts, refs: readonly PrincipalRef[]): readonly string[] {
  const lists = refs.map((ref) =>
    ref.kind === 'person' ? [ref.personId] : (facts.groups.get(ref.groupId)?.members ?? []),
  )
  return [...new Set(lists.flat())]
}
