import { isAllowed } from '../domain/access-table.ts'
import type { Activatable } from '../domain/activatable.ts'
import { type ActivationRequest, isUndecided, STATUSES } from '../domain/activation-request.ts'
import type { WhoTarget } from '../domain/command/command.ts'
import { refusal } from '../domain/refusal.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import type { CardView, RequestFacts, RequestListCardView } from '../domain/views/card-view.ts'
import { accessOf, decidersNow, standingOf } from './authority.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, refuse } from './decide-request.ts'
import { refusalCard } from './views/answers.ts'
import { requestCard } from './views/living-cards.ts'
import { activatableView, personView } from './views/names.ts'
import { requestFacts } from './views/request-facts.ts'

/** One's own last requests. */
const OWN_SHOWN = 10
/** Cards show a few rows and count the others. */
const SHOWN = 200
const LOOKED_AT = 1000

/** What I am eligible for, what I hold and until when, and my last requests. */
export async function listMine(ctx: Context, personId: PersonId): Promise<RequestListCardView> {
  const own = await ctx.store.requests({ requesterId: personId, limit: OWN_SHOWN })
  const assignments = await ctx.directory.eligibleAssignments(personId)
  const eligible = await Promise.all(
    assignments.map(async ({ activatable }) => {
      const view = await activatableView(ctx, activatable)
      const scope = view.scope ? ` in ${view.scope.displayName}` : ''
      return { ...view, command: `/elevate ${view.displayName.en}${scope} 1h` }
    }),
  )
  return list('mine', await factsOf(ctx, own), { eligible })
}

/** What waits for my decision, oldest first. */
export async function listPending(ctx: Context, personId: PersonId): Promise<RequestListCardView> {
  const waiting = await pendingFor(ctx, personId)
  return list('pending', await factsOf(ctx, waiting.slice(0, SHOWN)))
}

/** Requests that this person may decide now and has not. */
export async function pendingFor(ctx: Context, personId: PersonId): Promise<readonly ActivationRequest[]> {
  const pending = await ctx.store.requests({ statuses: ['pendingApproval', 'provisioning'], limit: LOOKED_AT })
  const mine: ActivationRequest[] = []
  for (const request of pending.filter(isUndecided)) {
    if (request.votes.some((vote) => vote.personId === personId)) continue
    const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
    if (decidersNow(standing, request.approval?.escalatedAt != null).includes(personId)) mine.push(request)
  }
  return mine.reverse()
}

/** Who holds what now. Those without access to everybody's see their own alone. */
export async function listWho(ctx: Context, personId: PersonId, target: WhoTarget): Promise<CardView> {
  const seesAll = isAllowed('seeEveryone', ['other'], await accessOf(ctx, personId))
  const keys = keysOf(target)
  if (target.by === 'role' && target.target.found === 'none') return refusalCard([target.target.refusal], null)
  const requests = await ctx.store.requests({
    statuses: target.by === 'ticket' ? STATUSES : (['active', 'ending'] as const),
    limit: LOOKED_AT,
    ...(target.by === 'ticket' && { ticket: target.ticket }),
    ...(!seesAll && { requesterId: personId }),
  })
  const meant = requests.filter(({ terms }) => !keys || keys.has(subjectOf(terms.activatable)))
  const outside = target.by === 'ticket' ? [] : await heldOutside(ctx, seesAll ? null : personId, keys)
  return list('who', await factsOf(ctx, meant.slice(0, SHOWN)), { outside: outside.slice(0, SHOWN) })
}

/** The role or group asked about, in whatever scope or access it is held. */
function keysOf(target: WhoTarget): ReadonlySet<string> | null {
  if (target.by !== 'role') return null
  const { target: role } = target
  if (role.found === 'one') return new Set([subjectOf(role.activatable)])
  return role.found === 'several' ? new Set(role.candidates.map(subjectOf)) : null
}

function subjectOf(activatable: Activatable): string {
  return activatable.kind === 'role' ? activatable.roleDefinitionId : activatable.groupId
}

/** Active assignments that no request of ours stands behind: standing ones, and what was activated elsewhere. */
async function heldOutside(
  ctx: Context,
  personId: PersonId | null,
  keys: ReadonlySet<string> | null,
): Promise<RequestListCardView['outside']> {
  const held = await (personId === null ? ctx.directory.activeAssignments() : ctx.directory.activeAssignments(personId))
  const outside = held.filter(({ key, activatable }) => key === null && (!keys || keys.has(subjectOf(activatable))))
  return Promise.all(
    outside.slice(0, SHOWN).map(async (assignment) => ({
      person: await personView(ctx, assignment.personId),
      activatable: await activatableView(ctx, assignment.activatable),
      endsAt: assignment.endsAt,
    })),
  )
}

/** One request: to its requester as their own card, to others who may see it as facts. */
export async function showStatus(ctx: Context, origin: Origin, by: PersonId, requestId: RequestId): Promise<void> {
  const request = await ctx.store.request(requestId)
  if (!request) return void (await refuse(ctx, by, origin, null, refusal('unknownRequest', { requestId })))
  const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
  const approvers = decidersNow(standing, request.approval?.escalatedAt != null)
  const refused = await accessRefusal(ctx, 'seeRequest', by, request, approvers)
  if (refused) return void (await refuse(ctx, by, origin, null, refused))
  const own = request.requesterId === by
  const reply = own ? await requestCard(ctx, request) : list('status', [await requestFacts(ctx, request)])
  await commit(ctx, origin, { audit: [], effects: [], reply })
}

function factsOf(ctx: Context, requests: readonly ActivationRequest[]): Promise<RequestFacts[]> {
  return Promise.all(requests.map((request) => requestFacts(ctx, request)))
}

function list(
  kind: RequestListCardView['list'],
  items: readonly RequestFacts[],
  more: Partial<Pick<RequestListCardView, 'eligible' | 'outside'>> = {},
): RequestListCardView {
  return { card: 'list', list: kind, items, eligible: [], outside: [], ...more }
}
