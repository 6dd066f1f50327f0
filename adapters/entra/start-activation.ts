import {
  type ActivateOutcome,
  type ActivationOrder,
  DirectoryUnavailable,
  durationFromMs,
  durationToMs,
  type Instant,
  MINUTE,
  SECOND,
} from '../../bot/index.ts'
import type { ActivationRecord } from './activation-records.ts'
import type { EntraParts } from './entra-parts.ts'
import { GraphError, OutcomeUnknown } from './graph/errors.ts'
import * as paths from './graph/paths.ts'
import { readAs, requestShape } from './graph/shapes.ts'
import { outcomeOfError, outcomeOfRequest } from './outcome.ts'
import { tagged } from './own-requests.ts'

/** Until then a request that Graph made may not be shown yet. */
const SHOWN_WITHIN = 25 * SECOND
/** PIM's floor: shorter activations are refused as `ActiveDurationTooShort`. */
const FLOOR = 5 * MINUTE

/**
 * Starts an activation, once for a key. What was sent before and never answered is looked for among the tenant's
 * requests first; only what is surely not there is sent again.
 */
export async function startActivation(parts: EntraParts, order: ActivationOrder): Promise<ActivateOutcome> {
  const before = await parts.records.read(order.key)
  if (before) {
    const settled = await settle(parts, order, before)
    if (settled) return settled
  }
  const terms = await termsOf(parts, order)
  if ('outcome' in terms) return terms
  await parts.records.sent(order.key, order.personId, order.activatable, parts.now())
  return send(parts, order, terms)
}

async function settle(
  { own, records, now }: EntraParts,
  { key, personId, activatable }: ActivationOrder,
  before: ActivationRecord,
): Promise<ActivateOutcome | null> {
  if (before.requestId !== null) {
    const request = await own.read(activatable, before.requestId)
    // Accepted once; not shown yet, or forgotten by now.
    return request ? outcomeOfRequest(request) : { outcome: 'accepted' }
  }
  const found = await own.find(key, personId, activatable, before.sentAt)
  if (found) {
    await records.made(key, found.id, now())
    return outcomeOfRequest(found)
  }
  if (now() - before.sentAt >= SHOWN_WITHIN) return null
  return { outcome: 'unknown', reason: 'an earlier call was not answered, and the tenant shows no request of it yet' }
}

type Terms = { readonly token: string | null; readonly endsAt: Instant | null; readonly lengthMs: number }

/** What the directory could not refuse by itself, because an application's assignment skips what it asks of people. */
async function termsOf(parts: EntraParts, order: ActivationOrder): Promise<Terms | ActivateOutcome> {
  const { now, people, assignments, config } = parts
  const signIn = config.activation === 'delegated' ? await parts.takeSignIn(order) : null
  if (config.activation === 'delegated' && signIn === null) return { outcome: 'needsSignIn', challenge: null }
  if (config.activation === 'application' && !parts.mayAssign(order.activatable)) {
    return {
      outcome: 'refused',
      code: 'notOnAllowList',
      reason: 'not listed under directory.roles or directory.groups',
    }
  }
  const person = await people.person(order.personId)
  if (!person) return { outcome: 'refused', code: 'directoryNotFound', reason: 'SubjectNotFound' }
  if (!person.enabled) return { outcome: 'refused', code: 'personDisabled', reason: 'SubjectDisabled' }
  const eligible = await assignments.eligible(order.personId)
  const own = eligible.find(({ activatable }) => parts.isSame(activatable, order.activatable))
  if (!own) return { outcome: 'refused', code: 'eligibilityLost', reason: 'EligibilityRule' }
  const end = earliest(order.latestEnd, own.endsAt)
  const lengthMs = durationToMs(order.duration)
  const left = end === null ? lengthMs : end - now()
  if (left < FLOOR)
    return { outcome: 'refused', code: 'endInPast', reason: 'ExpirationRule: the latest end has passed' }
  return { token: signIn, endsAt: end !== null && left < lengthMs ? end : null, lengthMs }
}

async function send(parts: EntraParts, order: ActivationOrder, terms: Terms): Promise<ActivateOutcome> {
  const { graph, records, now, log } = parts
  try {
    const answer = await graph.send(
      'POST',
      paths.requests(order.activatable),
      bodyOf(order, terms, now()),
      terms.token ?? undefined,
    )
    const request = readAs(requestShape, answer, 'a new request')
    await records.made(order.key, request.id, now())
    const outcome = outcomeOfRequest(request)
    if (outcome.outcome === 'unknown') log.error({ key: order.key, status: request.status }, outcome.reason)
    return outcome
  } catch (error) {
    if (error instanceof GraphError) return refused(parts, order, terms, error)
    if (error instanceof OutcomeUnknown) return { outcome: 'unknown', reason: error.message }
    throw error
  }
}

/** What exists already may be Elevate's own, made by a call that was answered too late. */
async function refused(
  parts: EntraParts,
  order: ActivationOrder,
  terms: Terms,
  error: GraphError,
): Promise<ActivateOutcome> {
  const { records, own, now, log } = parts
  if (error.code === 'RoleAssignmentExists' || error.code === 'PendingRoleAssignmentRequest') {
    const found = await own.find(order.key, order.personId, order.activatable, now())
    if (found) {
      await records.made(order.key, found.id, now())
      return outcomeOfRequest(found)
    }
  }
  await records.forget(order.key)
  log.warn({ key: order.key, reason: error.reason }, 'Graph refused an activation')
  // Not replicated yet, or throttled: nothing was made, and it is worth another call.
  if (error.status === 404) return { outcome: 'unknown', reason: error.reason }
  if (error.status === 429) throw new DirectoryUnavailable(`Graph is busy: ${error.reason}`, { cause: error })
  return outcomeOfError(error, terms.token !== null)
}

function bodyOf(
  { key, personId, activatable, justification, ticket }: ActivationOrder,
  terms: Terms,
  now: Instant,
): object {
  const target =
    activatable.kind === 'role'
      ? { roleDefinitionId: activatable.roleDefinitionId, directoryScopeId: activatable.scope }
      : { groupId: activatable.groupId, accessId: activatable.access }
  const expiration =
    terms.endsAt === null
      ? { type: 'afterDuration', duration: durationFromMs(terms.lengthMs) }
      : { type: 'afterDateTime', endDateTime: new Date(terms.endsAt).toISOString() }
  return {
    action: terms.token === null ? 'adminAssign' : 'selfActivate',
    principalId: personId,
    ...target,
    justification: tagged(justification, key),
    ...(ticket !== null && { ticketInfo: { ticketNumber: ticket, ticketSystem: 'Elevate' } }),
    scheduleInfo: { startDateTime: new Date(now).toISOString(), expiration },
  }
}

function earliest(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}
