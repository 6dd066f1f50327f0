import type { ActivationRequest } from './activation-request.ts'
import type { Alert, EffectDraft, LivingCard, Notice } from './effect.ts'
import type { JsonObject, PersonId } from './values.ts'

/** Builders for what a decision wants shown. */

export const FEED = { kind: 'channel', channel: 'feed' } as const
export const ALERTS_CHANNEL = { kind: 'channel', channel: 'alerts' } as const

export const APPROVERS_CHANNEL = { kind: 'channel', channel: 'approvers' } as const

export function cardTo(request: ActivationRequest, card: LivingCard, personId: PersonId): EffectDraft {
  return { kind: 'card', card, requestId: request.id, to: { kind: 'person', personId } }
}

/** The card that approvers share where the settings name a channel for it. */
export function sharedApprovalCard(request: ActivationRequest): EffectDraft {
  return { kind: 'card', card: 'approval', requestId: request.id, to: APPROVERS_CHANNEL }
}

export function feedCard(request: ActivationRequest): EffectDraft {
  return { kind: 'card', card: 'activation', requestId: request.id, to: FEED }
}

export function noticeTo(
  request: ActivationRequest,
  notice: Notice,
  personId: PersonId,
  occasion: string = request.status,
): EffectDraft {
  return { kind: 'notice', notice, requestId: request.id, to: { kind: 'person', personId }, occasion }
}

export function noticeToFeed(request: ActivationRequest, notice: Notice, occasion: string): EffectDraft {
  return { kind: 'notice', notice, requestId: request.id, to: FEED, occasion }
}

export function alertAbout(
  request: ActivationRequest,
  alert: Alert,
  params: JsonObject,
  occasion: string,
): EffectDraft {
  return {
    kind: 'alert',
    alert,
    requestId: request.id,
    params,
    to: ALERTS_CHANNEL,
    occasion: `${request.id}:${occasion}`,
  }
}
