import { isAllowed } from '../domain/access-table.ts'
import { isTerminal, STATUSES } from '../domain/activation-request.ts'
import { refusal } from '../domain/refusal.ts'
import type { PersonId } from '../domain/values.ts'
import { accessOf } from './authority.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { type Result, refuse } from './decide-request.ts'
import { revokeOne } from './revoke-activation.ts'
import { confirmationCard } from './views/answers.ts'

/** Ends every open request that names this ticket, whoever made it; one's own among them are left to oneself. */
export async function revokeTicket(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  ticket: string,
  reason: string | null,
): Promise<Result | { readonly outcome: 'ended'; readonly ended: number }> {
  if (!isAllowed('revokeTicket', ['other'], await accessOf(ctx, by))) {
    return refuse(ctx, by, origin, null, refusal('notAllowed'))
  }
  if (!reason?.trim()) return refuse(ctx, by, origin, null, refusal('reasonMissing'))
  const statuses = STATUSES.filter((status) => !isTerminal(status))
  const open = await ctx.store.requests({ ticket, statuses, limit: 10_000 })
  const others = open.filter((request) => request.requesterId !== by)
  const linkedFirst = [...others].sort(
    (a, b) => Number(b.continuesRequestId !== null) - Number(a.continuesRequestId !== null),
  )
  for (const request of linkedFirst) await revokeOne(ctx, by, request.id, reason.trim())
  await commit(ctx, origin, {
    audit: [],
    effects: [],
    reply: confirmationCard('revoked', null, { ticket, count: others.length }),
  })
  return { outcome: 'ended', ended: others.length }
}
