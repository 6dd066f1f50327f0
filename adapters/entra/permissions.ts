import type { EntraDirectoryConfig } from './config.ts'

/** An application permission of Microsoft Graph. Ids: https://learn.microsoft.com/graph/permissions-reference */
export interface Permission {
  readonly name: string
  readonly id: string
  readonly why: string
  /** Elevate runs without it, and this is then not known: said where it would have been shown. */
  readonly without?: string
  /** Which deployments ask for it. */
  readonly when: 'always' | 'application' | 'delegated' | 'groups' | 'groupsApplication' | 'groupsDelegated'
}

export const PERMISSIONS: readonly Permission[] = [
  {
    name: 'User.Read.All',
    id: 'df021288-bdef-4463-88db-98f22de89214',
    why: 'Names, and whether an account is enabled or a guest: decided on at every step.',
    when: 'always',
  },
  {
    name: 'GroupMember.Read.All',
    id: '98830695-27a2-44f7-8c18-0c3ebc9698f6',
    why: 'Who is in the groups of approvers, and which groups a person holds roles through.',
    when: 'always',
  },
  {
    name: 'AdministrativeUnit.Read.All',
    id: '134fd756-38ce-4afd-ba33-e9623dbe66c2',
    why: 'Names of the units that roles are limited to.',
    when: 'always',
  },
  {
    name: 'RoleEligibilitySchedule.Read.Directory',
    id: 'ff278e11-4a33-4d0c-83d2-d01dc58929a5',
    why: 'Who is eligible for what.',
    when: 'always',
  },
  {
    name: 'RoleAssignmentSchedule.Read.Directory',
    id: 'd5fe8ce8-684c-4c83-a52c-46e882ce4be1',
    why: 'What has started and what has ended, and the requests for it.',
    when: 'delegated',
  },
  {
    name: 'RoleManagementPolicy.Read.Directory',
    id: 'fdc4c997-9942-4479-bfcb-75a36d1138df',
    why: "The tenant's own role settings, which Elevate never goes beyond.",
    when: 'always',
  },
  {
    name: 'Policy.Read.ConditionalAccess',
    id: '37730810-e9ba-4e46-b07e-8ca78d182097',
    why: 'Whether an authentication context that a role asks for is enforced by an enabled policy.',
    when: 'always',
  },
  {
    name: 'AuditLog.Read.All',
    id: 'b0afded3-3588-46d8-8b3d-9842eff778da',
    why: "When people last signed in, and PIM's own log of what was done outside Elevate.",
    without: 'Stale accounts, the use of emergency accounts, and some changes made outside Elevate are not known.',
    when: 'always',
  },
  {
    name: 'RoleManagementAlert.Read.Directory',
    id: 'ef31918f-2d50-4755-8943-b8638c0a077e',
    why: "PIM's own alerts, so that nothing is told twice.",
    without: 'Alerts that only PIM raises are not shown.',
    when: 'always',
  },
  {
    name: 'LicenseAssignment.Read.All',
    id: 'e2f98668-2877-4f38-a2f4-8202e0717aa1',
    why: 'Whether the subscription that carries PIM is about to run out.',
    without: 'A licence that has run out is noticed only when PIM stops answering.',
    when: 'always',
  },
  {
    name: 'RoleAssignmentSchedule.Remove.Directory',
    id: 'd3495511-98b7-4df3-b317-4e35c19f6129',
    why: 'To revoke, and to end early: this permission can take away and nothing else.',
    when: 'delegated',
  },
  {
    name: 'RoleAssignmentSchedule.ReadWrite.Directory',
    id: 'dd199f4a-f148-40a4-a2ec-f0069cc799ec',
    why: 'To assign with an end, to revoke, and to read both. It can assign any role to anybody: treat its credential as tier 0.',
    when: 'application',
  },
  {
    name: 'PrivilegedEligibilitySchedule.Read.AzureADGroup',
    id: 'edb419d6-7edc-42a3-9345-509bfdf5d87c',
    why: 'Who may join a group of PIM for Groups.',
    when: 'groups',
  },
  {
    name: 'RoleManagementPolicy.Read.AzureADGroup',
    id: '69e67828-780e-47fd-b28c-7b27d14864e6',
    why: 'The settings of those groups.',
    when: 'groups',
  },
  {
    name: 'PrivilegedAssignmentSchedule.Read.AzureADGroup',
    id: 'cd4161cb-f098-48f8-a884-1eda9a42434c',
    why: 'Who has joined them.',
    when: 'groupsDelegated',
  },
  {
    name: 'PrivilegedAssignmentSchedule.Remove.AzureADGroup',
    id: '55d1104b-3821-413d-b3ca-e2393d333cd3',
    why: 'To end a membership early.',
    when: 'groupsDelegated',
  },
  {
    name: 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
    id: '41202f2c-f7ab-45be-b001-85c9728b9d69',
    why: 'To let people join, with an end, and to end it early.',
    when: 'groupsApplication',
  },
]

/** The least that a deployment needs. */
export function permissionsFor({
  activation,
  groups,
}: Pick<EntraDirectoryConfig, 'activation' | 'groups'>): readonly Permission[] {
  const hasGroups = groups.length > 0
  const wanted = new Set<Permission['when']>([
    'always',
    activation,
    ...(hasGroups ? (['groups', activation === 'delegated' ? 'groupsDelegated' : 'groupsApplication'] as const) : []),
  ])
  return PERMISSIONS.filter(({ when }) => wanted.has(when))
}

/** Delegated scopes of a person's sign-in for an activation of their own. */
export const DELEGATED_SCOPES: readonly { readonly name: string; readonly id: string; readonly groups: boolean }[] = [
  { name: 'RoleAssignmentSchedule.ReadWrite.Directory', id: '8c026be3-8e26-4774-9372-8d5d6f21daff', groups: false },
  {
    name: 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
    id: '06dbc45d-6708-4ef0-a797-f797ee68bf4b',
    groups: true,
  },
]

/** Permissions that a token carries. For the checks only: who a token is for is decided by Graph, not here. */
export function permissionsIn(token: string): readonly string[] | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const roles = typeof claims === 'object' && claims !== null && 'roles' in claims ? claims.roles : []
    return Array.isArray(roles) ? roles.map(String) : []
  } catch {
    return null
  }
}
