import type { ActivationRequest } from '../domain/activation-request.ts'
import { tierOf } from '../domain/catalogue/catalogue.ts'
import type { ActiveAssignment } from '../domain/person.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import { settingsFor } from '../domain/role-settings.ts'
import { callToActivate } from './call-to-activate.ts'
import type { Context } from './context.ts'
import { activeEvent } from './watch-activation.ts'

/**
 * What it means that the directory shows the activation of a request for the first time, however the call went that made
 * it. An approval that was left to the directory, and that it then asked nobody for, is missing: what it made is taken back.
 */
export async function seenActive(
  ctx: Context,
  request: ActivationRequest,
  seen: ActiveAssignment,
): Promise<RequestEvent> {
  if (!isLeftToDirectory(ctx, request)) return activeEvent(ctx, seen)
  // Asked with the same key it makes nothing anew, and says whether an approval came before.
  const outcome = await callToActivate(ctx, request)
  if (outcome.outcome === 'accepted' && outcome.approved) return activeEvent(ctx, seen)
  if (outcome.outcome === 'unknown') return { type: 'outcomeUnknown', reason: outcome.reason }
  return { type: 'invalidated', code: 'approvalIncomplete' }
}

/** Our own settings ask for an approval, and nobody was asked here: the directory had said that it would ask. */
function isLeftToDirectory({ directory, organisation }: Context, { terms, approval }: ActivationRequest): boolean {
  if (directory.activation !== 'delegated' || approval !== null) return false
  const tier = tierOf(terms.activatable, organisation.tiers)
  return (settingsFor(terms.activatable, tier, organisation.roleSettings)?.approval ?? null) !== null
}
