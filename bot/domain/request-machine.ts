import type { Activation, ActivationRequest, Provisioning } from './activation-request.ts'
import { DIRECTORY, ELEVATE, personActor } from './audit-event.ts'
import { durationToMs, shorterDuration } from './duration.ts'
import { alertAbout, cardTo, noticeTo, sharedApprovalCard } from './request-effects.ts'
import { beginEnding, unseenEnding, whileEnding } from './request-ending.ts'
import type { Decision, Plan, RequestEvent } from './request-event.ts'
import { answeredWhileActive, whileDirectoryDecides } from './request-in-directory.ts'
import { approverReached, approverUnreachable } from './request-reach.ts'
import { askingForSignIn, provisioningFrom, signedIn, signInAgain, signInFrom } from './request-sign-in.ts'
import {
  attempted,
  endingSoon,
  escalated,
  overdue,
  reminded,
  removalTried,
  seenActive,
  submitted,
  voteOf,
  waitForReadBack,
} from './request-steps.ts'
import {
  backOff,
  isOver,
  mayExist,
  NOT_CONFIRMED_AFTER,
  openStage,
  SECOND_LOOK_AFTER,
  VERIFICATION_WINDOW,
} from './request-timing.ts'
import { ended, type Made, moved, no, quietly, recorded, refusedAt } from './request-transition.ts'
import type { Instant } from './values.ts'

type Event<T extends RequestEvent['type']> = RequestEvent & { type: T }

/**
 * The request machine: the only place that names a next status. Pure: the same request, event and time give the same
 * decision. Every pair of status and event not named here is refused.
 */
export function decide(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  if (event.type === 'takeBack' && !request.votes.some((vote) => vote.personId === event.by)) return no('notApprover')
  return recorded(request.status, decideByStatus(request, event, now))
}

function decideByStatus(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  switch (request.status) {
    case 'pendingVerification':
      return whileUnverified(request, event, now)
    case 'pendingApproval':
      return whilePending(request, event, now)
    case 'approved':
      return whileApproved(request, event, now)
    case 'provisioning':
      return whileProvisioning(request, event, now)
    case 'active':
      return whileActive(request, event, now)
    case 'ending':
      return whileEnding(request, event, now)
    default:
      return afterEnd(request, event, now)
  }
}

/** The first decision about a request: `draft` carries the terms, its status is not looked at. */
export function submit(draft: ActivationRequest, event: Event<'submit'>, now: Instant): Decision {
  const shown = submitted(draft, now)
  if (!event.verification) return recorded(null, onwards(draft, event.plan, now, shown))
  const changes = { status: 'pendingVerification', windowEndsAt: now + VERIFICATION_WINDOW } as const
  return recorded(null, { ...shown, next: { ...shown.next, ...changes } })
}

/** Where a request goes once nothing is left to verify: approval, waiting for its predecessor, or the directory. */
function onwards(request: ActivationRequest, plan: Plan, now: Instant, made: Made): Decision {
  if (plan.approval) {
    const asked = plan.notify.map((id) => cardTo(request, 'approval', id))
    const next = { ...made.next, ...openStage(plan.approval, plan.notify, now), status: 'pendingApproval' } as const
    return { ...made, next, effects: [...made.effects, ...asked, sharedApprovalCard(request)] }
  }
  return { ...made, next: cleared(made.next, plan, now) }
}

/** Cleared to be activated: at once, when the running predecessor is gone, or with the requester's sign-in. */
function cleared(request: ActivationRequest, plan: Plan, now: Instant): ActivationRequest {
  if (plan.waits) return { ...request, status: 'approved', windowEndsAt: plan.waitsUntil }
  return { ...request, ...(plan.signIn ? signInFrom(now) : provisioningFrom(now)) }
}

function whileUnverified(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  if (event.type !== 'identityProven') return beforeProvisioning(request, event, now)
  if (isOver(request, now)) return no('windowOver')
  const by = personActor(request.requesterId)
  const proof = { ...event.proof, at: now }
  const made = moved(request, { proof }, now, 'identityProven', by, { method: proof.method })
  return onwards(request, event.plan, now, made)
}

function whilePending(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  switch (event.type) {
    case 'approve':
      return approve(request, event, now)
    case 'deny':
      if (isOver(request, now)) return no('windowOver')
      return ended(request, 'denied', now, 'requestDenied', personActor(event.by), { code: null, reason: event.reason })
    case 'remind':
      return reminded(request, event.notify, now)
    case 'escalate':
      return escalated(request, event.notify, now)
    case 'approverUnreachable':
      return approverUnreachable(request, event, now)
    case 'approverReached':
      return approverReached(request, event.personId, now)
    default:
      return beforeProvisioning(request, event, now)
  }
}

function approve(request: ActivationRequest, event: Event<'approve'>, now: Instant): Decision {
  if (isOver(request, now)) return no('windowOver')
  const vote = voteOf(request, event, now)
  if ('code' in vote) return { decided: false, refusal: vote }
  const votes = [...request.votes, vote]
  const counted = votes.filter(({ personId }) => personId === event.by || event.validVoters.includes(personId)).length
  const approval = request.approval && { ...request.approval, required: event.required }
  const data = { duration: vote.duration, proven: vote.proven, votes: counted, required: event.required }
  const made = moved(request, { votes, approval }, now, 'requestApproved', personActor(event.by), data)
  if (counted < event.required) return made
  const terms = { ...request.terms, duration: votes.map(({ duration }) => duration).reduce(shorterDuration) }
  return askingForSignIn({ ...made, next: cleared({ ...made.next, terms }, event.plan, now) })
}

function whileApproved(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  switch (event.type) {
    case 'start':
      if (isOver(request, now)) return no('windowOver')
      if (request.signIn) return no('wrongStatus', { status: request.status })
      return event.signIn
        ? askingForSignIn(moved(request, signInFrom(now), now, 'signInAwaited', ELEVATE))
        : moved(request, provisioningFrom(now), now, 'provisioningStarted', ELEVATE)
    case 'identityProven':
      if (!request.signIn) return no('wrongStatus', { status: request.status })
      if (isOver(request, now)) return no('windowOver')
      return signedIn(request, event.proof, now)
    case 'readBackActive':
      return mayExist(request) ? becomeActive(request, event, now) : refusedAt(request, event)
    default:
      return beforeProvisioning(request, event, now)
  }
}

/** What may happen to a request for which nothing exists in the directory yet, or nothing that was ever seen. */
function beforeProvisioning(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  if (mayExist(request) && event.type !== 'windowOver') return unseenEnding(request, event, now)
  switch (event.type) {
    case 'cancel':
      return ended(request, 'canceled', now, 'requestCanceled', personActor(event.by), { code: null, reason: null })
    case 'windowOver':
      if (!isOver(request, now)) return no('wrongStatus')
      return ended(request, 'timedOut', now, 'requestTimedOut', ELEVATE, { code: 'windowOver', reason: null })
    case 'invalidated':
      return ended(request, 'failed', now, 'requestFailed', ELEVATE, { code: event.code, reason: null })
    case 'takeBack':
      return ended(request, 'revoked', now, 'requestRevoked', personActor(event.by), {
        code: null,
        reason: event.reason,
      })
    case 'revoke':
      return ended(request, 'revoked', now, 'requestRevoked', event.by, { code: null, reason: event.reason })
    default:
      return refusedAt(request, event)
  }
}

function whileProvisioning(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  const provisioning = request.provisioning
  if (!provisioning) return no('wrongStatus')
  const decision = whileDirectoryDecides(request, event, now)
  if (decision) return decision
  switch (event.type) {
    case 'attempt':
      return attempted(request, provisioning, now)
    case 'accepted':
      return waitForReadBack(request, now, 'accepted', 'provisioningAccepted')
    case 'outcomeUnknown':
      return waitForReadBack(request, now, 'unknown', 'provisioningUnknown', { reason: event.reason })
    case 'refused':
      return ended(request, 'failed', now, 'requestFailed', DIRECTORY, { code: event.code, reason: event.reason })
    case 'neverCreated':
      return signInAgain(request, event, now)
    case 'readBackActive':
      return becomeActive(request, event, now)
    case 'readBackGone':
      return stillAbsent(request, provisioning, now)
    case 'invalidated':
      if (provisioning.attempts > 0) return beginEnding(request, 'revoked', ELEVATE, null, now, event.code)
      return ended(request, 'failed', now, 'requestFailed', ELEVATE, { code: event.code, reason: null })
    case 'cancel':
      if (provisioning.outcome !== 'waitingForDirectory') return no('wrongStatus', { status: request.status })
      return beginEnding(request, 'canceled', personActor(event.by), null, now)
    case 'takeBack':
      return beginEnding(request, 'revoked', personActor(event.by), event.reason, now)
    case 'revoke':
      return beginEnding(request, 'revoked', event.by, event.reason, now)
    default:
      return refusedAt(request, event)
  }
}

function becomeActive(request: ActivationRequest, event: Event<'readBackActive'>, now: Instant): Decision {
  const made = seenActive(request, event, now)
  const next = { ...made.next, status: 'active', windowEndsAt: null, signIn: null } as const
  return { ...made, next, effects: [...made.effects, noticeTo(next, 'activated', request.requesterId)] }
}

function stillAbsent(request: ActivationRequest, provisioning: Provisioning, now: Instant): Decision {
  const age = now - provisioning.startedAt
  if (provisioning.outcome === 'accepted' && age >= durationToMs(request.terms.duration)) {
    return ended(request, 'expired', now, 'activationEnded', DIRECTORY, { code: null, reason: null }, true)
  }
  if (provisioning.outcome !== 'waitingForDirectory' && age >= NOT_CONFIRMED_AFTER) {
    const made = ended(request, 'failed', now, 'requestFailed', ELEVATE, { code: 'notConfirmed', reason: null })
    return { ...made, effects: [...made.effects, alertAbout(request, 'provisioningUnknown', {}, 'notConfirmed')] }
  }
  const readBacks = provisioning.readBacks + 1
  return quietly(request, { provisioning: { ...provisioning, readBacks, readBackAt: now + backOff(readBacks) } })
}

function whileActive(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  const activation = request.activation
  if (!activation) return no('wrongStatus')
  switch (event.type) {
    case 'deactivate':
      return beginEnding(request, 'deactivated', personActor(event.by), null, now)
    case 'takeBack':
      return beginEnding(request, 'revoked', personActor(event.by), event.reason, now)
    case 'revoke':
      return beginEnding(request, 'revoked', event.by, event.reason, now)
    case 'invalidated':
      return beginEnding(request, 'revoked', ELEVATE, null, now, event.code)
    case 'endingSoon':
      return endingSoon(request, activation, now)
    case 'answered':
      return answeredWhileActive(request, event, now)
    case 'readBackGone':
      return goneWhileActive(request, activation, now)
    case 'readBackActive':
      return now < activation.endsAt
        ? quietly(request, { activation: { ...activation, readBacks: 0, readBackAt: activation.endsAt } })
        : overdue(request, now)
    case 'removalAttempted':
      return removalTried(request, activation, now)
    default:
      return refusedAt(request, event)
  }
}

function goneWhileActive(request: ActivationRequest, activation: Activation, now: Instant): Decision {
  if (now >= activation.endsAt) {
    return ended(request, 'expired', now, 'activationEnded', DIRECTORY, { code: null, reason: null }, true)
  }
  if (activation.readBacks === 0) {
    return quietly(request, { activation: { ...activation, readBacks: 1, readBackAt: now + SECOND_LOOK_AFTER } })
  }
  // Somebody looked again at once: the same replica may lag still.
  if (now < activation.readBackAt) return no('wrongStatus', { status: request.status })
  const made = ended(request, 'revoked', now, 'activationRemovedOutside', DIRECTORY, { code: null, reason: null }, true)
  return { ...made, effects: [...made.effects, alertAbout(request, 'removedOutside', {}, 'removedOutside')] }
}

function afterEnd(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  if (event.type !== 'readBackActive') return refusedAt(request, event)
  const data = { assignmentId: event.assignmentId }
  const made = moved(request, {}, now, 'assignmentFoundAfterEnd', DIRECTORY, data)
  return { ...made, effects: [alertAbout(request, 'activeAfterEnd', {}, `afterEnd:${event.assignmentId}`)] }
}
