import type { ActivationRequest } from './activation-request.ts'
import { auditEvent, ELEVATE } from './audit-event.ts'
import { alertAbout, cardTo, noticeTo } from './request-effects.ts'
import type { Decision, RequestEvent } from './request-event.ts'
import { afterAsking } from './request-timing.ts'
import { moved, no } from './request-transition.ts'
import type { Instant, PersonId } from './values.ts'

/** Steps of the request machine about who could be reached. They leave the status as it is. */

/** No chat delivers the card to this approver: known once, shown on every copy, and somebody else asked. */
export function approverUnreachable(
  request: ActivationRequest,
  event: RequestEvent & { type: 'approverUnreachable' },
  now: Instant,
): Decision {
  const stage = request.approval
  const { personId, reason, short } = event
  if (!stage || stage.unreachable.includes(personId)) return no('wrongStatus')
  const notify = event.notify.filter((id) => !stage.asked.includes(id))
  const escalates = event.escalates && stage.escalatedAt === null
  const unreachable = [...stage.unreachable, personId]
  const approval = { ...afterAsking(stage, [personId, ...notify]), unreachable, ...(escalates && { escalatedAt: now }) }
  const data = { person: personId, reason, asked: notify, reachable: approval.asked.length - unreachable.length }
  const made = moved(request, { approval }, now, 'approverUnreachable', ELEVATE, data)
  const escalation = auditEvent(now, 'approvalEscalated', ELEVATE, request.id, { notified: notify, early: true })
  return {
    ...made,
    audit: escalates ? [...made.audit, escalation] : made.audit,
    effects: [
      ...notify.map((id) => cardTo(request, 'approval', id)),
      ...(escalates ? [noticeTo(request, 'escalated', request.requesterId)] : []),
      // Once a request: whoever looks after it sees on the card whom else it concerns.
      ...(short ? [alertAbout(request, 'approversUnreachable', { ...short }, 'short')] : []),
    ],
  }
}

/** A later try reached them. */
export function approverReached(request: ActivationRequest, personId: PersonId, now: Instant): Decision {
  const stage = request.approval
  if (!stage?.unreachable.includes(personId)) return no('wrongStatus')
  const unreachable = stage.unreachable.filter((id) => id !== personId)
  return moved(request, { approval: { ...stage, unreachable } }, now, 'approverReached', ELEVATE, { person: personId })
}
