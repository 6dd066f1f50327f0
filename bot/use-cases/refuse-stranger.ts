import { auditEvent, ELEVATE } from '../domain/audit-event.ts'
import type { ChatIdentity } from '../domain/person.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'

/**
 * Guests, strangers, other tenants, the unlinked: refused, and recorded by their identity on the platform. Whose account
 * may be linked is told where; `because` says why an attempt at it came to nothing.
 */
export async function refuseStranger(
  ctx: Context,
  origin: Origin,
  identity: ChatIdentity,
  because: Refusal | null = null,
): Promise<void> {
  const verifyUrl = (await ctx.platforms.get(identity.platform)?.linkUrlFor?.(identity)) ?? null
  const why = because ?? refusal(verifyUrl === null ? 'strangerRefused' : 'notLinked')
  const data = { code: why.code, identity: { ...identity } }
  await commit(ctx, origin, {
    audit: [auditEvent(ctx.time.now(), 'actionRefused', ELEVATE, null, data)],
    effects: [],
    reply: { card: 'refusal', refusals: [why], requestId: null, verifyUrl },
  })
}
