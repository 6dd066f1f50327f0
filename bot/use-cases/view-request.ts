import type { ActivationRequest } from '../domain/activation-request.ts'
import { parseCardKey } from '../domain/effect.ts'
import type { PersonId } from '../domain/values.ts'
import type { CardView } from '../domain/views/card-view.ts'
import type { ViewAbout } from '../ports/engine.ts'
import { decidersNow, standingOf } from './authority.ts'
import type { Context } from './context.ts'
import { accessRefusal } from './decide-request.ts'
import { activationCard, approvalCard, requestCard } from './views/living-cards.ts'

/**
 * What one viewer should see of a request now. Who decides and who asked are served by what they are to the request;
 * everybody else reads what is posted where they read, or what the access table lets them see. Changes nothing.
 */
export async function viewRequest(ctx: Context, about: ViewAbout, personId: PersonId): Promise<CardView | null> {
  const posted = about.kind === 'posted' ? parseCardKey(about.key) : null
  // Many activations in one message look the same to everybody.
  if (posted?.card === 'digest') return null
  const requestId = about.kind === 'posted' ? posted?.requestId : about.requestId
  const request = requestId === undefined ? null : await ctx.store.request(requestId)
  const viewer = await ctx.directory.person(personId)
  if (!request || !viewer?.enabled) return null
  if (about.kind === 'request' || !posted) return viewOfRequest(ctx, request, personId)
  const isPersonal = posted.who.startsWith('person:')
  if (isPersonal && posted.who !== `person:${personId}`) return null
  // The feed tells everybody the same.
  const own = posted.card === 'activation' ? null : await viewOfRequest(ctx, request, personId)
  if (own || isPersonal) return own
  const isThere = (await ctx.store.messageReference(about.key))?.messageId != null
  return isThere ? readOnly(ctx, request, posted.card === 'activation') : null
}

async function viewOfRequest(ctx: Context, request: ActivationRequest, personId: PersonId): Promise<CardView | null> {
  if (request.requesterId === personId) return requestCard(ctx, request)
  const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
  const deciders = decidersNow(standing, request.approval?.escalatedAt != null)
  const isVoter = request.votes.some((vote) => vote.personId === personId)
  if (isVoter || (request.approval && deciders.includes(personId))) return approvalCard(ctx, request, personId)
  const refused = await accessRefusal(ctx, 'seeRequest', personId, request)
  return refused ? null : readOnly(ctx, request, request.approval === null)
}

async function readOnly(ctx: Context, request: ActivationRequest, isFeed: boolean): Promise<CardView> {
  return isFeed ? activationCard(ctx, request) : { ...(await approvalCard(ctx, request, null)), actions: [] }
}
