import { randomUUID } from 'node:crypto'
import { DAY, durationToMs, MINUTE, parseIsoDuration } from '../../../bot/index.ts'
import {
  type Caller,
  GraphRefusal,
  type Policy,
  type ScheduleInfo,
  type ScheduleRequest,
  type Target,
  targetKey,
} from './model.ts'
import {
  groupsAround,
  inForce,
  isSame,
  logged,
  newHolding,
  policyOf,
  type TenantState,
  transitiveMembers,
} from './state.ts'

/** PIM's floor, for activations and for their end. */
const FLOOR = 5 * MINUTE
const DONE = 'Provisioned'
const ADMINISTRATORS = ['62e90394-69f5-4237-9190-012177145e10', 'e8611ab8-c189-46e8-94e1-60213ab1f814']

export interface RequestBody {
  readonly action: string
  readonly principalId: string
  readonly justification?: string | null
  readonly scheduleInfo?: ScheduleInfo
  readonly ticketInfo?: ScheduleRequest['ticketInfo']
  readonly isValidationOnly?: boolean
}

/** A new schedule request, with everything PIM asks first. https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignmentschedulerequests */
export function postRequest(state: TenantState, caller: Caller, target: Target, body: RequestBody): ScheduleRequest {
  const action = body.action.charAt(0).toLowerCase() + body.action.slice(1)
  checkCaller(caller, action, body.principalId)
  checkSubject(state, target, body.principalId)
  if (action === 'adminRemove' || action === 'selfDeactivate') return remove(state, caller, target, { ...body, action })
  if (action !== 'adminAssign' && action !== 'selfActivate')
    throw new GraphRefusal(400, 'InvalidAction', `Not known here: ${action}`)
  return start(state, caller, target, { ...body, action })
}

function checkCaller(caller: Caller, action: string, principalId: string): void {
  const isSelf = action.startsWith('self')
  const mayAct = isSelf ? caller.kind === 'user' && caller.id === principalId : caller.kind === 'app'
  if (!mayAct)
    throw new GraphRefusal(
      403,
      'RoleAssignmentRequestNotPermitted',
      'The requestor does not have permissions for this request.',
    )
}

function checkSubject(state: TenantState, target: Target, principalId: string): void {
  if (!state.users.has(principalId) && !state.groups.has(principalId)) {
    throw new GraphRefusal(404, 'SubjectNotFound', 'The subject is not found.')
  }
  const isKnown = target.kind === 'role' ? state.roles.has(target.roleDefinitionId) : state.groups.has(target.groupId)
  if (!isKnown) throw new GraphRefusal(404, 'RoleNotFound', 'The role is not found.')
}

function start(state: TenantState, caller: Caller, target: Target, body: RequestBody): ScheduleRequest {
  const policy = policyOf(state, target)
  const isSelf = body.action === 'selfActivate'
  const [startAt, endAt] = windowOf(state, body.scheduleInfo)
  if (endAt !== null && endAt - startAt < FLOOR) {
    throw new GraphRefusal(
      400,
      'ActiveDurationTooShort',
      'The Active duration is too short. Miniumum Required is 5 minutes.',
    )
  }
  const open = state.requests.find(
    (it) => it.principalId === body.principalId && sameTarget(it.target, target) && it.status === 'PendingApproval',
  )
  if (open)
    throw new GraphRefusal(
      400,
      'PendingRoleAssignmentRequest',
      'There is already an existing pending Role assignment request.',
    )
  if (
    state.active.some(
      (held) => isSame(held, body.principalId, target) && (inForce(held, state.now()) || held.startAt > state.now()),
    )
  ) {
    throw new GraphRefusal(400, 'RoleAssignmentExists', 'The Role assignment already exists.')
  }
  checkContext(policy, caller, isSelf)
  const failed = isSelf
    ? endUserRules(state, policy, caller, target, body, endAt === null ? null : endAt - startAt)
    : adminRules(policy, body, endAt === null ? null : endAt - startAt)
  if (failed.length > 0) {
    throw new GraphRefusal(
      400,
      'RoleAssignmentRequestPolicyValidationFailed',
      `The following policy rules failed: ${JSON.stringify(failed)}`,
    )
  }
  const request = recordOf(state, caller, target, body, startAt > state.now() ? 'Granted' : DONE)
  if (body.isValidationOnly) return request
  state.requests.push(request)
  if (isSelf && policy.approvers !== null) return wait(state, request, policy)
  provision(state, request, startAt, endAt)
  return request
}

function wait(state: TenantState, request: ScheduleRequest, policy: Policy): ScheduleRequest {
  const named = (policy.approvers ?? []).flatMap((approver) =>
    'userId' in approver ? [approver.userId] : transitiveMembers(state, approver.groupId).users,
  )
  const approvers = policy.approvers?.length === 0 ? administrators(state) : named
  request.status = 'PendingApproval'
  request.approvalId = request.id
  request.targetScheduleId = null
  const others = approvers.filter((id) => id !== request.principalId)
  state.approvals.set(request.id, {
    id: request.id,
    stepId: randomUUID(),
    approvers: others,
    result: 'NotReviewed',
    reviewedBy: null,
    justification: null,
  })
  return request
}

/** Where a policy names nobody, those who administer roles approve. */
function administrators(state: TenantState): string[] {
  const held = state.active.filter(
    ({ target }) => target.kind === 'role' && ADMINISTRATORS.includes(target.roleDefinitionId),
  )
  return held.filter((each) => inForce(each, state.now())).map(({ principalId }) => principalId)
}

/** Nobody answered for a day. */
export function expireApprovals(state: TenantState): void {
  for (const request of state.requests) {
    const isOver = state.now() - request.createdAt >= DAY
    if (request.status === 'PendingApproval' && isOver) request.status = 'TimedOut'
  }
}

/** The native step. The first decision counts; a second one is a conflict. */
export function decide(
  state: TenantState,
  caller: Caller,
  approvalId: string,
  stepId: string,
  body: { readonly reviewResult: string; readonly justification?: string | null },
): void {
  expireApprovals(state)
  const approval = state.approvals.get(approvalId)
  const request = state.requests.find(({ id }) => id === approvalId)
  if (!approval || !request || approval.stepId !== stepId)
    throw new GraphRefusal(404, 'ApprovalNotFound', 'The approval does not exist.')
  if (!approval.approvers.includes(caller.id))
    throw new GraphRefusal(403, 'Forbidden', 'The caller is not an approver.')
  if (approval.result !== 'NotReviewed' || request.status !== 'PendingApproval')
    throw new GraphRefusal(409, 'Conflict', 'The approval was decided already.')
  if (!body.justification) throw new GraphRefusal(400, 'JustificationRequired', 'A justification is required.')
  const isApproved = body.reviewResult === 'Approve'
  Object.assign(approval, {
    result: isApproved ? 'Approve' : 'Deny',
    reviewedBy: caller.id,
    justification: body.justification ?? null,
  })
  request.status = isApproved ? DONE : 'Denied'
  if (isApproved) provision(state, request, ...windowOf(state, request.scheduleInfo ?? undefined))
}

export function cancel(state: TenantState, id: string): void {
  const request = state.requests.find((it) => it.id === id)
  if (!request) throw new GraphRefusal(404, 'ResourceNotFound', 'The request does not exist.')
  const isOpen = request.status === 'Granted' || request.status.startsWith('Pending')
  if (!isOpen) throw new GraphRefusal(400, 'InvalidRequestStatus', 'The request cannot be canceled.')
  request.status = 'Canceled'
  for (const held of state.active) if (held.id === id) held.removedAt = state.now()
}

function provision(state: TenantState, request: ScheduleRequest, startAt: number, endAt: number | null): void {
  const type = request.action === 'selfActivate' ? 'Activated' : 'Assigned'
  request.targetScheduleId = request.id
  state.active.push(
    newHolding(state, {
      id: request.id,
      principalId: request.principalId,
      target: request.target,
      type,
      startAt,
      endAt,
    }),
  )
  const how = endAt === null ? 'permanent' : 'timebound'
  const activity =
    type === 'Activated'
      ? 'Add member to role completed (PIM activation)'
      : `Add member to role in PIM completed (${how})`
  logged(state, { activity, ...aboutRequest(request) })
}

function aboutRequest({ id, createdBy, principalId, target }: ScheduleRequest) {
  return { requestId: id, by: createdBy, principalId, target }
}

function remove(state: TenantState, caller: Caller, target: Target, body: RequestBody): ScheduleRequest {
  const now = state.now()
  const held = state.active.find((it) => isSame(it, body.principalId, target) && inForce(it, now))
  if (!held || (body.action === 'selfDeactivate' && held.type !== 'Activated')) {
    throw new GraphRefusal(400, 'RoleAssignmentDoesNotExist', 'The Role assignment does not exist.')
  }
  if (now - held.startAt < FLOOR) {
    throw new GraphRefusal(
      400,
      'ActiveDurationTooShort',
      'The Active duration is too short. Miniumum Required is 5 minutes.',
    )
  }
  const request = recordOf(state, caller, target, body, 'Revoked')
  if (body.isValidationOnly) return request
  held.removedAt = now
  logged(state, { activity: 'Remove member from role completed (PIM deactivate)', ...aboutRequest(request) })
  state.requests.push(request)
  return request
}

function recordOf(
  state: TenantState,
  caller: Caller,
  target: Target,
  body: RequestBody,
  status: string,
): ScheduleRequest {
  const id = randomUUID()
  const now = state.now()
  const isUser = caller.kind === 'user'
  return {
    id,
    target,
    principalId: body.principalId,
    action: body.action,
    status,
    createdAt: now,
    createdBy: { user: isUser ? caller.id : null, application: isUser ? null : caller.id },
    justification: body.justification ?? null,
    ticketInfo: body.ticketInfo ?? null,
    scheduleInfo: body.scheduleInfo ?? null,
    isValidationOnly: body.isValidationOnly ?? false,
    targetScheduleId: null,
    approvalId: null,
    shownFrom: now + state.lag.appearsAfterMs,
    settledFrom: now + state.lag.pendingForMs,
  }
}

/** A start in the past is moved to now. */
function windowOf(state: TenantState, info: ScheduleInfo | undefined): [number, number | null] {
  const asked = Date.parse(info?.startDateTime ?? '')
  const startAt = Math.max(state.now(), Number.isNaN(asked) ? 0 : asked)
  const expiration = info?.expiration
  switch (expiration?.type.toLowerCase()) {
    case 'afterduration': {
      const duration = parseIsoDuration(expiration.duration ?? '')
      if (duration === null)
        throw new GraphRefusal(400, 'InvalidRoleAssignmentRequestSchedule', 'The duration is invalid.')
      return [startAt, startAt + durationToMs(duration)]
    }
    case 'afterdatetime':
      return [startAt, Date.parse(expiration.endDateTime ?? '')]
    case 'noexpiration':
      return [startAt, null]
    default:
      throw new GraphRefusal(400, 'InvalidRoleAssignmentRequestSchedule', 'The schedule is invalid.')
  }
}

function endUserRules(
  state: TenantState,
  policy: Policy,
  caller: Caller,
  target: Target,
  body: RequestBody,
  length: number | null,
): string[] {
  const asks = (rule: Policy['activationRules'][number]) => policy.activationRules.includes(rule)
  const groups = groupsAround(state, body.principalId)
  const isEligible = state.eligible.some(
    (held) =>
      inForce(held, state.now()) &&
      sameTarget(held.target, target) &&
      [body.principalId, ...groups].includes(held.principalId),
  )
  return [
    ...(isEligible ? [] : ['EligibilityRule']),
    ...(length === null || length > lengthOf(policy.maximumDuration) ? ['ExpirationRule'] : []),
    ...(asks('Justification') && !body.justification ? ['JustificationRule'] : []),
    ...(asks('Ticketing') && !body.ticketInfo?.ticketNumber ? ['TicketingRule'] : []),
    ...(asks('MultiFactorAuthentication') && !caller.amr.includes('mfa') ? ['MfaRule'] : []),
  ]
}

function adminRules(policy: Policy, body: RequestBody, length: number | null): string[] {
  const isTooLong = policy.adminMaximum !== null && (length === null || length > lengthOf(policy.adminMaximum))
  return [
    ...(isTooLong ? ['ExpirationRule'] : []),
    ...(policy.adminRules.includes('Justification') && !body.justification ? ['JustificationRule'] : []),
    // A token of an application never says MFA.
    ...(policy.adminRules.includes('MultiFactorAuthentication') ? ['MfaRule'] : []),
  ]
}

/** 400, not 401; and not satisfied by a client that has not declared `cp1`. */
function checkContext(policy: Policy, caller: Caller, isSelf: boolean): void {
  const context = policy.authenticationContext
  if (!isSelf || context === null) return
  if (caller.acrs.includes(context) && caller.capabilities.includes('cp1')) return
  const claims = encodeURIComponent(JSON.stringify({ access_token: { acrs: { essential: true, value: context } } }))
  throw new GraphRefusal(
    400,
    'RoleAssignmentRequestAcrsValidationFailed',
    `The assignment needs another sign-in. &claims=${claims}`,
  )
}

function lengthOf(duration: string): number {
  const parsed = parseIsoDuration(duration)
  return parsed === null ? Number.POSITIVE_INFINITY : durationToMs(parsed)
}

function sameTarget(a: Target, b: Target): boolean {
  return targetKey(a) === targetKey(b)
}
