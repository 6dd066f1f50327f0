import type { Activatable } from '../../../bot/index.ts'
import { segment, where } from './odata.ts'

const ROLES = '/roleManagement/directory'
const GROUPS = '/identityGovernance/privilegedAccess/group'
const PEOPLE = '$select=id,displayName,userPrincipalName,accountEnabled,userType,preferredLanguage'

export const USERS = `/users?${PEOPLE}&$top=999`
export const AUTHENTICATION_CONTEXTS = '/identity/conditionalAccess/authenticationContextClassReferences'
export const ACCESS_POLICIES = '/identity/conditionalAccess/policies?$select=id,state,conditions'

export const user = (id: string) => `/users/${segment(id)}?${PEOPLE}`
/** Apart from what else is read of a person: without the permission or licence for it the whole answer is refused. */
export const signInsOf = (id: string) => `/users/${segment(id)}?$select=id,signInActivity`
export const plansOf = (id: string) => `/users/${segment(id)}?$select=id,assignedPlans`
export const SUBSCRIPTIONS = '/subscribedSkus'
export const group = (id: string) => `/groups/${segment(id)}?$select=id,displayName,isAssignableToRole`
export const membersOf = (id: string) => `/groups/${segment(id)}/transitiveMembers?$select=id&$top=999`
export const memberOf = (id: string) =>
  `/users/${segment(id)}/transitiveMemberOf?$select=id,displayName,isAssignableToRole&$top=999`
export const unit = (id: string) => `/directory/administrativeUnits/${segment(id)}?$select=id,displayName`

export const eligibleRoles = (principalId?: string) =>
  `${ROLES}/roleEligibilityScheduleInstances${query({ principalId })}`
export const activeRoles = (principalId?: string, roleDefinitionId?: string) =>
  `${ROLES}/roleAssignmentScheduleInstances${query({ principalId, roleDefinitionId })}`
export const eligibleInGroup = (groupId: string) => `${GROUPS}/eligibilityScheduleInstances${query({ groupId })}`
export const activeInGroup = (groupId: string) => `${GROUPS}/assignmentScheduleInstances${query({ groupId })}`

/** Where requests for this kind of assignment are made. */
export function requests({ kind }: Pick<Activatable, 'kind'>): string {
  return kind === 'role' ? `${ROLES}/roleAssignmentScheduleRequests` : `${GROUPS}/assignmentScheduleRequests`
}

/** Lists of the groups' family must name the group. */
export const requestsInGroup = (groupId: string) => `${requests({ kind: 'group' })}${query({ groupId })}`

/** Rows of PIM's log from then on. `category` is in no list of what may be filtered by. */
export function pimLogSince(at: number): string {
  const filter = `loggedByService eq 'PIM' and activityDateTime ge ${new Date(at).toISOString()}`
  return `/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}&$top=999`
}

/** Without this filter the answer is `MissingProvider`. */
export const OWN_ALERTS = `/beta/identityGovernance/roleManagementAlerts/alerts?${where({ scopeId: '/', scopeType: 'DirectoryRole' })}&$expand=alertConfiguration`

export function requestsOf(personId: string, what: Activatable): string {
  const target = what.kind === 'role' ? { roleDefinitionId: what.roleDefinitionId } : { groupId: what.groupId }
  return `${requests(what)}${query({ principalId: personId, ...target })}`
}

export function request(what: Pick<Activatable, 'kind'>, id: string): string {
  return `${requests(what)}/${segment(id)}`
}

export function cancellation(what: Pick<Activatable, 'kind'>, id: string): string {
  return `${request(what, id)}/cancel`
}

/** The approval that a request waits for. Of roles in beta alone. */
export function approval({ kind }: Pick<Activatable, 'kind'>, id: string): string {
  return kind === 'role'
    ? `/beta${ROLES}/roleAssignmentApprovals/${segment(id)}`
    : `${GROUPS}/assignmentApprovals/${segment(id)}`
}

export function approvalStep({ kind }: Pick<Activatable, 'kind'>, approvalPath: string, stepId: string): string {
  return `${approvalPath}/${kind === 'role' ? 'steps' : 'stages'}/${segment(stepId)}`
}

/** The policy of a role is one for all scopes; a group has one for members and one for owners. */
export function policyOf(what: Activatable): string {
  const of =
    what.kind === 'role'
      ? { scopeId: '/', scopeType: 'DirectoryRole', roleDefinitionId: what.roleDefinitionId }
      : { scopeId: what.groupId, scopeType: 'Group', roleDefinitionId: what.access }
  return `/policies/roleManagementPolicyAssignments?${where(of)}&$expand=policy($expand=rules)`
}

function query(fields: { readonly [name: string]: string | undefined }): string {
  return Object.values(fields).some((value) => value !== undefined) ? `?${where(fields)}` : ''
}
