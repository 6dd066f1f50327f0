import { type Activatable, activatableKey } from '../../bot/domain/activatable.ts'
import { isTerminal } from '../../bot/domain/activation-request.ts'
import { durationToMs } from '../../bot/domain/duration.ts'
import type { ActiveAssignment } from '../../bot/domain/person.ts'
import type { ActivationOrder, DeactivationOrder } from '../../bot/ports/directory.ts'
import type { Scene } from './ledger.ts'
import { LATELY_MS } from './truth.ts'
import { checkQuorum, isLongBlocked } from './watch-saves.ts'
import { eligibleKey } from './world.ts'

/** The server is about to ask the directory to activate: everything that must be true by now is looked at here. */
export function watchActivateCall(scene: Scene, order: ActivationOrder): undefined {
  const { fail, ledger, truth, inForce, engineNow, now } = scene
  const { key, personId, activatable } = order
  const request = ledger.requests.get(key)
  if (!request)
    return fail('key', `${personId} is to be given ${activatableKey(activatable)} under ${key}, which is no request`)
  if (request.status !== 'provisioning' && request.status !== 'ending')
    fail('activation', `${key} is ${request.status} and activated`)
  const attempts = request.provisioning?.attempts ?? 0
  if (attempts === 0 || attempts > 2) fail('recorded attempt', `${key} is activated with ${attempts} attempts recorded`)
  const called = ledger.calls.get(key)
  if (called !== undefined && (ledger.sightings.get(key)?.lastReadAt ?? -1) < called)
    fail('read back', `${key} is repeated without having been read back`)
  ledger.calls.set(key, now())
  if (request.requesterId !== personId || activatableKey(request.terms.activatable) !== activatableKey(activatable))
    fail('activation', `${key} is activated for somebody or something else`)
  checkRequirements(scene, order)
  const until = Math.min(
    engineNow() + durationToMs(request.terms.duration),
    request.terms.latestEnd ?? Number.POSITIVE_INFINITY,
  )
  const asked = engineNow() + durationToMs(order.duration)
  if (asked > until + 1000 || asked < until - LATELY_MS)
    fail('agreed duration', `${key} is activated for ${order.duration}`)
  if (!truth.lately(({ enabled }) => enabled[personId] === true)) fail('disabled', `${personId}, disabled, gets ${key}`)
  if (!truth.lately(({ eligible }) => eligible.has(eligibleKey(personId, { key: activatableKey(activatable) }))))
    fail('eligibility', `${personId} gets ${key} and is not eligible`)
  if (inForce().emergencyAccounts.includes(personId)) fail('emergency account', `${personId} gets ${key}`)
  if (isLongBlocked(scene, personId)) fail('blocked', `${personId}, blocked, gets ${key}`)
  const since = ledger.clockUnconfirmedSince
  if (since !== null && now() - since > LATELY_MS) fail('clock', `${key} is activated on a clock nobody confirmed`)
}

function checkRequirements(scene: Scene, { key, activatable }: ActivationOrder): undefined {
  const { fail, ledger, inForce } = scene
  const request = ledger.requests.get(key)
  const settings = inForce().settings[activatableKey(activatable)]
  if (!request) return
  if (!settings) return fail('settings', `${key} is activated without settings`)
  const { terms } = request
  if (settings.require.includes('mfa') && !request.proof) fail('proof', `${key} is activated without a proof`)
  if (settings.require.includes('ticket') && !terms.ticket) fail('ticket', `${key} is activated without a ticket`)
  if (settings.require.includes('justification') && !terms.justification) fail('justification', `${key} has none`)
  if (durationToMs(terms.duration) > durationToMs(settings.maximumDuration))
    fail('maximum duration', `${key} is too long`)
  if (settings.approval) checkQuorum(scene, request)
}

/** What the directory holds after an activation was carried out: one assignment a key, ever. */
export function watchActivated(
  { fail, ledger, now }: Scene,
  order: ActivationOrder,
  held: ActiveAssignment | null,
): void {
  if (held?.key !== order.key) return
  if (!ledger.endsBy.has(order.key)) ledger.endsBy.set(order.key, now() + durationToMs(order.duration))
  const ids = ledger.activations.get(order.key) ?? new Set()
  ids.add(held.id)
  ledger.activations.set(order.key, ids)
  if (ids.size > 1) fail('once per key', `${order.key} made ${ids.size} assignments`)
}

/** Nobody loses a role early unless the request says why. */
export function watchDeactivateCall({ fail, ledger, engineNow }: Scene, { key }: DeactivationOrder): undefined {
  const request = ledger.requests.get(key)
  if (!request) return fail('key', `${key} is to be removed, which is no request`)
  if (request.status === 'ending' || isTerminal(request.status)) return
  const endsAt = request.activation?.endsAt ?? Number.POSITIVE_INFINITY
  if (engineNow() < endsAt)
    fail('early end', `${key} is ${request.status} and removed ${endsAt - engineNow()} ms early`)
}

/** The server was told what one person holds of one activatable. */
export function noteReadBack(
  { ledger, now }: Scene,
  personId: string,
  activatable: Activatable,
  seen: ActiveAssignment | null,
): void {
  const key = activatableKey(activatable)
  for (const request of ledger.requests.values()) {
    if (request.requesterId !== personId || activatableKey(request.terms.activatable) !== key) continue
    note(ledger, request.id, seen?.key === request.id, now())
  }
}

/** The server was told everything that is held. */
export function noteAllAssignments({ ledger, now }: Scene, held: readonly ActiveAssignment[]): void {
  const keys = new Set(held.map(({ key }) => key))
  for (const id of ledger.requests.keys()) note(ledger, id, keys.has(id), now())
}

function note(ledger: Scene['ledger'], id: string, isThere: boolean, at: number): void {
  const sighting = ledger.sightings.get(id) ?? { seen: false, absences: 0, lastReadAt: at }
  ledger.sightings.set(id, sighting)
  sighting.lastReadAt = at
  sighting.seen = sighting.seen || isThere
  sighting.absences = isThere ? 0 : sighting.absences + 1
}
