import { isAllowed } from '../domain/access-table.ts'
import { type ActivationRequest, isTerminal, STATUSES } from '../domain/activation-request.ts'
import { type AuditEventType, auditEvent, personActor } from '../domain/audit-event.ts'
import type { Alert } from '../domain/effect.ts'
import { refusal } from '../domain/refusal.ts'
import { ALERTS_CHANNEL } from '../domain/request-effects.ts'
import type { PersonId } from '../domain/values.ts'
import { accessOf } from './authority.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { type Result, refuse } from './decide-request.ts'
import { blocks, blockWrite } from './facts.ts'
import { revokeOne } from './revoke-activation.ts'
import { confirmationCard } from './views/answers.ts'
import { displayNameOf } from './views/names.ts'

const OPEN = STATUSES.filter((status) => !isTerminal(status))

/** Ends everything of a person: blocked first, so that nothing new can start, then each open request. */
export async function revokePerson(
  ctx: Context,
  origin: Origin | null,
  by: PersonId,
  personId: PersonId,
  reason: string | null,
): Promise<Result | { readonly outcome: 'blocked'; readonly ended: number }> {
  const relations = by === personId ? (['requester'] as const) : (['other'] as const)
  if (!isAllowed('revokePerson', relations, await accessOf(ctx, by))) {
    return refuse(ctx, by, origin, null, refusal(by === personId ? 'ownRequest' : 'notAllowed'))
  }
  if (!reason?.trim()) return refuse(ctx, by, origin, null, refusal('reasonMissing'))
  return blockAndEnd(ctx, origin, {
    by,
    personId,
    reason: reason.trim(),
    type: 'personBlocked',
    alert: 'personBlocked',
  })
}

export interface Block {
  readonly by: PersonId
  readonly personId: PersonId
  readonly reason: string
  readonly type: AuditEventType
  readonly alert: Alert
}

/**
 * One transaction holds the block, its audit event, alert and answer. Ending what is open follows from the block: a crash
 * in between is made good by `endRequestsOfBlocked`, which every start and every reconciliation runs.
 */
export async function blockAndEnd(
  ctx: Context,
  origin: Origin | null,
  block: Block,
): Promise<{ readonly outcome: 'blocked'; readonly ended: number }> {
  const { by, personId, reason, alert } = block
  const now = ctx.time.now()
  const open = await openRequestsOf(ctx, personId)
  const params = {
    person: await displayNameOf(ctx, personId),
    by: await displayNameOf(ctx, by),
    count: open.length,
    reason,
  }
  const confirmation = block.type === 'notMeReported' ? 'notMeReported' : 'personBlocked'
  await commit(ctx, origin, {
    facts: [blockWrite(personId, { by, at: now, reason })],
    audit: [auditEvent(now, block.type, personActor(by), null, { person: personId }, { reason })],
    effects: [{ kind: 'alert', alert, requestId: null, params, to: ALERTS_CHANNEL, occasion: `${personId}:${now}` }],
    reply: confirmationCard(confirmation, null, params),
  })
  return { outcome: 'blocked', ended: await endRequestsOf(ctx, personId, by, reason) }
}

/** Whatever is still open of people who are blocked is revoked. */
export async function endRequestsOfBlocked(ctx: Context): Promise<void> {
  for (const block of await blocks(ctx)) await endRequestsOf(ctx, block.personId, block.by, block.reason)
}

async function endRequestsOf(ctx: Context, personId: PersonId, by: PersonId, reason: string): Promise<number> {
  const open = (await openRequestsOf(ctx, personId)).filter(({ status }) => status !== 'ending')
  for (const request of newestFirst(open)) await revokeOne(ctx, by, request.id, reason)
  return open.length
}

async function openRequestsOf(ctx: Context, requesterId: PersonId): Promise<readonly ActivationRequest[]> {
  return ctx.store.requests({ requesterId, statuses: OPEN, limit: 1000 })
}

/** A linked request comes before the one it waits for, so that it never starts. */
function newestFirst(requests: readonly ActivationRequest[]): readonly ActivationRequest[] {
  return [...requests].sort((a, b) => Number(b.continuesRequestId !== null) - Number(a.continuesRequestId !== null))
}
