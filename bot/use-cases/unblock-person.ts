import { isAllowed } from '../domain/access-table.ts'
import { auditEvent, personActor } from '../domain/audit-event.ts'
import { refusal } from '../domain/refusal.ts'
import type { PersonId } from '../domain/values.ts'
import { accessOf } from './authority.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { type Result, refuse } from './decide-request.ts'
import { isBlocked, unblockWrite } from './facts.ts'
import { confirmationCard } from './views/answers.ts'
import { displayNameOf } from './views/names.ts'

/** Lifts the block that revoking a person, or *Not me*, put on them. Never by the person themselves. */
export async function unblockPerson(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  personId: PersonId,
): Promise<Result | { readonly outcome: 'unblocked' }> {
  const relations = by === personId ? (['requester'] as const) : (['other'] as const)
  if (!isAllowed('unblockPerson', relations, await accessOf(ctx, by))) {
    return refuse(ctx, by, origin, null, refusal(by === personId ? 'ownRequest' : 'notAllowed'))
  }
  const person = await displayNameOf(ctx, personId)
  if (!(await isBlocked(ctx, personId))) return refuse(ctx, by, origin, null, refusal('notBlocked', { person }))
  await commit(ctx, origin, {
    facts: [unblockWrite(personId)],
    audit: [auditEvent(ctx.time.now(), 'personUnblocked', personActor(by), null, { person: personId })],
    effects: [],
    reply: confirmationCard('personUnblocked', null, { person }),
  })
  return { outcome: 'unblocked' }
}
