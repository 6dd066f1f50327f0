import { activatableKey } from '../../domain/activatable.ts'
import type { ActivationRequest } from '../../domain/activation-request.ts'
import { unusualAbout } from '../../domain/unusual.ts'
import type { ApprovalCardView } from '../../domain/views/card-view.ts'
import type { Context } from '../context.ts'

const SHOWN = 5
const LOOKED_AT = 50

/** The requester's last activations of this role, and what is unusual about this one. */
export async function historyOf(
  ctx: Context,
  request: ActivationRequest,
): Promise<Pick<ApprovalCardView, 'lastActivations' | 'unusual'>> {
  const { requesterId, terms } = request
  const key = activatableKey(terms.activatable)
  const same = await ctx.store.requests({ requesterId, activatableKey: key, limit: LOOKED_AT })
  const past = same.filter((each) => each.id !== request.id && each.submittedAt <= request.submittedAt)
  const active = await ctx.store.requests({ requesterId, statuses: ['active'], limit: LOOKED_AT })
  const others = active.filter((each) => activatableKey(each.terms.activatable) !== key).length
  const zone = (await ctx.directory.person(requesterId))?.timeZone ?? ctx.organisation.timeZone
  const lastActivations = past.flatMap(({ activation, terms: { duration } }) =>
    activation ? [{ startedAt: activation.startedAt, duration }] : [],
  )
  return { lastActivations: lastActivations.slice(0, SHOWN), unusual: unusualAbout(request, past, others, zone) }
}
