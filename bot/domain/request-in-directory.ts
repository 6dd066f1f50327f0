import type { ActivationRequest, Vote } from './activation-request.ts'
import { isAskedInDirectory } from './activation-request.ts'
import { DIRECTORY, personActor } from './audit-event.ts'
import { cardTo, sharedApprovalCard } from './request-effects.ts'
import type { Decision, RequestEvent } from './request-event.ts'
import { approverReached, approverUnreachable } from './request-reach.ts'
import { escalated, reminded, voteOf } from './request-steps.ts'
import { backOff, openStage } from './request-timing.ts'
import { ended, moved, no, refusedAt } from './request-transition.ts'
import type { Instant } from './values.ts'

type Event<T extends RequestEvent['type']> = RequestEvent & { type: T }

/**
 * Part of the request machine: the directory has its own approvers decide. What it says counts, whoever told it; Elevate
 * asks approvers in its name, and hands over what they answer. Null for events that mean nothing special here.
 */
export function whileDirectoryDecides(request: ActivationRequest, event: RequestEvent, now: Instant): Decision | null {
  switch (event.type) {
    case 'waitsForDirectory':
      return waitThere(request, event, now)
    case 'refused':
      return refusedThere(request, event, now)
    case 'approve':
      return isAskedInDirectory(request) ? firstVotes(request, event, now) : null
    case 'answering':
      return isAskedInDirectory(request) ? answering(request, event, now) : null
    case 'answered':
      return request.approval?.inDirectory ? answered(request, event, now) : null
    case 'remind':
      return isAskedInDirectory(request) ? reminded(request, event.notify, now) : null
    case 'escalate':
      return isAskedInDirectory(request) ? escalated(request, event.notify, now) : null
    case 'approverUnreachable':
      return isAskedInDirectory(request) ? approverUnreachable(request, event, now) : null
    case 'approverReached':
      return isAskedInDirectory(request) ? approverReached(request, event.personId, now) : null
    default:
      return null
  }
}

/** Seen to be waiting there. Approvers are asked once; what they agreed to before was another question. */
function waitThere(request: ActivationRequest, { ask }: Event<'waitsForDirectory'>, now: Instant): Decision {
  const before = request.provisioning
  if (!before) return no('wrongStatus')
  const readBackAt = now + backOff(before.readBacks + 1)
  const provisioning = { ...before, outcome: 'waitingForDirectory', readBackAt } as const
  const isNew = ask !== undefined && request.approval?.inDirectory !== true
  if (!isNew) return moved(request, { provisioning }, now, 'directoryApprovalAwaited', DIRECTORY)
  const { approval, windowEndsAt } = openStage(ask.settings, ask.notify, now)
  const changes = { provisioning, approval: { ...approval, inDirectory: true }, windowEndsAt, votes: [] }
  const made = moved(request, changes, now, 'directoryApprovalAwaited', DIRECTORY, { notified: [...ask.notify] })
  const cards = ask.notify.map((id) => cardTo(request, 'approval', id))
  return { ...made, effects: [...cards, sharedApprovalCard(request)] }
}

/** Denied there, or left to time out there; anything else is a failure like any other. */
function refusedThere(request: ActivationRequest, { code }: Event<'refused'>, now: Instant): Decision | null {
  if (code === 'directoryDenied')
    return ended(request, 'denied', now, 'requestDenied', DIRECTORY, { code, reason: null })
  if (code !== 'directoryTimedOut') return null
  return ended(request, 'timedOut', now, 'requestTimedOut', DIRECTORY, { code, reason: null })
}

/** An approval of several that our own settings ask for. The last of them is not counted here: it goes to the directory. */
function firstVotes(request: ActivationRequest, event: Event<'approve'>, now: Instant): Decision {
  const vote = voteOf(request, event, now)
  if ('code' in vote) return { decided: false, refusal: vote }
  const votes = [...request.votes, vote]
  const counted = votes.filter(({ personId }) => personId === event.by || event.validVoters.includes(personId)).length
  if (counted >= event.required) return no('wrongStatus', { status: request.status })
  const approval = request.approval && { ...request.approval, required: event.required }
  const data = { duration: vote.duration, proven: vote.proven, votes: counted, required: event.required }
  return moved(request, { votes, approval }, now, 'requestApproved', personActor(event.by), data)
}

/** Recorded before the directory is told. */
function answering(request: ActivationRequest, { by, verdict, reason }: Event<'answering'>, now: Instant): Decision {
  if (by === request.requesterId) return no('ownRequest')
  return moved(request, {}, now, 'directoryAnswerSent', personActor(by), { verdict }, { reason })
}

/** Whose answer the directory took. An approval is not yet the role: that is read back. */
function answered(request: ActivationRequest, event: Event<'answered'>, now: Instant): Decision {
  const { by, verdict, reason } = event
  if (by === request.requesterId || !request.provisioning) return no('ownRequest')
  if (verdict === 'deny') return ended(request, 'denied', now, 'requestDenied', personActor(by), { code: null, reason })
  const provisioning = { ...request.provisioning, outcome: 'accepted', startedAt: now, readBackAt: now } as const
  return withVote(request, event, now, { provisioning, windowEndsAt: null })
}

/** The role was seen active before Elevate heard whose answer made it so. */
export function answeredWhileActive(request: ActivationRequest, event: Event<'answered'>, now: Instant): Decision {
  if (!request.approval?.inDirectory || event.verdict === 'deny') return refusedAt(request, event)
  return withVote(request, event, now, {})
}

function withVote(
  request: ActivationRequest,
  { by, reason, proven, required }: Event<'answered'>,
  now: Instant,
  changes: Partial<ActivationRequest>,
): Decision {
  const { duration } = request.terms
  const vote: Vote = { personId: by, at: now, duration, proven }
  const votes = [...request.votes.filter(({ personId }) => personId !== by), vote]
  const data = { duration, proven, votes: votes.length, required, inDirectory: true }
  return moved(request, { ...changes, votes }, now, 'requestApproved', personActor(by), data, { reason })
}
