/** A call that only reads, and belongs to no request's life. */
export interface ReadingCall {
  readonly name: string
  readonly path: RegExp
  /** Where the path alone does not tell it from others. */
  readonly query?: RegExp
}

const list = (name: string, path: RegExp, query?: RegExp): ReadingCall => ({ name, path, ...(query && { query }) })

/** Of the tenant's own record, which tells what went round Elevate. */
export const RECORD_CALLS: readonly ReadingCall[] = [
  list('the log', /\/auditLogs\/directoryAudits$/),
  list('requests for roles', /\/directory\/roleAssignmentScheduleRequests$/),
  list('requests for groups', /\/group\/assignmentScheduleRequests$/),
]

/** Of everything else that the watch for usage looks at. */
export const WATCH_CALLS: readonly ReadingCall[] = [
  ...RECORD_CALLS,
  list('who is active in roles', /\/directory\/roleAssignmentScheduleInstances$/),
  list('who is active in groups', /\/group\/assignmentScheduleInstances$/),
  list('who is eligible for roles', /\/directory\/roleEligibilityScheduleInstances$/),
  list('who is eligible for groups', /\/group\/eligibilityScheduleInstances$/),
  list('everybody', /\/v1.0\/users$/),
  list('last sign-ins', /\/v1.0\/users\/[^/]+$/, /signInActivity/),
  list('plans', /\/v1.0\/users\/[^/]+$/, /assignedPlans/),
  list('subscriptions', /\/subscribedSkus$/),
  list("the tenant's own alerts", /\/roleManagementAlerts\/alerts$/),
  list('policies', /\/roleManagementPolicyAssignments$/),
  list('groups around a person', /\/users\/[^/]+\/transitiveMemberOf$/),
  list('members of a group', /\/groups\/[^/]+\/transitiveMembers$/),
]

/** Of what `elevate check` looks at. */
export const CHECK_CALLS: readonly ReadingCall[] = [
  list('who is eligible for roles', /\/directory\/roleEligibilityScheduleInstances$/),
  list('who is eligible for groups', /\/group\/eligibilityScheduleInstances$/),
  list('who is active in roles', /\/directory\/roleAssignmentScheduleInstances$/),
  list('who is active in groups', /\/group\/assignmentScheduleInstances$/),
  list('authentication contexts', /\/conditionalAccess\/authenticationContextClassReferences$/),
  list('conditional access policies', /\/conditionalAccess\/policies$/),
  list('policies', /\/roleManagementPolicyAssignments$/),
  list('a person', /\/v1.0\/users\/[^/]+$/),
  list('a group', /\/v1.0\/groups\/[^/]+$/),
  list('members of a group', /\/groups\/[^/]+\/transitiveMembers$/),
]
