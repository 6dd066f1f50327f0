import type { ActivationRequest } from './activation-request.ts'
import type { AuditEventDraft, AuditEventType } from './audit-event.ts'
import type { EffectDraft, HistoryEntry, HistoryStep } from './effect.ts'
import { APPROVERS_CHANNEL, FEED } from './request-effects.ts'
import type { JsonObject } from './values.ts'

/** Events worth a line in the thread. Reminders are not: they would say that nothing happened. */
const STEPS: { readonly [type in AuditEventType]?: HistoryStep } = {
  requestApproved: 'approved',
  requestDenied: 'denied',
  requestCanceled: 'canceled',
  requestTimedOut: 'timedOut',
  requestFailed: 'failed',
  requestRevoked: 'revoked',
  approvalEscalated: 'escalated',
  approverUnreachable: 'unreachable',
  activationStarted: 'activated',
  activationOverdue: 'overdue',
  endingStarted: 'endingStarted',
  endingDelayed: 'endingDelayed',
  endingStuck: 'endingStuck',
  activationEnded: 'ended',
  activationRemovedOutside: 'removedOutside',
}

/** The feed's card is posted when the role becomes active, and a delayed end has a notice of its own there. */
const NOT_IN_FEED: readonly HistoryStep[] = ['activated', 'endingDelayed']

/** What a decision adds to the threads under the cards that channels show of its request. */
export function historyEffects(request: ActivationRequest, audit: readonly AuditEventDraft[]): EffectDraft[] {
  return audit.flatMap((event): EffectDraft[] => {
    const step = STEPS[event.type]
    if (!step) return []
    const occasion = `${request.rowVersion}:${step}`
    const draft = { kind: 'history', entry: entryOf(step, event), requestId: request.id, occasion } as const
    const underApproval = { ...draft, card: 'approval', to: APPROVERS_CHANNEL } as const
    const underActivation = { ...draft, card: 'activation', to: FEED } as const
    return [
      ...(request.approval ? [underApproval] : []),
      ...(request.activation && !NOT_IN_FEED.includes(step) ? [underActivation] : []),
    ]
  })
}

function entryOf(step: HistoryStep, { at, actor, data, personal }: AuditEventDraft): HistoryEntry {
  const { votes, required, endsAt, until, person, reason: ending } = data
  const { reason } = personal
  const params: JsonObject = {
    ...(step === 'approved' && { votes: votes ?? null, required: required ?? null }),
    ...(step === 'unreachable' && { person: person ?? null }),
    ...(step === 'activated' && { endsAt: endsAt ?? null }),
    ...(step === 'endingDelayed' && { until: until ?? null }),
    ...(step === 'endingStarted' && { ending: ending ?? null }),
    ...(reason !== undefined && { reason }),
  }
  return { step, at, by: actor, params }
}
