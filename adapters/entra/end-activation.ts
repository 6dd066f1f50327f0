import {
  type Activatable,
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
import { outcomeOfStatus } from './outcome.ts'

/** PIM ends nothing in its first five minutes, whoever asks. */
const FLOOR = 5 * MINUTE

/**
 * Ends an activation before its time. Only what Elevate activated, or somebody from an eligible assignment, is ended:
 * never a standing assignment. What waits for the directory's own approval is withdrawn.
 */
export async function endActivation(parts: EntraParts, order: DeactivationOrder): Promise<DeactivateOutcome> {
  const { assignments, own, records, now } = parts
  const rows = await assignments.find(order.personId, order.activatable)
  const keyed = await Promise.all(rows.map(async (instance) => ({ instance, key: await own.keyOf(instance) })))
  const isMeant = ({ instance, key }: { instance: Instance; key: string | null }) =>
    order.activationKey === undefined ? key !== null || instance.type === 'activated' : key === order.activationKey
  const found = keyed.find(isMeant)
  if (!found) return withdraw(parts, order)
  if (await records.wasRemoved(found.instance.scheduleId)) return { outcome: 'accepted' }
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
    await parts.records.removed(instance.scheduleId, parts.now())
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
  parts: EntraParts,
  { personId, activatable, activationKey }: DeactivationOrder,
): Promise<DeactivateOutcome> {
  const { own, records, now } = parts
  const key = activationKey ?? (await records.newest(personId, activatable))
  const record = key === null ? null : await records.read(key)
  if (!record || key === null) return { outcome: 'accepted' }
  const request =
    record.requestId === null
      ? await own.find(key, personId, activatable, record.sentAt)
      : await own.read(activatable, record.requestId)
  const outcome = request && outcomeOfStatus(request.status)
  if (outcome?.outcome === 'waitingForDirectory') return cancel(parts, activatable, request?.id ?? '')
  const mayStart = request ? outcome?.outcome !== 'refused' : record.requestId !== null
  // Accepted a moment ago and shown nowhere yet: before PIM's floor it could not be ended anyway.
  return mayStart && now() < record.sentAt + FLOOR
    ? { outcome: 'notBefore', at: record.sentAt + FLOOR }
    : { outcome: 'accepted' }
}

async function cancel({ graph }: EntraParts, activatable: Activatable, requestId: string): Promise<DeactivateOutcome> {
  try {
    await graph.send('POST', paths.cancellation(activatable, requestId), {})
    return { outcome: 'accepted' }
  } catch (error) {
    // Decided meanwhile: it is ended as what it has become, when it is asked for again.
    if (error instanceof GraphError) return { outcome: 'unknown', reason: error.reason }
    if (error instanceof OutcomeUnknown) return { outcome: 'unknown', reason: error.message }
    throw error
  }
}
