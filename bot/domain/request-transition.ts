import {
  type ActivationRequest,
  type Actor,
  isTerminal,
  type Status,
  type TerminalStatus,
} from './activation-request.ts'
import { type AuditEventType, auditEvent } from './audit-event.ts'
import { type RefusalCode, refusal } from './refusal.ts'
import { noticeTo } from './request-effects.ts'
import type { Decision, RequestEvent } from './request-event.ts'
import type { Instant, JsonObject } from './values.ts'

export type Made = Decision & { decided: true }

export function no(code: RefusalCode, params: { readonly [name: string]: string | number } = {}): Decision {
  return { decided: false, refusal: refusal(code, params) }
}

/**
 * A request after a change that people see and the audit log keeps. The event says from and to which status, and which
 * `rowVersion` it made, so that reading the log alone rebuilds the life of every request. The status recorded is filled
 * in by `recorded` when the decision is complete.
 */
export function moved(
  request: ActivationRequest,
  changes: Partial<ActivationRequest>,
  now: Instant,
  type: AuditEventType,
  by: Actor,
  data: JsonObject = {},
  personal: { readonly [name: string]: string | null } = {},
): Made {
  const next = { ...request, ...changes, rowVersion: request.rowVersion + 1, viewVersion: request.viewVersion + 1 }
  return { decided: true, next, audit: [auditEvent(now, type, by, request.id, data, personal)], effects: [] }
}

/** A request that has come to its end, and whoever asked told so. */
export function ended(
  request: ActivationRequest,
  status: TerminalStatus,
  now: Instant,
  type: AuditEventType,
  by: Actor,
  why: { readonly code: RefusalCode | null; readonly reason: string | null },
  verified = false,
): Made {
  const changes = {
    status,
    windowEndsAt: null,
    outcome: { at: now, by, code: why.code, reason: why.reason },
    endVerifiedAt: verified ? now : null,
  }
  const made = moved(request, changes, now, type, by, { code: why.code }, { reason: why.reason })
  const notice = request.activation ? 'ended' : 'decided'
  const bySelf = by.kind === 'person' && by.personId === request.requesterId && !request.activation
  return bySelf ? made : { ...made, effects: [noticeTo(made.next, notice, request.requesterId)] }
}

/** A change that nobody needs to see or record: when to look again. */
export function quietly(request: ActivationRequest, changes: Partial<ActivationRequest>): Decision {
  const next = { ...request, ...changes, rowVersion: request.rowVersion + 1 }
  return { decided: true, next, audit: [], effects: [] }
}

/** Writes into each event of a decision what the status was and became, and the version of the request it made. */
export function recorded(from: Status | null, decision: Decision): Decision {
  if (!decision.decided) return decision
  const { status: to, rowVersion } = decision.next
  return {
    ...decision,
    audit: decision.audit.map((event) => ({ ...event, data: { ...event.data, from, to, rowVersion } })),
  }
}

/** No, because of where the request stands; to approvers who come late, that it was decided. */
export function refusedAt(request: ActivationRequest, event: RequestEvent): Decision {
  const decisions: readonly RequestEvent['type'][] = ['approve', 'deny']
  const code = decisions.includes(event.type) && past(request.status) ? 'alreadyDecided' : 'wrongStatus'
  return no(code, { status: request.status })
}

function past(status: Status): boolean {
  return (
    isTerminal(status) ||
    status === 'approved' ||
    status === 'provisioning' ||
    status === 'active' ||
    status === 'ending'
  )
}
