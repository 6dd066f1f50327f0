import type { ActivationRequest, ApprovalStage, Ending } from './activation-request.ts'
import { durationFromMs, durationToMs, HOUR, MINUTE, SECOND } from './duration.ts'
import type { ApprovalSettings } from './role-settings.ts'
import { type Instant, type PersonId, unreachable } from './values.ts'

/** How long somebody has to prove their identity before the request times out. */
export const VERIFICATION_WINDOW = HOUR
/** How long what was approved waits for the sign-in that activates it. */
export const SIGN_IN_WINDOW = HOUR
/** Absence that must last before a delegated call of unknown outcome counts as never made, and may be made anew. */
export const NEVER_CREATED_AFTER = 2 * MINUTE
/** Absence that must last before an activation of unknown outcome counts as never made. */
export const NOT_CONFIRMED_AFTER = 15 * MINUTE
/** Absence that must last before a removal of what was never seen active counts as done. */
export const UNSEEN_SETTLES_AFTER = 2 * MINUTE
/** A second look before an early disappearance is believed: directories answer from replicas that lag. */
export const SECOND_LOOK_AFTER = 10 * SECOND

/** Longest that a directory refuses to end an activation (Entra: the first five minutes); then it is asked again. */
export const LONGEST_REFUSAL = 5 * MINUTE

/** An end that the directory has not agreed to for so long is told to people. */
export const STUCK_AFTER = 3 * MINUTE

/** Pause before looking again: quick at first, never slower than a minute. */
export function backOff(attempts: number): number {
  return Math.min(SECOND * 2 ** Math.min(attempts, 10), MINUTE)
}

/** The approval stage as it opens, and when it times out. */
export function openStage(
  settings: ApprovalSettings,
  asked: readonly PersonId[],
  now: Instant,
): { readonly approval: ApprovalStage; readonly windowEndsAt: Instant } {
  const approval = {
    openedAt: now,
    required: settings.required,
    nextReminderAt: settings.remindEvery ? now + durationToMs(settings.remindEvery) : null,
    reminderInterval: settings.remindEvery,
    escalatesAt: settings.escalateAfter ? now + durationToMs(settings.escalateAfter) : null,
    escalatedAt: null,
    asked,
    unreachable: [],
  }
  return { approval, windowEndsAt: now + durationToMs(settings.window) }
}

/** The stage after a reminder was sent: the interval doubles. */
export function afterReminder(stage: ApprovalStage, now: Instant): ApprovalStage {
  if (!stage.reminderInterval) return { ...stage, nextReminderAt: null }
  const interval = durationFromMs(2 * durationToMs(stage.reminderInterval))
  return { ...stage, reminderInterval: interval, nextReminderAt: now + durationToMs(interval) }
}

/** The stage after more people were sent a card. */
export function afterAsking(stage: ApprovalStage, people: readonly PersonId[]): ApprovalStage {
  return { ...stage, asked: [...new Set([...stage.asked, ...people])] }
}

/** When time alone next changes something about a request; null where only people or other requests can. */
export function dueAt(request: ActivationRequest): Instant | null {
  switch (request.status) {
    case 'pendingVerification':
    case 'approved':
      return request.windowEndsAt
    case 'pendingApproval':
      return earliest([request.windowEndsAt, request.approval?.nextReminderAt, pendingEscalation(request)])
    case 'provisioning':
      return request.provisioning?.readBackAt ?? 0
    case 'active':
      return earliest([request.activation?.noticeAt, request.activation?.readBackAt])
    case 'ending':
      return request.ending?.retryAt ?? 0
    case 'denied':
    case 'canceled':
    case 'timedOut':
    case 'failed':
    case 'revoked':
    case 'deactivated':
    case 'expired':
      return null
    default:
      return unreachable(request.status)
  }
}

export function pendingEscalation(request: ActivationRequest): Instant | null {
  const stage = request.approval
  return stage && stage.escalatedAt === null ? stage.escalatesAt : null
}

/** Whether it escalated before its time, because too few approvers could be reached. */
export function escalatedEarly({ escalatedAt, escalatesAt }: ApprovalStage): boolean {
  return escalatedAt !== null && (escalatesAt === null || escalatedAt < escalatesAt)
}

function earliest(instants: readonly (Instant | null | undefined)[]): Instant | null {
  const known = instants.filter((instant): instant is Instant => typeof instant === 'number')
  return known.length ? Math.min(...known) : null
}

/** Whether the time to verify, approve or wait has run out. */
export function isOver(request: ActivationRequest, now: Instant): boolean {
  return request.windowEndsAt !== null && now >= request.windowEndsAt
}

/** Whether something was, or may have been, made in the directory for this request. */
export function mayExist(request: ActivationRequest): boolean {
  const called = (request.provisioning?.attempts ?? 0) > 0 || request.signIn?.unsettled === true
  return request.activation !== null || called
}

/** Until when a call that was made may still take effect unseen. */
export function unsettledUntil(request: ActivationRequest, now: Instant): Instant {
  return request.activation === null && mayExist(request) ? now + UNSEEN_SETTLES_AFTER : 0
}

/** Whether the directory could have agreed to this end long ago, has not, and nobody was told so. */
export function isStuck(ending: Ending, now: Instant): boolean {
  if (ending.removed || ending.stuckSince !== undefined) return false
  return now >= Math.max(ending.since, ending.refusedUntil ?? 0) + STUCK_AFTER
}

/** Whether that nothing is to be seen means that nothing is there. */
export function isAbsenceBelieved(request: ActivationRequest, ending: Ending, now: Instant): boolean {
  if (!mayExist(request)) return true
  if (request.activation && now >= request.activation.endsAt) return true
  return ending.removed && now >= ending.unsettledUntil
}
