import { isAllowed } from '../domain/access-table.ts'
import { auditEvent, personActor } from '../domain/audit-event.ts'
import { refusal } from '../domain/refusal.ts'
import type { PersonId } from '../domain/values.ts'
import { accessOf } from './authority.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { type Result, refuse } from './decide-request.ts'
import { unconfirmedWrite } from './facts.ts'
import { confirmationCard } from './views/answers.ts'

/** A person confirms that the clock is right after an unexplained jump: activations are possible again. */
export async function confirmClock(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
): Promise<Result | { readonly outcome: 'confirmed' }> {
  if (!isAllowed('confirmClock', ['other'], await accessOf(ctx, by))) {
    return refuse(ctx, by, origin, null, refusal('notAllowed'))
  }
  ctx.time.confirm()
  await commit(ctx, origin, {
    audit: [auditEvent(ctx.time.now(), 'clockConfirmed', personActor(by), null)],
    effects: [],
    facts: [unconfirmedWrite(null)],
    reply: confirmationCard('clockConfirmed', null, {}),
  })
  return { outcome: 'confirmed' }
}
