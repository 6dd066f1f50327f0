import { auditEvent, ELEVATE } from '../domain/audit-event.ts'
import { refusal } from '../domain/refusal.ts'
import { ALERTS_CHANNEL } from '../domain/request-effects.ts'
import type { Delivery } from '../ports/request-store.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { refusalCard } from './views/answers.ts'

/**
 * A delivery that failed every time. Nobody is left waiting for it: whoever sent it is told that nothing happened, and
 * the alerts channel that this was so. What cannot even be understood is kept aside as it came.
 */
export async function giveUpDelivery(ctx: Context, delivery: Delivery, reason: string): Promise<void> {
  const { platform, deliveryKey } = delivery
  const origin = await originOf(ctx, delivery)
  const params = { platform, reason }
  await commit(ctx, origin, {
    audit: [auditEvent(ctx.time.now(), 'actionRefused', ELEVATE, null, { code: 'tryAgain', platform, deliveryKey })],
    effects: [
      { kind: 'alert', alert: 'deliveryGivenUp', requestId: null, params, to: ALERTS_CHANNEL, occasion: deliveryKey },
    ],
    reply: refusalCard([refusal('tryAgain')], null),
  })
  if (!origin) await ctx.store.deferDelivery(delivery, { dead: reason })
}

async function originOf(ctx: Context, delivery: Delivery): Promise<Origin | null> {
  try {
    const understood = await ctx.platforms.get(delivery.platform)?.understand(delivery)
    if (understood?.kind !== 'intent') return null
    const { platform, deliveryKey } = delivery
    return { delivery: { platform, deliveryKey }, replyTo: { platform, address: understood.replyTo, personId: null } }
  } catch {
    return null
  }
}
