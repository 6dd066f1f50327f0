/**
 * JSON Schemas of exactly what is sent to Graph and read from it. Each field is named as in Microsoft's metadata; a test
 * holds them against the contract where that is at hand. `x-contract` is the schema's name there.
 */
type Schema = { readonly [keyword: string]: unknown }

const text = { type: 'string', minLength: 1 }
const orNull = { type: ['string', 'null'] }
const instant = { type: 'string', format: 'date-time' }
const instantOrNull = { type: ['string', 'null'], format: 'date-time' }
const flag = { type: 'boolean' }

function object(
  properties: { readonly [name: string]: Schema },
  optional: readonly string[] = [],
  contract?: string,
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return {
    type: 'object',
    properties,
    required,
    additionalProperties: false,
    ...(contract && { 'x-contract': contract }),
  }
}

const graph = (name: string) => `microsoft.graph.${name}`
const list = (items: Schema) => ({ type: 'array', items })

const expiration = object(
  {
    type: { enum: ['afterDuration', 'AfterDuration', 'afterDateTime', 'noExpiration'] },
    duration: { type: ['string', 'null'], pattern: '^P' },
    endDateTime: instantOrNull,
  },
  ['duration', 'endDateTime'],
  graph('expirationPattern'),
)
const schedule = (sent: boolean) =>
  object(
    { startDateTime: instantOrNull, expiration, ...(sent ? {} : { recurrence: { type: 'null' } }) },
    [],
    graph('requestSchedule'),
  )
const ticketInfo = object({ ticketNumber: orNull, ticketSystem: orNull }, [], graph('ticketInfo'))
const action = { type: 'string', pattern: '^(admin|self|Admin|Self)[A-Z][a-z]+$' }
const roleTarget = { roleDefinitionId: text, directoryScopeId: { type: 'string', pattern: '^/' } }
const groupTarget = { groupId: text, accessId: { enum: ['member', 'owner'] } }
const identity = { type: ['object', 'null'] }

const sent = {
  action,
  principalId: text,
  justification: { type: 'string', minLength: 1 },
  scheduleInfo: schedule(true),
  ticketInfo,
  isValidationOnly: flag,
}
const ASKED_SOMETIMES = ['scheduleInfo', 'ticketInfo', 'isValidationOnly', 'justification']

const answered = {
  id: text,
  status: text,
  action,
  principalId: text,
  createdDateTime: instant,
  completedDateTime: instantOrNull,
  approvalId: orNull,
  isValidationOnly: flag,
  targetScheduleId: orNull,
  justification: orNull,
  ticketInfo,
  scheduleInfo: { anyOf: [schedule(false), { type: 'null' }] },
  createdBy: object({ user: identity, application: identity }, [], graph('identitySet')),
}

const instance = {
  id: text,
  principalId: text,
  startDateTime: instant,
  endDateTime: instantOrNull,
  memberType: text,
}
const appScopeId = { type: 'null' }

const roleInstance = { ...instance, ...roleTarget, appScopeId }
const groupInstance = { ...instance, ...groupTarget }

const step = object(
  {
    id: text,
    status: { enum: ['Initializing', 'InProgress', 'Completed', 'Expired'] },
    reviewResult: { enum: ['NotReviewed', 'Approved', 'Denied'] },
    assignedToMe: flag,
    reviewedBy: identity,
    justification: orNull,
  },
  [],
  'beta.microsoft.graph.approvalStep',
)

/** What is sent, by the route's name. */
export const sentSchemas: { readonly [name: string]: Schema } = {
  roleRequest: object({ ...sent, ...roleTarget }, ASKED_SOMETIMES, graph('unifiedRoleAssignmentScheduleRequest')),
  groupRequest: object(
    { ...sent, ...groupTarget },
    ASKED_SOMETIMES,
    graph('privilegedAccessGroupAssignmentScheduleRequest'),
  ),
  approvalDecision: object(
    { reviewResult: { enum: ['Approve', 'Deny'] }, justification: orNull },
    ['justification'],
    'beta.microsoft.graph.approvalStep',
  ),
}

const keyValue = object({ key: text, value: orNull }, [], graph('keyValue'))
const audit = object(
  {
    id: text,
    activityDateTime: instant,
    activityDisplayName: text,
    category: text,
    correlationId: orNull,
    loggedByService: orNull,
    operationType: orNull,
    result: { enum: ['success', 'failure', 'timeout', 'unknownFutureValue'] },
    resultReason: orNull,
    initiatedBy: object(
      {
        user: {
          anyOf: [
            object(
              { id: orNull, displayName: orNull, userPrincipalName: orNull, ipAddress: orNull },
              [],
              graph('userIdentity'),
            ),
            { type: 'null' },
          ],
        },
        app: { anyOf: [object({ appId: orNull, displayName: orNull }, [], graph('appIdentity')), { type: 'null' }] },
      },
      [],
      graph('auditActivityInitiator'),
    ),
    targetResources: list(
      object(
        { type: text, id: orNull, displayName: orNull, userPrincipalName: orNull, modifiedProperties: list({}) },
        [],
        graph('targetResource'),
      ),
    ),
    additionalDetails: list(keyValue),
  },
  [],
  graph('directoryAudit'),
)
const ownAlertScope = {
  id: text,
  alertDefinitionId: text,
  scopeId: { const: '/' },
  scopeType: { const: 'DirectoryRole' },
}
const ownAlert = object(
  {
    ...ownAlertScope,
    isActive: flag,
    incidentCount: { type: 'integer', minimum: 0 },
    lastModifiedDateTime: instant,
    lastScannedDateTime: instant,
    alertConfiguration: object(
      { '@odata.type': text, ...ownAlertScope, isEnabled: flag },
      [],
      'beta.microsoft.graph.unifiedRoleManagementAlertConfiguration',
    ),
  },
  ['alertConfiguration'],
  'beta.microsoft.graph.unifiedRoleManagementAlert',
)

const user = object({
  id: text,
  displayName: text,
  userPrincipalName: text,
  accountEnabled: flag,
  userType: { enum: ['Member', 'Guest'] },
  preferredLanguage: orNull,
})
const userSignIns = object(
  {
    id: text,
    signInActivity: object({
      lastSuccessfulSignInDateTime: instantOrNull,
      lastSignInDateTime: instantOrNull,
      lastNonInteractiveSignInDateTime: instantOrNull,
    }),
  },
  ['signInActivity'],
)
const userPlans = object({
  id: text,
  assignedPlans: list(object({ servicePlanId: text, capabilityStatus: text, service: text })),
})

/** What is answered: one object, or each row of a collection. */
export const answeredSchemas: { readonly [name: string]: Schema } = {
  /** One of three, as was selected. */
  user: { anyOf: [user, userSignIns, userPlans] },
  directoryAudit: audit,
  ownAlert,
  subscription: object({
    id: text,
    skuPartNumber: text,
    capabilityStatus: { enum: ['Enabled', 'Warning', 'Suspended', 'Deleted', 'LockedOut'] },
    servicePlans: list(object({ servicePlanId: text, provisioningStatus: text })),
  }),
  group: object({ id: text, displayName: text, isAssignableToRole: flag }),
  member: object({ '@odata.type': text, id: text, displayName: orNull, isAssignableToRole: flag }, [
    'displayName',
    'isAssignableToRole',
  ]),
  named: object({ id: text, displayName: text }),
  roleDefinition: object(
    { id: text, displayName: text, templateId: text, isBuiltIn: flag, isEnabled: flag },
    [],
    graph('unifiedRoleDefinition'),
  ),
  roleEligibilityInstance: object(
    { ...roleInstance, roleEligibilityScheduleId: text },
    [],
    graph('unifiedRoleEligibilityScheduleInstance'),
  ),
  roleAssignmentInstance: object(
    {
      ...roleInstance,
      assignmentType: { enum: ['Assigned', 'Activated'] },
      roleAssignmentOriginId: text,
      roleAssignmentScheduleId: text,
    },
    [],
    graph('unifiedRoleAssignmentScheduleInstance'),
  ),
  groupEligibilityInstance: object(
    { ...groupInstance, eligibilityScheduleId: text },
    [],
    graph('privilegedAccessGroupEligibilityScheduleInstance'),
  ),
  groupAssignmentInstance: object(
    { ...groupInstance, assignmentType: { enum: ['assigned', 'activated'] }, assignmentScheduleId: text },
    [],
    graph('privilegedAccessGroupAssignmentScheduleInstance'),
  ),
  roleRequest: object({ ...answered, ...roleTarget, appScopeId }, [], graph('unifiedRoleAssignmentScheduleRequest')),
  groupRequest: object({ ...answered, ...groupTarget }, [], graph('privilegedAccessGroupAssignmentScheduleRequest')),
  roleApproval: object({ id: text, steps: list(step) }, [], 'beta.microsoft.graph.approval'),
  groupApproval: object({ id: text, stages: list(step) }, [], graph('approval')),
  policyAssignment: object(
    {
      id: text,
      policyId: text,
      scopeId: text,
      scopeType: text,
      roleDefinitionId: text,
      policy: object(
        {
          id: text,
          scopeId: text,
          scopeType: text,
          rules: {
            type: 'array',
            minItems: 17,
            maxItems: 17,
            items: { type: 'object', required: ['@odata.type', 'id', 'target'] },
          },
        },
        [],
        graph('unifiedRoleManagementPolicy'),
      ),
    },
    [],
    graph('unifiedRoleManagementPolicyAssignment'),
  ),
  authenticationContext: object(
    { id: text, displayName: text, isAvailable: flag },
    [],
    graph('authenticationContextClassReference'),
  ),
  accessPolicy: object({
    id: text,
    state: { enum: ['enabled', 'disabled', 'enabledForReportingButNotEnforced'] },
    conditions: { type: 'object' },
  }),
}
