import type { ActivationRequest } from '../../../bot/domain/activation-request.ts'
import type { Verdict } from '../../../bot/domain/request-event.ts'
import { type Activatable, answerKey, type StepUpPurpose } from '../../../bot/index.ts'
import { DELEGATED_PERMISSIONS } from '../delegated-story.ts'
import { cancel, type Tenant } from '../graph/tenant.ts'
import { exchange, onCall } from '../story.ts'
import { APPLICATION_PERMISSIONS } from '../world.ts'

/**
 * How a request may live: approved in chat, in either mode; or where the tenant itself demands approval, for a role or a
 * group, approved, denied, or withdrawn by whoever asked.
 */
export const MODES = ['application', 'delegated', 'native', 'group', 'denied', 'withdrawn', 'groupWithdrawn'] as const
export type Mode = (typeof MODES)[number]

interface Life {
  readonly activation: 'application' | 'delegated'
  readonly line: string
  readonly what: Activatable
  /** What becomes of it where the tenant demands approval; null where it does not. */
  readonly there: Verdict | 'cancel' | null
  readonly ends: ActivationRequest['status']
}

const ROLE = { line: '/elevate Exchange Administrator 30m INC-1234', what: exchange } as const
const GROUP = { line: '/elevate On call 30m INC-1234', what: onCall } as const

export const LIVES: { readonly [mode in Mode]: Life } = {
  application: { ...ROLE, activation: 'application', there: null, ends: 'deactivated' },
  delegated: { ...ROLE, activation: 'delegated', there: null, ends: 'deactivated' },
  native: { ...ROLE, activation: 'delegated', there: 'approve', ends: 'deactivated' },
  group: { ...GROUP, activation: 'delegated', there: 'approve', ends: 'deactivated' },
  denied: { ...ROLE, activation: 'delegated', there: 'deny', ends: 'denied' },
  withdrawn: { ...ROLE, activation: 'delegated', there: 'cancel', ends: 'canceled' },
  groupWithdrawn: { ...GROUP, activation: 'delegated', there: 'cancel', ends: 'canceled' },
}

const MAY_WITHDRAW = [
  'RoleAssignmentSchedule.ReadWrite.Directory',
  'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup',
]

/** What the registration may. Only with more than Elevate asks for can it withdraw what waits in the tenant. */
export function permissionsOf(mode: Mode): readonly string[] {
  if (LIVES[mode].activation === 'application') return APPLICATION_PERMISSIONS
  return LIVES[mode].there === 'cancel' ? [...DELEGATED_PERMISSIONS, ...MAY_WITHDRAW] : DELEGATED_PERMISSIONS
}

/** Makes the tenant demand approval where this life is about that. */
export function demandApproval(tenant: Tenant, mode: Mode): void {
  const { there, what } = LIVES[mode]
  if (there !== null) tenant.policy(what, { approvers: [{ userId: 'alex' }] })
}

/** How the tenant's newest approval was answered; null while nobody has answered it. */
export function answeredThere({ state }: Tenant): 'Approve' | 'Deny' | null {
  const result = [...state.approvals.values()].at(-1)?.result ?? 'NotReviewed'
  return result === 'NotReviewed' ? null : result
}

/** Cancels in the portal what waits there. */
export function cancelThere({ state }: Tenant): void {
  const waiting = state.requests.find(({ status }) => status === 'PendingApproval')
  if (waiting) cancel(state, waiting.id)
}

/** A token as somebody's own sign-in gives it, for what this life is about. */
export function tokenFor(tenant: Tenant, mode: Mode, id: string): string {
  const permissions =
    LIVES[mode].what.kind === 'role'
      ? ['RoleAssignmentSchedule.ReadWrite.Directory']
      : ['PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup']
  return tenant.token({ kind: 'user', id, permissions, amr: ['mfa'] })
}

const REASON = 'seen with the service desk'

/** What an approver signs in for, and under which key their token waits. */
export function answerOf(request: Pick<ActivationRequest, 'id' | 'termsVersion'>, who: string, verdict: Verdict) {
  const { id: requestId, termsVersion } = request
  const purpose: StepUpPurpose = { kind: 'answer', requestId, termsVersion, verdict, reason: REASON }
  return { key: answerKey(requestId, who), purpose }
}
