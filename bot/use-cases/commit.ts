import type { ActivationRequest } from '../domain/activation-request.ts'
import type { AuditEventDraft, AuditText, SealedAuditEvent } from '../domain/audit-event.ts'
import { tierOf } from '../domain/catalogue/catalogue.ts'
import { cardKey, type Effect, type EffectDraft, type Lane, type Recipient, recipientKey } from '../domain/effect.ts'
import type { ChannelAddress, Organisation } from '../domain/organisation.ts'
import { historyEffects } from '../domain/request-history.ts'
import { dueAt } from '../domain/request-timing.ts'
import { settingsFor } from '../domain/role-settings.ts'
import type { JsonObject, PersonId } from '../domain/values.ts'
import { unreachable } from '../domain/values.ts'
import type { CardView } from '../domain/views/card-view.ts'
import type { Ids } from '../ports/ids.ts'
import type { DeliveryKey, FactWrite, SaveOutcome } from '../ports/request-store.ts'
import type { Context } from './context.ts'

/** Where something was asked from, and so where the answer goes. Null for what time or the directory brought about. */
export interface Origin {
  readonly delivery: DeliveryKey
  readonly replyTo: { readonly platform: string; readonly address: string; readonly personId: PersonId | null }
}

export interface Commit {
  readonly request?: { readonly next: ActivationRequest; readonly expectedRowVersion: number }
  readonly audit: readonly AuditEventDraft[]
  readonly effects: readonly EffectDraft[]
  readonly facts?: readonly FactWrite[]
  readonly reply: CardView | null
}

/** Saves a decision with its audit events, effects, answer and the completion of its delivery: all of it, or nothing. */
export async function commit(ctx: Context, origin: Origin | null, commit: Commit): Promise<SaveOutcome> {
  const effects = [...commit.effects, ...historyOf(commit)].flatMap((draft) => expand(ctx, draft, commit))
  const outcome = await ctx.store.save({
    ...(commit.request && { request: { ...commit.request, dueAt: dueAt(commit.request.next) } }),
    ...(commit.facts && { facts: commit.facts }),
    ...(origin && { delivery: origin.delivery }),
    auditEvents: commit.audit.map((draft) => seal(draft, ctx.ids)),
    effects: origin && commit.reply ? [...effects, replyEffect(origin, commit.reply)] : effects,
  })
  if (outcome.outcome === 'saved') ctx.wake()
  return outcome
}

/** Replaces what people typed by commitments to it. */
export function seal(draft: AuditEventDraft, ids: Ids): SealedAuditEvent {
  const texts: AuditText[] = []
  const personal: JsonObject = {}
  for (const [name, text] of Object.entries(draft.personal)) {
    const salt = ids.salt()
    const sha256 = ids.commitment(salt, text)
    personal[name] = sha256
    texts.push({ sha256, salt, text })
  }
  const { at, type, actor, requestId } = draft
  const data = texts.length ? { ...draft.data, personal } : draft.data
  return { at, type, actor, requestId, data, texts }
}

function historyOf({ request, audit }: Commit): readonly EffectDraft[] {
  return request ? historyEffects(request.next, audit) : []
}

function expand(ctx: Context, draft: EffectDraft, { request }: Commit): Effect[] {
  const at = ctx.time.now()
  const recipients = recipientsOf(draft, ctx.organisation, request?.next ?? null)
  const isPossible = (to: Recipient) =>
    draft.kind !== 'history' || (to.kind === 'channel' && ctx.platforms.get(to.platform)?.threads === true)
  return recipients.filter(isPossible).map((to) => effectFor(draft, to, at))
}

function recipientsOf(
  { to }: EffectDraft,
  organisation: Organisation,
  request: ActivationRequest | null,
): readonly Recipient[] {
  if (to.kind === 'person') return [to]
  const addresses =
    to.channel === 'approvers' ? approvalChannels(organisation, request) : organisation.channels[to.channel]
  return addresses.map((address) => ({ kind: 'channel', ...address }))
}

function approvalChannels(organisation: Organisation, request: ActivationRequest | null): readonly ChannelAddress[] {
  if (!request) return []
  const { activatable } = request.terms
  const settings = settingsFor(activatable, tierOf(activatable, organisation.tiers), organisation.roleSettings)
  return settings?.approval?.channels ?? []
}

function effectFor(draft: EffectDraft, to: Recipient, at: number): Effect {
  const requestId = 'requestId' in draft ? draft.requestId : null
  const who = recipientKey(to)
  switch (draft.kind) {
    case 'card': {
      const { kind, card } = draft
      const lane: Lane = card === 'activation' ? 'feed' : 'prompt'
      return {
        key: cardKey(draft.requestId, card, to),
        lane,
        requestId,
        body: { kind, card, requestId: draft.requestId, to },
      }
    }
    case 'notice': {
      const { kind, notice } = draft
      const lane: Lane = to.kind === 'channel' ? 'feed' : 'prompt'
      const key = `notice:${requestId}:${notice}:${draft.occasion}:${who}`
      return { key, lane, requestId, body: { kind, notice, requestId: draft.requestId, to } }
    }
    case 'history': {
      const { kind, entry, card, occasion } = draft
      const key = `history:${draft.requestId}:${card}:${occasion}:${who}`
      return { key, lane: 'feed', requestId, body: { kind, entry, card, requestId: draft.requestId, to } }
    }
    case 'alert': {
      const { kind, alert, params } = draft
      const key = `alert:${alert}:${draft.occasion}:${who}`
      return { key, lane: 'prompt', requestId, body: { kind, alert, at, requestId, params, to } }
    }
    case 'usageAlert': {
      const { kind, alertId, occurrence } = draft
      const key = `usageAlert:${alertId}:${occurrence}:${who}`
      return { key, lane: 'prompt', requestId: null, body: { kind, alertId, occurrence, to } }
    }
    case 'report': {
      const { kind, view, occasion } = draft
      const lane: Lane = to.kind === 'channel' ? 'feed' : 'prompt'
      return { key: `report:${view.report}:${occasion}:${who}`, lane, requestId: null, body: { kind, view, to } }
    }
    default:
      return unreachable(draft)
  }
}

function replyEffect(origin: Origin, view: CardView): Effect {
  const { platform, deliveryKey } = origin.delivery
  const key = `reply:${platform}:${deliveryKey}`
  return { key, lane: 'reply', requestId: null, body: { kind: 'reply', ...origin.replyTo, view } }
}
