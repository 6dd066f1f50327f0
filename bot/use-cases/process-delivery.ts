import type { Person } from '../domain/person.ts'
import { refusal } from '../domain/refusal.ts'
import type { Understood } from '../ports/chat-platform.ts'
import { DirectoryUnavailable } from '../ports/directory.ts'
import type { Delivery } from '../ports/request-store.ts'
import type { Origin } from './commit.ts'
import type { Context } from './context.ts'
import { refuse } from './decide-request.ts'
import { lastSeenOn, seenWrite } from './facts.ts'
import { finishLink } from './finish-link.ts'
import { refuseStranger } from './refuse-stranger.ts'
import { runAction } from './run-action.ts'
import { runText } from './run-text.ts'

/**
 * Handles one stored delivery. Whatever comes of it, the delivery is completed in the transaction that holds the result
 * and the answer, so that after a crash it is either done or not begun.
 */
export async function processDelivery(ctx: Context, delivery: Delivery): Promise<void> {
  const platform = ctx.platforms.get(delivery.platform)
  if (!platform) throw new Error(`No platform named ${delivery.platform}`)
  const understood = await platform.understand(delivery)
  const key = { platform: delivery.platform, deliveryKey: delivery.deliveryKey }
  if (understood.kind === 'ignored') {
    ctx.log.info({ ...key, reason: understood.reason }, 'delivery ignored')
    await ctx.store.save({ auditEvents: [], effects: [], delivery: key })
    return
  }
  const replyTo = { platform: platform.name, address: understood.replyTo, personId: null }
  await answer(ctx, { delivery: key, replyTo }, understood)
}

async function answer(ctx: Context, origin: Origin, understood: Understood & { kind: 'intent' }): Promise<void> {
  let person: Person | null = null
  try {
    if (await finishLink(ctx, origin, understood)) return
    person = await ctx.directory.personOf(understood.identity)
    if (!person) return await refuseStranger(ctx, origin, understood.identity)
    const known = { ...origin, replyTo: { ...origin.replyTo, personId: person.id } }
    if (!person.enabled) return void (await refuse(ctx, person.id, known, null, refusal('personDisabled')))
    await remember(ctx, person, understood.identity.platform)
    const { intent } = understood
    const asker = person
    // One after the other: what somebody sends second is decided on what their first changed.
    await ctx.serially(asker.id, () =>
      intent.kind === 'text' ? runText(ctx, known, asker, intent.text) : runAction(ctx, known, asker, intent),
    )
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error
    ctx.log.warn({ ...origin.delivery, error: error.message }, 'directory unavailable')
    await refuse(ctx, person?.id ?? null, origin, null, refusal('directoryUnavailable'))
  }
}

async function remember(ctx: Context, person: Person, platform: string): Promise<void> {
  if ((await lastSeenOn(ctx, person.id)) === platform) return
  await ctx.store.save({ auditEvents: [], effects: [], facts: [seenWrite(person.id, platform)] })
}
