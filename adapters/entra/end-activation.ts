import {
  type DeactivateOutcome,
  type DeactivationOrder,
  DirectoryUnavailable,
  type Instant,
  MINUTE,
} from '../../bot/index.ts'
import type { Instance } from './assignments.ts'
import type { EntraParts } from './entra-parts.ts'
import { GraphError, OutcomeUnknown } from './graph/errors.ts'
import * as paths from './graph/paths.ts'

/** PIM ends nothing in its first five minutes, whoever asks. */
const FLOOR = 5 * MINUTE

/**
 * Ends an activation before its time. Only what Elevate activated, or somebody from an eligible assignment, is ended:
 * never a standing assignment. What waits for the directory's own approval is withdrawn.
 */
export async function endActivation(parts: EntraParts, order: DeactivationOrder): Promise<DeactivateOutcome> {
  const { assignments, own, now } = parts
  const rows = await assignments.find(order.personId, order.activatable)
  const keyed = await Promise.all(rows.map(async (instance) => ({ instance, key: await own.keyOf(instance) })))
  const isMeant = ({ instance, key }: { instance: Instance; key: string | null }) =>
    order.activationKey === undefined ? key !== null || instance.type === 'activated' : key === order.activationKey
  const found = keyed.find(isMeant)
  if (!found) return withdraw(parts, order)
  const notBefore = floorOf(found.instance, now())
  return now() < notBefore ? { outcome: 'notBefore', at: notBefore } : remove(parts, order, found.instance)
}

function floorOf({ startedAt, endsAt }: Instance, now: Instant): Instant {
  const floor = (startedAt ?? now) + FLOOR
  return endsAt === null ? floor : Math.min(floor, endsAt)
}

async function remove(parts: EntraParts, order: DeactivationOrder, instance: Instance): Promise<DeactivateOutcome> {
  const { activatable, personId, key } = order
  const target =
    activatable.kind === 'role'
      ? { roleDefinitionId: activatable.roleDefinitionId, directoryScopeId: activatable.scope }
      : { groupId: activatable.groupId, accessId: activatable.access }
  const justification = `Ended through Elevate (${order.activationKey ?? key})`
  const body = { action: 'adminRemove', principalId: personId, ...target, justification }
  try {
    await parts.graph.send('POST', paths.requests(activatable), body)
    return { outcome: 'accepted' }
  } catch (error) {
    if (error instanceof GraphError) return refused(parts, order, instance, error)
    if (error instanceof OutcomeUnknown) return { outcome: 'unknown', reason: error.message }
    throw error
  }
}

async function refused(
  { assignments, now, log }: EntraParts,
  { personId, activatable, key }: DeactivationOrder,
  instance: Instance,
  error: GraphError,
): Promise<DeactivateOutcome> {
  log.warn({ key, reason: error.reason }, 'Graph refused to end an activation')
  switch (error.code) {
    case 'ActiveDurationTooShort':
      // Graph's clock is behind ours.
      return { outcome: 'notBefore', at: Math.max(floorOf(instance, now()), now() + 15_000) }
    case 'RoleAssignmentDoesNotExist': {
      // Known to be said also of a removal that was carried out: what is shown counts.
      const left = await assignments.find(personId, activatable)
      const isThere = left.some(({ scheduleId }) => scheduleId === instance.scheduleId)
      return isThere ? { outcome: 'unknown', reason: error.reason } : { outcome: 'accepted' }
    }
    default:
      if (error.status === 429) throw new DirectoryUnavailable(`Graph is busy: ${error.reason}`, { cause: error })
      return { outcome: 'unknown', reason: error.reason }
  }
}

/** A request that waits for somebody in the directory, or that nobody has seen yet, must not start later on its own. */
async function withdraw(
  { own, records, graph, now }: EntraParts,
  { personId, activatable, activationKey }: DeactivationOrder,
): Promise<DeactivateOutcome> {
  const record = activationKey === undefined ? null : await records.read(activationKey)
  if (!record || activationKey === undefined) return { outcome: 'accepted' }
  const request =
    record.requestId === null
      ? await own.find(activationKey, personId, activatable, record.sentAt)
      : await own.read(activatable, record.requestId)
  if (!request) return record.requestId === null ? { outcome: 'accepted' } : lateRequest(record.sentAt, now())
  if (!request.status.startsWith('pending') && request.status !== 'granted') return { outcome: 'accepted' }
  try {
    await graph.send('POST', `${paths.request(activatable, request.id)}/cancel`, {})
    return { outcome: 'accepted' }
  } catch (error) {
    // Decided meanwhile: it is ended as what it has become, when it is asked for again.
    if (error instanceof GraphError) return { outcome: 'unknown', reason: error.reason }
    if (error instanceof OutcomeUnknown) return { outcome: 'unknown', reason: error.message }
    throw error
  }
}

/** Accepted a moment ago and shown nowhere yet: it is about to start. */
function lateRequest(sentAt: Instant, now: Instant): DeactivateOutcome {
  return now - sentAt < MINUTE
    ? { outcome: 'unknown', reason: 'the tenant does not show the activation yet' }
    : { outcome: 'accepted' }
}
