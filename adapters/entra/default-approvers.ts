import { DIRECTORY_SCOPE, type PrincipalRef } from '../../bot/index.ts'
import { holdersOf, there } from './assignments.ts'
import { NEVER_ASSIGNED } from './config.ts'
import type { EntraParts } from './entra-parts.ts'
import * as paths from './graph/paths.ts'
import { activeRoleShape, readAs } from './graph/shapes.ts'
import type { PolicyRules } from './role-settings.ts'

/** Who approves where a policy names nobody: whoever holds one of these now, for the whole directory. */
export const DEFAULT_APPROVING = NEVER_ASSIGNED.filter(({ name }) =>
  /^(Global|Privileged Role) Administrator$/.test(name),
)

/**
 * A policy that demands approval and names nobody has the Privileged Role and Global Administrators approve.
 * https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings
 */
export async function withDefaultApprovers(parts: EntraParts, policy: PolicyRules): Promise<PolicyRules> {
  if (policy.approvers?.length !== 0) return policy
  const lists = await Promise.all(DEFAULT_APPROVING.map(({ id }) => parts.graph.list(paths.activeRoles(undefined, id))))
  const rows = lists.flatMap((list) => there(list)).map((row) => readAs(activeRoleShape, row, 'an active assignment'))
  const principals = rows.filter(({ directoryScopeId }) => directoryScopeId === DIRECTORY_SCOPE)
  const people = await Promise.all(principals.map(({ principalId }) => holdersOf(parts.people, principalId)))
  const approvers = [...new Set(people.flat())].map((personId): PrincipalRef => ({ kind: 'person', personId }))
  return { ...policy, approvers }
}
