import { cardKey, type EffectBody } from '../domain/effect.ts'
import type { HistoryCardView } from '../domain/views/card-view.ts'
import type { PendingEffect } from '../ports/request-store.ts'
import type { Context } from './context.ts'
import { deliver, retry, type Settled } from './deliver-message.ts'
import { actorView, displayNameOf } from './views/names.ts'

type History = EffectBody & { kind: 'history' }

/** Lines of one thread go out in the order of what they tell. */
export function sendHistory(ctx: Context, effect: PendingEffect, body: History): Promise<Settled> {
  const card = cardKey(body.requestId, body.card, body.to)
  return ctx.serially(`thread:${card}`, async () => {
    const posted = await ctx.store.messageReference(card)
    if (!posted) return retry(ctx, effect, null, 'cardNotPosted')
    // A card that could not be posted has no thread; what it would have told stands on every other copy.
    if (posted.messageId === null) return { result: 'done' }
    const view = await historyCard(ctx, body)
    return deliver(ctx, effect, [posted], view, 0, null, { thread: posted.messageId })
  })
}

async function historyCard(ctx: Context, { entry, requestId }: History): Promise<HistoryCardView> {
  const { step, at, by, params } = entry
  const { person } = params
  const named = typeof person === 'string' ? { ...params, person: await displayNameOf(ctx, person) } : params
  return { card: 'history', requestId, step, at, by: await actorView(ctx, by), params: named }
}

/** What a channel is told of an activation goes under the card that shows it there; null for the channel itself. */
export async function threadOf(
  ctx: Context,
  { requestId, to }: EffectBody & { kind: 'notice' },
): Promise<string | null> {
  if (to.kind !== 'channel' || !ctx.platforms.get(to.platform)?.threads) return null
  return (await ctx.store.messageReference(cardKey(requestId, 'activation', to)))?.messageId ?? null
}
