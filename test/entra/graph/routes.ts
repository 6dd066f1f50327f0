import { directoryRoutes } from './directory-routes.ts'
import { GraphRefusal, type Target } from './model.ts'
import { filtered } from './odata.ts'
import { recordRoutes } from './record-routes.ts'
import { type Call, found, get, post, type Route, type Row } from './route.ts'
import { cancel, decide, expireApprovals, postRequest, type RequestBody } from './schedule-requests.ts'
import { isShown, policyKey, policyOf, type TenantState } from './state.ts'
import { approvalView, instanceView, requestView, rulesOf } from './views.ts'

const ASSIGNMENTS = [
  'RoleAssignmentSchedule.Read.Directory',
  'RoleAssignmentSchedule.ReadWrite.Directory',
  'RoleManagement.Read.Directory',
]
const ASSIGN = ['RoleAssignmentSchedule.ReadWrite.Directory']
const REMOVE = [...ASSIGN, 'RoleAssignmentSchedule.Remove.Directory']
const ELIGIBILITY = ['RoleEligibilitySchedule.Read.Directory', 'RoleManagement.Read.Directory']
const GROUP_ASSIGNMENTS = [
  'PrivilegedAssignmentSchedule.Read.AzureADGroup',
  'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
]
const GROUP_ASSIGN = ['PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup']
const GROUP_REMOVE = [...GROUP_ASSIGN, 'PrivilegedAssignmentSchedule.Remove.AzureADGroup']
const GROUP_ELIGIBILITY = ['PrivilegedEligibilitySchedule.Read.AzureADGroup']
const INSTANCE_FIELDS = [
  'principalId',
  'roleDefinitionId',
  'directoryScopeId',
  'memberType',
  'assignmentType',
  'roleAssignmentScheduleId',
  'groupId',
  'accessId',
  'assignmentScheduleId',
]
const REQUEST_FIELDS = ['principalId', 'roleDefinitionId', 'directoryScopeId', 'groupId', 'status', 'targetScheduleId']
const roles = '/roleManagement/directory'
const groups = '/identityGovernance/privilegedAccess/group'

export const routes: readonly Route[] = [
  ...directoryRoutes(),
  ...recordRoutes(),
  get(`/v1.0${roles}/roleDefinitions`, 'roleDefinition', ['RoleManagement.Read.Directory'], null, roleDefinitions),
  get(`/v1.0${roles}/roleEligibilityScheduleInstances`, 'roleEligibilityInstance', ELIGIBILITY, null, (call) =>
    instances(call, 'role', 'eligible'),
  ),
  get(`/v1.0${roles}/roleAssignmentScheduleInstances`, 'roleAssignmentInstance', ASSIGNMENTS, ASSIGN, (call) =>
    instances(call, 'role', 'active'),
  ),
  get(`/v1.0${roles}/roleAssignmentScheduleRequests`, 'roleRequest', ASSIGNMENTS, null, (call) =>
    requests(call, 'role'),
  ),
  get(`/v1.0${roles}/roleAssignmentScheduleRequests/([^/]+)`, 'roleRequest', ASSIGNMENTS, ASSIGN, (call) =>
    oneRequest(call, 'role'),
  ),
  get(`/v1.0${groups}/eligibilityScheduleInstances`, 'groupEligibilityInstance', GROUP_ELIGIBILITY, null, (call) =>
    groupInstances(call, 'eligible'),
  ),
  get(`/v1.0${groups}/assignmentScheduleInstances`, 'groupAssignmentInstance', GROUP_ASSIGNMENTS, null, (call) =>
    groupInstances(call, 'active'),
  ),
  get(`/v1.0${groups}/assignmentScheduleRequests`, 'groupRequest', GROUP_ASSIGNMENTS, null, (call) =>
    requests(call, 'group'),
  ),
  get(`/v1.0${groups}/assignmentScheduleRequests/([^/]+)`, 'groupRequest', GROUP_ASSIGNMENTS, GROUP_ASSIGN, (call) =>
    oneRequest(call, 'group'),
  ),
  post(`/v1.0${roles}/roleAssignmentScheduleRequests`, 'roleRequest', REMOVE, ASSIGN, (call) =>
    posted(call, roleTarget(call.body), ASSIGN),
  ),
  post(`/v1.0${groups}/assignmentScheduleRequests`, 'groupRequest', GROUP_REMOVE, GROUP_ASSIGN, (call) =>
    posted(call, groupTarget(call.body), GROUP_ASSIGN),
  ),
  post(
    `/v1.0(?:${roles}/roleAssignmentScheduleRequests|${groups}/assignmentScheduleRequests)/([^/]+)/cancel`,
    'nothing',
    [...ASSIGN, ...GROUP_ASSIGN],
    [...ASSIGN, ...GROUP_ASSIGN],
    ({ state, ids }) => {
      cancel(state, ids[0] ?? '')
      return { status: 204 }
    },
  ),
  ...approvalRoutes(),
  get(
    '/v1.0/policies/roleManagementPolicyAssignments',
    'policyAssignment',
    ['RoleManagementPolicy.Read.Directory', 'RoleManagementPolicy.Read.AzureADGroup'],
    null,
    policyAssignments,
  ),
]

/** Roles: beta, steps. Groups: v1.0, stages. Never with a token of an application. */
function approvalRoutes(): Route[] {
  const patch = (path: string, user: readonly string[]): Route => ({
    method: 'PATCH',
    path: new RegExp(`^${path}$`),
    name: 'approvalDecision',
    app: null,
    user,
    answer: ({ state, caller, ids, body }) => {
      decide(state, caller, ids[0] ?? '', ids[1] ?? '', body as Parameters<typeof decide>[4])
      return { status: 204 }
    },
  })
  const read = ({ state, ids, caller }: Call) => {
    expireApprovals(state)
    const approval = found(state.approvals.get(ids[0] ?? ''))
    const isOver = state.requests.some(({ id, status }) => id === approval.id && status === 'TimedOut')
    const { steps, stages, id } = approvalView(approval, caller.id, isOver)
    return { id, steps, stages }
  }
  return [
    get(`/beta${roles}/roleAssignmentApprovals/([^/]+)`, 'roleApproval', null, ASSIGN, (call) => {
      const { id, steps } = read(call)
      return { body: { id, steps } }
    }),
    patch(`/beta${roles}/roleAssignmentApprovals/([^/]+)/steps/([^/]+)`, ASSIGN),
    get(`/v1.0${groups}/assignmentApprovals/([^/]+)`, 'groupApproval', null, GROUP_ASSIGN, (call) => {
      const { id, stages } = read(call)
      return { body: { id, stages } }
    }),
    patch(`/v1.0${groups}/assignmentApprovals/([^/]+)/stages/([^/]+)`, GROUP_ASSIGN),
  ]
}

function roleDefinitions({ state, url }: Call): Row[] {
  if (url.searchParams.has('$top')) throw new GraphRefusal(400, 'Request_UnsupportedQuery', 'Top is not supported.')
  return [...state.roles.values()].map((role) => ({ ...role, templateId: role.id, isBuiltIn: true, isEnabled: true }))
}

function instances({ state, url }: Call, family: Target['kind'], kind: 'eligible' | 'active'): Row[] {
  const shown = state[kind].filter((holding) => holding.target.kind === family && isShown(state, holding))
  return filtered(
    shown.map((holding) => instanceView(holding, kind)),
    url.searchParams.get('$filter'),
    INSTANCE_FIELDS,
  )
}

/** Lists of the groups' family must say of which group or principal. */
function groupInstances(call: Call, kind: 'eligible' | 'active'): Row[] {
  const filter = call.url.searchParams.get('$filter') ?? ''
  if (!/\b(groupId|principalId) eq /.test(filter))
    throw new GraphRefusal(400, 'MissingProvider', 'The provider is missing.')
  return instances(call, 'group', kind)
}

function requests({ state, url }: Call, family: Target['kind']): Row[] {
  expireApprovals(state)
  const now = state.now()
  const shown = state.requests.filter(({ target, shownFrom }) => target.kind === family && now >= shownFrom)
  return filtered(
    shown.map((request) => requestView(request, now)),
    url.searchParams.get('$filter'),
    REQUEST_FIELDS,
  )
}

function oneRequest({ state, ids }: Call, family: Target['kind']): { readonly body: Row } {
  expireApprovals(state)
  const now = state.now()
  return {
    body: requestView(
      found(
        state.requests.find(({ id, target, shownFrom }) => id === ids[0] && target.kind === family && now >= shownFrom),
      ),
      now,
    ),
  }
}

function posted(
  { state, caller, body }: Call,
  target: Target,
  assign: readonly string[],
): { readonly status: number; readonly body: Row } {
  const asked = body as RequestBody
  // Remove.* suffices for adminRemove and for nothing else.
  if (!/remove$/i.test(asked.action) && !assign.some((it) => caller.permissions.includes(it)))
    throw scopeMissing(assign)
  return { status: 201, body: requestView(postRequest(state, caller, target, asked), state.now()) }
}

/** PIM's own service answers nested. */
export function scopeMissing(needed: readonly string[]): GraphRefusal {
  const message = `Authorization failed due to missing permission scope ${needed.join(',')}.`
  return new GraphRefusal(403, 'UnknownError', JSON.stringify({ errorCode: 'PermissionScopeNotGranted', message }))
}

function roleTarget(body: unknown): Target {
  const { roleDefinitionId, directoryScopeId } = body as { roleDefinitionId: string; directoryScopeId: string }
  return { kind: 'role', roleDefinitionId, directoryScopeId }
}

function groupTarget(body: unknown): Target {
  const { groupId, accessId } = body as { groupId: string; accessId: 'member' | 'owner' }
  return { kind: 'group', groupId, accessId }
}

function policyAssignments({ state, url, caller }: Call): Row[] {
  const filter = url.searchParams.get('$filter')
  const needed = filter?.includes("'Group'")
    ? 'RoleManagementPolicy.Read.AzureADGroup'
    : 'RoleManagementPolicy.Read.Directory'
  if (!caller.permissions.includes(needed)) throw scopeMissing([needed])
  if (!filter?.includes('scopeId eq') || !filter.includes('scopeType eq'))
    throw new GraphRefusal(400, 'MissingProvider', 'The provider is missing.')
  const ofRoles = [...state.roles.keys()].map((id) =>
    policyRow(state, { kind: 'role', roleDefinitionId: id, directoryScopeId: '/' }, id, '/', 'DirectoryRole'),
  )
  const ofGroups = [...state.groups.keys()].flatMap((id) =>
    (['member', 'owner'] as const).map((accessId) =>
      policyRow(state, { kind: 'group', groupId: id, accessId }, accessId, id, 'Group'),
    ),
  )
  return filtered([...ofRoles, ...ofGroups], filter, ['scopeId', 'scopeType', 'roleDefinitionId'])
}

function policyRow(state: TenantState, target: Target, roleDefinitionId: string, scopeId: string, scopeType: string) {
  const policyId = `${scopeType}_${policyKey(target)}`
  const policy = { id: policyId, scopeId, scopeType, rules: rulesOf(policyOf(state, target)) }
  return { id: `${policyId}_${roleDefinitionId}`, policyId, scopeId, scopeType, roleDefinitionId, policy }
}
