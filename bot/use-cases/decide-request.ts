import { type AccessCommand, isAllowed, type Relation } from '../domain/access-table.ts'
import type { ActivationRequest } from '../domain/activation-request.ts'
import { auditEvent, personActor } from '../domain/audit-event.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import { decide } from '../domain/request-machine.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import type { CardView } from '../domain/views/card-view.ts'
import type { FactWrite } from '../ports/request-store.ts'
import { accessOf } from './authority.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { refusalCard } from './views/answers.ts'
import { withNames } from './views/refusal-params.ts'

/** A conflict means that somebody else decided meanwhile: decide again on what is there now. */
const ATTEMPTS = 20

export type Result =
  /** `isUncertain`: it was handed to the directory, whose answer was lost. */
  | { readonly outcome: 'done'; readonly request: ActivationRequest; readonly isUncertain?: boolean }
  | { readonly outcome: 'refused'; readonly refusal: Refusal }

export interface Step {
  /** What happens, or why it may not. */
  readonly event: RequestEvent | Refusal
  readonly reply?: (next: ActivationRequest) => CardView | null | Promise<CardView | null>
  /** Said instead of the plain refusal. */
  readonly refusalReply?: CardView
  readonly facts?: readonly FactWrite[]
}

/**
 * Loads a request, asks `step` what happens to it, lets the machine decide, saves. A lost race is decided again on the
 * newest state. A refused action of a person is audited and answered; nothing else changes.
 */
export async function decideRequest(
  ctx: Context,
  requestId: RequestId,
  by: PersonId | null,
  origin: Origin | null,
  step: (request: ActivationRequest) => Promise<Step>,
): Promise<Result> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const request = await ctx.store.request(requestId)
    if (!request) return refuse(ctx, by, origin, null, refusal('unknownRequest', { requestId }))
    const { event, reply, refusalReply, facts } = await step(request)
    const decision =
      'type' in event ? decide(request, event, ctx.time.now()) : { decided: false as const, refusal: event }
    if (!decision.decided) return refuse(ctx, by, origin, request, decision.refusal, refusalReply)
    const saved = await commit(ctx, origin, {
      request: { next: decision.next, expectedRowVersion: request.rowVersion },
      audit: decision.audit,
      effects: decision.effects,
      ...(facts && { facts }),
      reply: origin && reply ? await reply(decision.next) : null,
    })
    if (saved.outcome === 'saved') return { outcome: 'done', request: decision.next }
  }
  return refuse(ctx, by, origin, null, refusal('tryAgain'))
}

/** Answers a no. What a person tried is audited; what time tried in vain is not worth an event. */
export async function refuse(
  ctx: Context,
  by: PersonId | null,
  origin: Origin | null,
  request: ActivationRequest | null,
  why: Refusal,
  reply?: CardView,
): Promise<Result> {
  if (by === null && !origin) return { outcome: 'refused', refusal: why }
  const named = await withNames(ctx, why, { request, by })
  const actor = by === null ? { kind: 'elevate' as const } : personActor(by)
  await commit(ctx, origin, {
    audit: [auditEvent(ctx.time.now(), 'actionRefused', actor, request?.id ?? null, { code: why.code })],
    effects: [],
    reply: reply ?? refusalCard([named], request),
  })
  return { outcome: 'refused', refusal: named }
}

/** What the access table says of this person and this request. Relations are those of this moment. */
export async function accessRefusal(
  ctx: Context,
  command: AccessCommand,
  personId: PersonId,
  request: ActivationRequest,
  approvers: readonly PersonId[] = [],
): Promise<Refusal | null> {
  const relations: Relation[] = ['other']
  if (request.requesterId === personId) relations.push('requester')
  if (approvers.includes(personId)) relations.push('approver')
  if (request.votes.some((vote) => vote.personId === personId)) relations.push('voter')
  const access = await accessOf(ctx, personId)
  if (isAllowed(command, relations, access)) return null
  if (relations.includes('requester')) return refusal('ownRequest')
  if (command === 'approve' || command === 'deny' || command === 'takeBack') return refusal('notApprover')
  return refusal(command === 'seeRequest' ? 'unknownRequest' : 'notAllowed', { requestId: request.id })
}

/** The request can go no further as things stand now: it fails, and whoever asked is told why. */
export function invalidated(ctx: Context, why: Refusal): Step {
  const reply = async (next: ActivationRequest) => refusalCard([await withNames(ctx, why, { request: next })], next)
  return { event: { type: 'invalidated', code: why.code }, reply }
}
