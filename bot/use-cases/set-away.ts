import { auditEvent, personActor } from '../domain/audit-event.ts'
import type { Instant, PersonId } from '../domain/values.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { awayWrite } from './facts.ts'
import { confirmationCard } from './views/answers.ts'

/** An approver is away until then and is not asked meanwhile; null: back again. They may still decide. */
export async function setAway(ctx: Context, origin: Origin | null, by: PersonId, until: Instant | null): Promise<void> {
  await commit(ctx, origin, {
    facts: [awayWrite(by, until)],
    audit: [auditEvent(ctx.time.now(), 'approverAway', personActor(by), null, { until })],
    effects: [],
    reply: until === null ? confirmationCard('backAgain', null, {}) : confirmationCard('awayUntil', null, { until }),
  })
}
