import type { ActivationRequest } from './activation-request.ts'
import { DIRECTORY, ELEVATE, personActor } from './audit-event.ts'
import type { RefusalCode } from './refusal.ts'
import type { Decision, RequestEvent } from './request-event.ts'
import { lookAgain, removalDelayed, removalStuck, seenActive } from './request-steps.ts'
import { isAbsenceBelieved, isStuck, unsettledUntil } from './request-timing.ts'
import { ended, moved, no, refusedAt } from './request-transition.ts'
import type { Instant } from './values.ts'

/** Part of the request machine: how what was begun in the directory is brought to its end. */

export function beginEnding(
  request: ActivationRequest,
  reason: 'canceled' | 'revoked' | 'deactivated',
  by: Parameters<typeof moved>[4],
  note: string | null,
  now: Instant,
  code: RefusalCode | null = null,
): Decision {
  const settles = { removed: false, unsettledUntil: unsettledUntil(request, now), refusedUntil: null }
  const ending = { reason, since: now, by, note, code, retryAt: now, attempts: 0, ...settles }
  const changes = { status: 'ending', ending, windowEndsAt: null } as const
  return moved(request, changes, now, 'endingStarted', by, { reason, code }, { reason: note })
}

/** A call of an earlier sign-in may still take effect: it is removed and read back like any other. */
export function unseenEnding(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  switch (event.type) {
    case 'cancel':
      return beginEnding(request, 'canceled', personActor(event.by), null, now)
    case 'invalidated':
      return beginEnding(request, 'revoked', ELEVATE, null, now, event.code)
    case 'takeBack':
      return beginEnding(request, 'revoked', personActor(event.by), event.reason, now)
    case 'revoke':
      return beginEnding(request, 'revoked', event.by, event.reason, now)
    default:
      return refusedAt(request, event)
  }
}

export function whileEnding(request: ActivationRequest, event: RequestEvent, now: Instant): Decision {
  const ending = request.ending
  if (!ending) return no('wrongStatus')
  switch (event.type) {
    case 'readBackGone': {
      if (!isAbsenceBelieved(request, ending, now)) return lookAgain(request, ending, now)
      const over = request.activation !== null && now >= request.activation.endsAt
      const [status, by] = over ? (['expired', DIRECTORY] as const) : [ending.reason, ending.by]
      return ended(request, status, now, 'activationEnded', by, { code: ending.code, reason: ending.note }, true)
    }
    case 'readBackActive':
      if (request.activation) return no('wrongStatus')
      return seenActive(request, { ...event, noticeAt: null }, now)
    case 'removalAttempted':
      return lookAgain(request, { ...ending, attempts: ending.attempts + 1 }, now)
    case 'removalAccepted':
      return lookAgain(request, { ...ending, removed: true }, now)
    case 'accepted':
    case 'waitsForDirectory':
    case 'outcomeUnknown':
      return lookAgain(request, { ...ending, unsettledUntil: unsettledUntil(request, now) }, now)
    case 'removalDelayed':
      return removalDelayed(request, ending, event.until, now)
    case 'removalStuck':
      return isStuck(ending, now) ? removalStuck(request, ending, now) : no('wrongStatus')
    default:
      return refusedAt(request, event)
  }
}
