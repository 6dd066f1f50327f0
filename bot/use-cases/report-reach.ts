import { isUndecided } from '../domain/activation-request.ts'
import { askedInstead, validVoters } from '../domain/approval-rules.ts'
import type { EffectBody } from '../domain/effect.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import type { PersonId } from '../domain/values.ts'
import type { PendingEffect } from '../ports/request-store.ts'
import { decidersNow, standingOf } from './authority.ts'
import type { Context } from './context.ts'
import { decideRequest, type Step } from './decide-request.ts'
import type { Settled } from './deliver-message.ts'
import { awayPeople } from './facts.ts'

/** Tries of a card after which a chat that does not answer counts as not reaching anybody: about a minute. */
const NOT_ANSWERING_AFTER = 6

/**
 * What a try to show an approver their card says about reaching them. Told before the try is settled, so that a crash
 * between the two tells it again: the machine knows whom it knows of.
 */
export async function reportReach(ctx: Context, effect: PendingEffect, settled: Settled): Promise<void> {
  const { body } = effect
  if (!isAsking(body)) return
  const { personId } = body.to
  const request = await ctx.store.request(body.requestId)
  if (!request || !isUndecided(request) || !request.approval) return
  const isKnown = request.approval.unreachable.includes(personId)
  const reason = await whyUnreached(ctx, effect, settled)
  if (reason !== null && !isKnown)
    await decideRequest(ctx, request.id, null, null, (now) => unreached(ctx, now, personId, reason))
  const isReached = settled.messageReference?.messageId != null
  if (isReached && isKnown)
    await decideRequest(ctx, request.id, null, null, async () => ({ event: { type: 'approverReached', personId } }))
}

type AskingBody = EffectBody & { kind: 'card'; to: { kind: 'person' } }

/** A card that asks one person for a decision. */
export function isAsking(body: EffectBody): body is AskingBody {
  return body.kind === 'card' && body.card === 'approval' && body.to.kind === 'person'
}

/** Null where they were reached, or may still be: what was shown once is brought up to date sooner or later. */
async function whyUnreached(ctx: Context, { key, attempts }: PendingEffect, settled: Settled): Promise<string | null> {
  if (settled.messageReference) return settled.messageReference.unreachable
  if (settled.result === 'done') return null
  const isPosted = (await ctx.store.messageReference(key))?.messageId != null
  return !isPosted && attempts + 1 >= NOT_ANSWERING_AFTER ? 'notAnswering' : null
}

async function unreached(
  ctx: Context,
  request: Parameters<Parameters<typeof decideRequest>[4]>[0],
  personId: PersonId,
  reason: string,
): Promise<Step> {
  const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
  const hasEscalated = request.approval?.escalatedAt != null
  const all = decidersNow(standing, hasEscalated)
  const voters = validVoters(request, all, standing.settings?.approverStepUp)
  const instead = askedInstead({
    deciders: all.filter((id) => !voters.includes(id)),
    escalation: hasEscalated ? [] : standing.escalation,
    away: await awayPeople(ctx),
    unreachable: new Set([...(request.approval?.unreachable ?? []), personId]),
    needed: (standing.settings?.approval?.required ?? 1) - voters.length,
  })
  const event: RequestEvent = { type: 'approverUnreachable', personId, reason, ...instead }
  return { event }
}
