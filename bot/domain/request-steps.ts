import type { Activation, ActivationRequest, Ending, Provisioning, Vote } from './activation-request.ts'
import { DIRECTORY, ELEVATE, personActor } from './audit-event.ts'
import { durationToMs, MINIMUM_ACTIVATION, shorterDuration } from './duration.ts'
import { type Refusal, refusal } from './refusal.ts'
import { alertAbout, cardTo, feedCard, noticeTo, noticeToFeed } from './request-effects.ts'
import type { Decision, RequestEvent } from './request-event.ts'
import { afterAsking, afterReminder, backOff, LONGEST_REFUSAL } from './request-timing.ts'
import { type Made, moved, no, quietly } from './request-transition.ts'
import type { Instant, PersonId } from './values.ts'

/** Steps of the request machine that leave the status as it is. */

/** A new request as it is first recorded and shown to its requester. */
export function submitted(draft: ActivationRequest, now: Instant): Made {
  const { justification, ...terms } = draft.terms
  const { requesterId: requester, continuesRequestId: continues } = draft
  const data = { ...terms, activatable: { ...terms.activatable }, requester, continues }
  const made = moved(draft, {}, now, 'requestSubmitted', personActor(requester), data, { justification })
  return { ...made, effects: [cardTo(draft, 'request', requester)] }
}

/** An approver's vote on the terms as they are or for less time, or why it does not count. */
export function voteOf(
  request: ActivationRequest,
  event: RequestEvent & { type: 'approve' },
  now: Instant,
): Vote | Refusal {
  if (event.by === request.requesterId) return refusal('ownRequest')
  if (request.votes.some((vote) => vote.personId === event.by)) return refusal('alreadyApproved')
  const duration = event.duration ? shorterDuration(event.duration, request.terms.duration) : request.terms.duration
  const isTooShort = durationToMs(duration) < durationToMs(MINIMUM_ACTIVATION)
  return isTooShort
    ? refusal('durationTooShort', { minimum: MINIMUM_ACTIVATION })
    : { personId: event.by, at: now, duration, proven: event.proven }
}

export function reminded(request: ActivationRequest, notify: readonly PersonId[], now: Instant): Decision {
  const approval = request.approval && afterReminder(request.approval, now)
  const made = moved(request, { approval }, now, 'approvalReminded', ELEVATE, { notified: [...notify] })
  const occasion = String(request.rowVersion)
  return { ...made, effects: notify.map((id) => noticeTo(request, 'reminder', id, occasion)) }
}

export function escalated(request: ActivationRequest, notify: readonly PersonId[], now: Instant): Decision {
  const approval = request.approval && afterAsking({ ...request.approval, escalatedAt: now }, notify)
  const made = moved(request, { approval }, now, 'approvalEscalated', ELEVATE, { notified: [...notify] })
  const asked = notify.map((id) => cardTo(request, 'approval', id))
  return { ...made, effects: [...asked, noticeTo(request, 'escalated', request.requesterId)] }
}

export function waitForReadBack(
  request: ActivationRequest,
  now: Instant,
  outcome: 'accepted' | 'unknown',
  type: 'provisioningAccepted' | 'provisioningUnknown',
  data: { reason?: string } = {},
): Decision {
  if (!request.provisioning) return no('wrongStatus')
  const readBackAt = outcome === 'accepted' ? now : now + backOff(request.provisioning.readBacks + 1)
  // A wait for people of the directory is no delay of the directory's.
  const waited = request.provisioning.outcome === 'waitingForDirectory'
  const provisioning = { ...request.provisioning, outcome, readBackAt, ...(waited && { startedAt: now }) }
  return moved(request, { provisioning, ...(waited && { windowEndsAt: null }) }, now, type, DIRECTORY, data)
}

/** The directory shows the activation: its true start and end are known from here on. */
export function seenActive(
  request: ActivationRequest,
  event: Omit<RequestEvent & { type: 'readBackActive' }, 'type'>,
  now: Instant,
): Made {
  const { assignmentId, startedAt, endsAt, noticeAt } = event
  const activation = { assignmentId, startedAt, endsAt, noticeAt, overdueSince: null, readBackAt: endsAt, readBacks: 0 }
  const made = moved(request, { activation }, now, 'activationStarted', DIRECTORY, { assignmentId, startedAt, endsAt })
  return { ...made, effects: [feedCard(request)] }
}

/** The end has passed and the directory still shows the activation. */
export function overdue(request: ActivationRequest, now: Instant): Decision {
  const activation = request.activation
  if (!activation) return no('wrongStatus')
  if (activation.overdueSince !== null) return no('wrongStatus')
  const changes = { activation: { ...activation, overdueSince: now, readBackAt: now, noticeAt: null } }
  const made = moved(request, changes, now, 'activationOverdue', ELEVATE, { endsAt: activation.endsAt })
  return { ...made, effects: [alertAbout(request, 'activationOverdue', { endsAt: activation.endsAt }, 'overdue')] }
}

/** The directory will not remove it yet: kept, retried when it may, holder and feed told when. */
export function removalDelayed(request: ActivationRequest, ending: Ending, until: Instant, now: Instant): Decision {
  // Its clock is not ours: "not before" can be past here, or far off. Asking too early costs one more refusal.
  const retryAt = Math.max(Math.min(until, now + LONGEST_REFUSAL), now + backOff(ending.attempts))
  const changes = { ending: { ...ending, retryAt, refusedUntil: until } }
  if (ending.refusedUntil === until) return quietly(request, changes)
  const made = moved(request, changes, now, 'endingDelayed', DIRECTORY, { until })
  const occasion = String(until)
  const told = [
    noticeTo(request, 'endDelayed', request.requesterId, occasion),
    noticeToFeed(request, 'endDelayed', occasion),
  ]
  return { ...made, effects: told }
}

/** The directory neither ends it nor says when it will: told once, and tried on. */
export function removalStuck(request: ActivationRequest, ending: Ending, now: Instant): Decision {
  const made = moved(request, { ending: { ...ending, stuckSince: now } }, now, 'endingStuck', ELEVATE)
  return { ...made, effects: [alertAbout(request, 'endingStuck', {}, 'endingStuck')] }
}

/** The holder is told once that the end is near. */
export function endingSoon(request: ActivationRequest, activation: Activation, now: Instant): Decision {
  if (now >= activation.endsAt) return no('wrongStatus')
  const made = moved(request, { activation: { ...activation, noticeAt: null } }, now, 'activationEndingSoon', ELEVATE)
  return { ...made, effects: [cardTo(request, 'endingSoon', request.requesterId)] }
}

/**
 * A call to the directory is about to be made; recorded before it is, so that whoever comes after a crash reads back
 * before calling again. At most one call repeats the first, under the same key.
 */
export function attempted(request: ActivationRequest, provisioning: Provisioning, now: Instant): Decision {
  if (provisioning.attempts >= 2) return no('wrongStatus')
  const attempts = provisioning.attempts + 1
  const changes = { provisioning: { ...provisioning, attempts, readBackAt: now + backOff(4) } }
  return moved(request, changes, now, 'provisioningAttempted', ELEVATE, { attempt: attempts })
}

/** Nothing to tell yet about an end under way: when to look again. */
export function lookAgain(request: ActivationRequest, ending: Ending, now: Instant): Decision {
  return quietly(request, { ending: { ...ending, retryAt: now + backOff(ending.attempts) } })
}

/** A removal of what is past its end was asked for: when to look again. */
export function removalTried(request: ActivationRequest, activation: Activation, now: Instant): Decision {
  const readBacks = activation.readBacks + 1
  return quietly(request, { activation: { ...activation, readBacks, readBackAt: now + backOff(readBacks) } })
}
