import type {
  Approval,
  GraphAudit,
  GraphGroup,
  GraphOwnAlert,
  GraphPlan,
  GraphSignIns,
  GraphSku,
  GraphUser,
  Holding,
  Policy,
  ScheduleRequest,
  Target,
} from './model.ts'
import type { TenantState } from './state.ts'

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

/** Graph's answers of the roles' family; the groups' family says the same with other names. */
export function instanceView(holding: Holding, kind: 'eligible' | 'active') {
  const { target } = holding
  const schedule =
    target.kind === 'role'
      ? { [kind === 'active' ? 'roleAssignmentScheduleId' : 'roleEligibilityScheduleId']: holding.id }
      : { [kind === 'active' ? 'assignmentScheduleId' : 'eligibilityScheduleId']: holding.id }
  const type = target.kind === 'role' ? holding.type : holding.type.toLowerCase()
  return {
    id: holding.instanceId,
    principalId: holding.principalId,
    ...targetView(target),
    startDateTime: iso(holding.startAt),
    endDateTime: iso(holding.endAt),
    memberType: target.kind === 'role' ? 'Direct' : 'direct',
    ...(kind === 'active' && { assignmentType: type }),
    ...(kind === 'active' && target.kind === 'role' && { roleAssignmentOriginId: `o-${holding.id}` }),
    ...schedule,
  }
}

export function targetView(target: Target) {
  return target.kind === 'role'
    ? { roleDefinitionId: target.roleDefinitionId, directoryScopeId: target.directoryScopeId, appScopeId: null }
    : { groupId: target.groupId, accessId: target.accessId }
}

/** `action` comes back with a capital, whatever was sent. */
export function requestView(request: ScheduleRequest, now: number) {
  const { id, principalId, target, createdBy, justification, ticketInfo, approvalId, isValidationOnly } = request
  const isSettled = now >= request.settledFrom
  return {
    id,
    status: isSettled ? request.status : 'PendingProvisioning',
    action: request.action.charAt(0).toUpperCase() + request.action.slice(1),
    principalId,
    ...targetView(target),
    createdDateTime: iso(request.createdAt),
    completedDateTime: isSettled ? iso(request.settledFrom) : null,
    approvalId,
    isValidationOnly,
    targetScheduleId: request.targetScheduleId,
    justification,
    ticketInfo: ticketInfo ?? { ticketNumber: null, ticketSystem: null },
    scheduleInfo: request.scheduleInfo && { ...request.scheduleInfo, recurrence: null },
    createdBy: {
      user: { id: createdBy.user },
      application: createdBy.application === null ? null : { id: createdBy.application },
    },
  }
}

export function userView({
  id,
  displayName,
  userPrincipalName,
  accountEnabled,
  userType,
  preferredLanguage,
}: GraphUser) {
  return { id, displayName, userPrincipalName, accountEnabled, userType, preferredLanguage }
}

/** Left out for whoever never signed in. */
export function signInView(signIns: GraphSignIns | undefined) {
  if (!signIns) return {}
  const { lastSuccessful, lastAttempt = lastSuccessful, lastNonInteractive = null } = signIns
  return {
    signInActivity: {
      lastSuccessfulSignInDateTime: iso(lastSuccessful),
      lastSignInDateTime: iso(lastAttempt),
      lastNonInteractiveSignInDateTime: iso(lastNonInteractive),
    },
  }
}

export function planView(id: string, plans: readonly GraphPlan[]) {
  return { id, assignedPlans: plans.map((plan) => ({ ...plan, service: 'AADPremiumService' })) }
}

export function skuView({ skuPartNumber, capabilityStatus, servicePlanIds }: GraphSku) {
  const servicePlans = servicePlanIds.map((servicePlanId) => ({ servicePlanId, provisioningStatus: 'Success' }))
  return { id: `tenant_${skuPartNumber}`, skuPartNumber, capabilityStatus, servicePlans }
}

export function groupView({ id, displayName, isAssignableToRole }: GraphGroup) {
  return { id, displayName, isAssignableToRole }
}

export function memberView(state: TenantState, id: string) {
  const isUser = state.users.has(id)
  const group = state.groups.get(id)
  return isUser
    ? { '@odata.type': '#microsoft.graph.user', id }
    : {
        '@odata.type': '#microsoft.graph.group',
        id,
        displayName: group?.displayName ?? null,
        isAssignableToRole: group?.isAssignableToRole ?? false,
      }
}

export function approvalView(
  { id, stepId, result, reviewedBy, justification, approvers }: Approval,
  callerId: string,
  isOver: boolean,
) {
  const reviewResult = result === 'Approve' ? 'Approved' : result === 'Deny' ? 'Denied' : result
  const step = {
    id: stepId,
    status: result !== 'NotReviewed' ? 'Completed' : isOver ? 'Expired' : 'InProgress',
    reviewResult,
    assignedToMe: approvers.includes(callerId),
    reviewedBy: reviewedBy === null ? null : { id: reviewedBy },
    justification,
  }
  return { id, steps: [step], stages: [step] }
}

/** The seventeen rules with their fixed ids. */
export function rulesOf(policy: Policy) {
  const levels = ['Admin_Eligibility', 'Admin_Assignment', 'EndUser_Assignment']
  const notifications = levels.flatMap((level) =>
    ['Admin', 'Requestor', 'Approver'].map((recipient) =>
      rule('Notification', `Notification_${recipient}_${level}`, {
        notificationType: 'Email',
        recipientType: recipient,
        notificationLevel: 'All',
        isDefaultRecipientsEnabled: true,
        notificationRecipients: [],
      }),
    ),
  )
  return [
    rule('Expiration', 'Expiration_Admin_Eligibility', { isExpirationRequired: false, maximumDuration: 'P365D' }),
    rule('Enablement', 'Enablement_Admin_Eligibility', { enabledRules: [] }),
    rule('Expiration', 'Expiration_Admin_Assignment', {
      isExpirationRequired: policy.adminMaximum !== null,
      maximumDuration: policy.adminMaximum ?? 'P180D',
    }),
    rule('Enablement', 'Enablement_Admin_Assignment', { enabledRules: policy.adminRules }),
    rule('Expiration', 'Expiration_EndUser_Assignment', {
      isExpirationRequired: true,
      maximumDuration: policy.maximumDuration,
    }),
    rule('Enablement', 'Enablement_EndUser_Assignment', { enabledRules: policy.activationRules }),
    rule('Approval', 'Approval_EndUser_Assignment', { setting: approvalSetting(policy) }),
    rule('AuthenticationContext', 'AuthenticationContext_EndUser_Assignment', {
      isEnabled: policy.authenticationContext !== null,
      claimValue: policy.authenticationContext,
    }),
    ...notifications,
  ]
}

function approvalSetting({ approvers }: Policy) {
  const primaryApprovers = (approvers ?? []).map((approver) =>
    'userId' in approver
      ? { '@odata.type': '#microsoft.graph.singleUser', userId: approver.userId }
      : { '@odata.type': '#microsoft.graph.groupMembers', groupId: approver.groupId },
  )
  return {
    isApprovalRequired: approvers !== null,
    isRequestorJustificationRequired: true,
    approvalMode: 'SingleStage',
    approvalStages: [{ approvalStageTimeOutInDays: 1, isApproverJustificationRequired: true, primaryApprovers }],
  }
}

function rule(type: string, id: string, content: object) {
  const [caller, level] = id.includes('EndUser') ? ['EndUser', 'Assignment'] : ['Admin', id.split('_').at(-1)]
  return {
    '@odata.type': `#microsoft.graph.unifiedRoleManagementPolicy${type}Rule`,
    id,
    ...content,
    target: { caller, operations: ['All'], level, inheritableSettings: [], enforcedSettings: [] },
  }
}

/** Details have the request's id and the role's; targets come in no fixed order. */
export function auditView({ id, at, activity, result, by, principalId, target, requestId }: GraphAudit) {
  const roleId = target?.kind === 'role' ? target.roleDefinitionId : null
  const details = { RoleDefinitionOriginId: roleId, TemplateId: roleId, RequestId: requestId }
  const group = target?.kind === 'group' ? target : null
  return {
    id,
    activityDateTime: iso(at),
    activityDisplayName: activity,
    category: group ? 'GroupManagement' : 'RoleManagement',
    correlationId: id,
    loggedByService: 'PIM',
    operationType: 'Update',
    result,
    resultReason: null,
    initiatedBy: {
      user: by.user === null ? null : { id: by.user, displayName: by.user, userPrincipalName: null, ipAddress: null },
      app: by.application === null ? null : { appId: by.application, displayName: 'An application' },
    },
    targetResources: [
      ...(roleId === null ? [] : [targetRow('Role', roleId)]),
      ...(group ? [targetRow('Role', group.accessId), targetRow('Group', group.groupId)] : []),
      ...(principalId === null ? [] : [targetRow('User', principalId)]),
    ],
    additionalDetails: Object.entries(details).flatMap(([key, value]) => (value === null ? [] : [{ key, value }])),
  }
}

function targetRow(type: string, id: string) {
  const displayName = type === 'Role' && id.length < 8 ? id : `${type} ${id}`
  return { type, id, displayName, userPrincipalName: null, modifiedProperties: [] }
}

/** What never fired was changed at the beginning of time. */
export function ownAlertView(
  { type, isActive, incidentCount, isEnabled, modifiedAt }: GraphOwnAlert,
  isExpanded: boolean,
) {
  const id = `DirectoryRole_c0ffee00-0000-4000-8000-000000000001_${type}`
  const scope = { alertDefinitionId: id, scopeId: '/', scopeType: 'DirectoryRole' }
  const alertConfiguration = {
    '@odata.type': '#microsoft.graph.unifiedRoleManagementAlertConfiguration',
    id,
    isEnabled,
  }
  return {
    ...{ id, ...scope, isActive, incidentCount },
    lastModifiedDateTime: iso(modifiedAt) ?? '0001-01-01T08:00:00Z',
    lastScannedDateTime: '0001-01-01T08:00:00Z',
    ...(isExpanded && { alertConfiguration: { ...alertConfiguration, ...scope } }),
  }
}
