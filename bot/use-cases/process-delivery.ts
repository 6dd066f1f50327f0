import { auditEvent, ELEVATE } from '../domain/audit-event.ts'
import type { Person } from '../domain/person.ts'
import { refusal } from '../domain/refusal.ts'
import type { Understood } from '../ports/chat-platform.ts'
import { DirectoryUnavailable } from '../ports/directory.ts'
import type { Delivery } from '../ports/request-store.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { refuse } from './decide-request.ts'
import { lastSeenOn, seenWrite } from './facts.ts'
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
    person = await ctx.directory.personOf(understood.identity)
    if (!person) return await refuseStranger(ctx, origin, understood)
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

/**
 * Guests, strangers, other tenants, the unlinked: refused, and recorded by their identity on the platform. Whose account
 * may be linked is told where.
 */
async function refuseStranger(
  ctx: Context,
  origin: Origin,
  understood: Understood & { kind: 'intent' },
): Promise<void> {
  const verifyUrl = (await ctx.platforms.get(understood.identity.platform)?.linkUrlFor?.(understood.identity)) ?? null
  const why = refusal(verifyUrl === null ? 'strangerRefused' : 'notLinked')
  const data = { code: why.code, identity: { ...understood.identity } }
  await commit(ctx, origin, {
    audit: [auditEvent(ctx.time.now(), 'actionRefused', ELEVATE, null, data)],
    effects: [],
    reply: { card: 'refusal', refusals: [why], requestId: null, verifyUrl },
  })
}

async function remember(ctx: Context, person: Person, platform: string): Promise<void> {
  if ((await lastSeenOn(ctx, person.id)) === platform) return
  await ctx.store.save({ auditEvents: [], effects: [], facts: [seenWrite(person.id, platform)] })
}
