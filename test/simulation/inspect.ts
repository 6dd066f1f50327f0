import { activatableKey } from '../../bot/domain/activatable.ts'
import { type ActivationRequest, isTerminal } from '../../bot/domain/activation-request.ts'
import { MINUTE } from '../../bot/domain/duration.ts'
import type { Scene } from './ledger.ts'
import { eligibleKey } from './world.ts'

/** Without trouble for so long, nothing may be late any more: longest rest of a failed work and a reconciliation. */
const CALM_AFTER = 13 * MINUTE
const GRACE = 2 * MINUTE

/** Looks at everything that should have happened by now. Says nothing where trouble excuses it. */
export async function inspect(scene: Scene): Promise<void> {
  const { ledger, now, engineNow, inner } = scene
  await checkProlonged(scene)
  if (now() - ledger.lastTroubleAt < CALM_AFTER) return
  for (const request of ledger.requests.values()) checkLate(scene, request, engineNow())
  const held = (await inner.activeAssignments()).filter(({ key }) => key !== null)
  const keys = held.map(({ key }) => key)
  if (new Set(keys).size !== keys.length) scene.fail('once per key', `two assignments of one key: ${keys.join()}`)
  for (const { key, personId } of held) checkHeld(scene, key ?? '', personId)
}

/** The directory ends an activation itself: no trouble excuses that it lasts longer. */
async function checkProlonged({ fail, ledger, inner, now }: Scene): Promise<void> {
  if (ledger.hasLostTime) return
  for (const { key, personId } of await inner.activeAssignments()) {
    const endsBy = ledger.endsBy.get(key ?? '')
    if (endsBy !== undefined && now() > endsBy)
      fail('prolonged', `${personId} holds ${key} ${now() - endsBy} ms too long`)
  }
}

function checkLate({ fail }: Scene, request: ActivationRequest, now: number): void {
  const late = (at: number | null | undefined, grace = GRACE) => at != null && now > at + grace
  const { status, windowEndsAt, approval, activation, provisioning, ending } = request
  switch (status) {
    case 'pendingVerification':
    case 'approved':
      if (late(windowEndsAt)) fail('late', `${request.id} is ${status} and should have timed out`)
      return
    case 'pendingApproval':
      if (late(windowEndsAt)) fail('late', `${request.id} is ${status} and should have timed out`)
      if (late(approval?.nextReminderAt)) fail('late', `nobody was reminded of ${request.id}`)
      if (approval?.escalatedAt === null && late(approval.escalatesAt)) fail('late', `${request.id} has not escalated`)
      return
    case 'provisioning':
      if (late(provisioning?.startedAt, 20 * MINUTE)) fail('late', `${request.id} is still ${status}`)
      return
    case 'active':
      if (late(activation?.endsAt, 5 * MINUTE)) fail('late', `${request.id} is active after its end`)
      return
    case 'ending':
      if (late(ending?.refusedUntil ?? ending?.since, 10 * MINUTE)) fail('late', `${request.id} is still ${status}`)
      return
    default:
      return
  }
}

function checkHeld({ fail, ledger, truth, now }: Scene, key: string, personId: string): undefined {
  const request = ledger.requests.get(key)
  if (!request) return fail('held', `${personId} holds ${key}, which is no request`)
  if (isTerminal(request.status)) fail('held', `${personId} holds ${key}, which is ${request.status}`)
  const blockedSince = ledger.blocked.get(personId)
  if (blockedSince !== undefined && now() - blockedSince > CALM_AFTER)
    fail('held', `${personId} is blocked and holds ${key}`)
  const role = { key: activatableKey(request.terms.activatable) }
  if (!truth.lately(({ enabled, eligible }) => enabled[personId] === true && eligible.has(eligibleKey(personId, role))))
    fail('held', `${personId} may not hold ${key} any more`)
}
