import type { ActivateOutcome, RefusalCode } from '../../bot/index.ts'
import { brokenRules, claimsChallenge, type GraphError } from './graph/errors.ts'
import type { ScheduleRequest } from './graph/shapes.ts'

/** Of a request that made or will make an assignment. A 201 says nothing of the sort. */
const MADE = new Set([
  ...['provisioned', 'granted', 'pendingprovisioning', 'pendingschedulecreation', 'schedulecreated'],
  ...['provisioningstarted', 'pendingexternalprovisioning', 'accepted', 'adminapproved', 'pendingapprovalprovisioning'],
])
const WAITING = new Set(['pendingapproval', 'pendingadmindecision', 'pendingevaluation'])
const OVER = new Set(['denied', 'failed', 'canceled', 'timedout', 'invalid', 'admindenied', 'failedasresourceislocked'])

/** What Graph's request says of itself. That an approval came before it is told by its id. */
export function outcomeOfRequest({
  status,
  approvalId,
}: Pick<ScheduleRequest, 'status' | 'approvalId'>): ActivateOutcome {
  const outcome = outcomeOfStatus(status)
  return outcome.outcome === 'accepted' && approvalId !== null ? { ...outcome, approved: true } : outcome
}

/** What the status of a request means. The set is open: what is not known settles nothing. */
export function outcomeOfStatus(status: string): ActivateOutcome {
  if (MADE.has(status)) return { outcome: 'accepted' }
  if (WAITING.has(status)) return { outcome: 'waitingForDirectory' }
  if (OVER.has(status))
    return { outcome: 'refused', code: CODE_OF_STATUS[status] ?? 'directoryRefused', reason: status }
  // It was made, and ended meanwhile: reading back says so.
  if (status === 'revoked') return { outcome: 'accepted' }
  return { outcome: 'unknown', reason: `Graph gave the request a status that Elevate does not know: ${status}` }
}

const CODE_OF_STATUS: { readonly [status: string]: RefusalCode } = {
  denied: 'directoryDenied',
  admindenied: 'directoryDenied',
  timedout: 'directoryTimedOut',
  failedasresourceislocked: 'directoryBusy',
}

/** Each row of Graph's errors, as what a person can do about it. */
const CODES: { readonly [code: string]: RefusalCode } = {
  RoleAssignmentExists: 'alreadyActive',
  PendingRoleAssignmentRequest: 'directoryBusy',
  RequestConflict: 'directoryBusy',
  ConcurrentActivationInProgress: 'directoryBusy',
  ResourceIsLocked: 'directoryBusy',
  ActiveDurationTooShort: 'durationTooShort',
  InvalidRoleAssignmentRequestSchedule: 'directoryClock',
  InvalidStartDateTime: 'directoryClock',
  AadPremiumLicenseRequired: 'directoryNotLicensed',
  PermissionScopeNotGranted: 'directoryNotPermitted',
  Authorization_RequestDenied: 'directoryNotPermitted',
  InsufficientPermissions: 'directoryNotPermitted',
  RoleNotFound: 'directoryNotFound',
  SubjectNotFound: 'directoryNotFound',
  Request_ResourceNotFound: 'directoryNotFound',
  Request_BadRequest: 'directoryScope',
  MaximumDurationExceeded: 'directoryTooLong',
  EligibilityNotFound: 'eligibilityLost',
  MfaRuleViolated: 'directoryAsksMfa',
  JustificationRuleViolated: 'directoryAsksJustification',
}

const RULES: { readonly [rule: string]: RefusalCode } = {
  ExpirationRule: 'directoryTooLong',
  JustificationRule: 'directoryAsksJustification',
  TicketingRule: 'directoryAsksTicket',
  MfaRule: 'directoryAsksMfa',
  EligibilityRule: 'eligibilityLost',
}

/** A sign-in with MFA, asked for by claim. */
const MFA_CLAIMS = '{"access_token":{"xms_cc":{"values":["cp1"]},"amr":{"values":["mfa"]}}}'

/** What an error of Graph's means for whoever asked. Graph's code and request id go into the audit. */
export function outcomeOfError(error: GraphError, signsIn: boolean): ActivateOutcome {
  const { reason } = error
  const rules = brokenRules(error)
  const wantsContext = error.code.includes('AcrsValidationFailed')
  if (signsIn && wantsContext) return { outcome: 'needsSignIn', challenge: claimsChallenge(error) }
  if (signsIn && rules.includes('MfaRule')) return { outcome: 'needsSignIn', challenge: MFA_CLAIMS }
  if (signsIn && error.status === 401) return { outcome: 'needsSignIn', challenge: null }
  if (wantsContext) return { outcome: 'refused', code: 'directoryAsksMfa', reason }
  const rule = rules.find((name) => name in RULES)
  const code = (rule === undefined ? undefined : RULES[rule]) ?? CODES[error.code] ?? 'directoryRefused'
  return { outcome: 'refused', code, reason: rules.length > 0 ? `${reason} ${rules.join(', ')}` : reason }
}
