import { activatableKey } from '../domain/activatable.ts'
import { type ActivationRequest, awaitsSignIn, isTerminal } from '../domain/activation-request.ts'
import type { ActiveAssignment } from '../domain/person.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import type { PersonId, RequestId } from '../domain/values.ts'
import type { Context } from './context.ts'
import { decideRequest } from './decide-request.ts'
import { isBlocked } from './facts.ts'
import { endRequestsOfBlocked } from './revoke-person.ts'
import { seenActive } from './seen-active.ts'
import { startWaiting } from './start-linked.ts'
import { tellAssigned } from './tell-assigned.ts'
import { tellOutside } from './watch/tell-outside.ts'
import { activeEvent, readBack } from './watch-activation.ts'

/** So many are looked at before other work has its turn: a reconciliation of very many must hold up no approval. */
const PAGE = 200

/**
 * Holds the directory against what Elevate knows: activations gone early, assignments still there after their end or
 * never asked for here, holders who may no longer hold. Also finishes what a crash left between two commits.
 */
export async function reconcile(ctx: Context): Promise<void> {
  await endRequestsOfBlocked(ctx)
  await startWaiting(ctx)
  const held = await ctx.directory.activeAssignments()
  const keys = new Set(held.map(({ key }) => key))
  const active = new Set<RequestId>()
  const holders = new Map<PersonId, Promise<Holder>>()
  for await (const request of everyActive(ctx)) {
    const { id, requesterId } = request
    active.add(id)
    const holder = holders.get(requesterId) ?? holderOf(ctx, requesterId)
    holders.set(requesterId, holder)
    await apart(ctx, id, async () => checkActive(ctx, request, keys.has(id), await holder))
  }
  for (const [index, assignment] of held.entries()) {
    if (index % PAGE === PAGE - 1) await ctx.breathe()
    if (assignment.key !== null && active.has(assignment.key)) continue
    await apart(ctx, assignment.id, () => checkHeld(ctx, assignment))
  }
  await apart(ctx, 'assignments made outside', () => tellAssigned(ctx, held))
  await startWaiting(ctx)
}

/** One person or assignment that cannot be checked keeps none of the others from being. */
async function apart(ctx: Context, about: string, check: () => Promise<void>): Promise<void> {
  await check().catch((error: unknown) => ctx.log.warn({ about, error }, 'not reconciled'))
}

async function* everyActive(ctx: Context): AsyncGenerator<ActivationRequest> {
  let before: RequestId | null = null
  for (;;) {
    const page: readonly ActivationRequest[] = await ctx.store.requests({
      statuses: ['active'],
      limit: PAGE,
      ...(before && { before }),
    })
    yield* page
    if (page.length < PAGE) return
    await ctx.breathe()
    before = page.at(-1)?.id ?? null
  }
}

/** May this person still hold what they activated? Asked once a person and run. */
interface Holder {
  readonly isFit: boolean
  readonly eligible: ReadonlySet<string>
}

async function holderOf(ctx: Context, personId: PersonId): Promise<Holder> {
  const person = await ctx.directory.person(personId)
  const eligible = await ctx.directory.eligibleAssignments(personId)
  const isFit = person?.enabled === true && !(await isBlocked(ctx, personId))
  return { isFit, eligible: new Set(eligible.map(({ activatable }) => activatableKey(activatable))) }
}

/** Settings made stricter meanwhile do not end what was rightly begun; a person or an eligible assignment gone does. */
async function checkActive(ctx: Context, request: ActivationRequest, isSeen: boolean, holder: Holder): Promise<void> {
  if (!isSeen) return decideOn(ctx, request, { type: 'readBackGone' })
  if (!holder.isFit) return decideOn(ctx, request, { type: 'invalidated', code: 'personDisabled' })
  const isEligible = holder.eligible.has(activatableKey(request.terms.activatable))
  if (!isEligible) return decideOn(ctx, request, { type: 'invalidated', code: 'eligibilityLost' })
}

async function decideOn(ctx: Context, request: ActivationRequest, event: RequestEvent): Promise<void> {
  await decideRequest(ctx, request.id, null, null, async () => ({ event }))
}

async function checkHeld(ctx: Context, assignment: ActiveAssignment): Promise<void> {
  const request = assignment.key ? await ctx.store.request(assignment.key) : null
  // Made by a sign-in whose call was never answered.
  if (request && awaitsSignIn(request)) return decideOn(ctx, request, await seenActive(ctx, request, assignment))
  if (request && !isTerminal(request.status)) return
  if (request) return removeAfterEnd(ctx, request)
  if (assignment.via === 'activated') await tellOutside(ctx, assignment)
}

/** Asked once more first: the list may be older than the end. */
async function removeAfterEnd(ctx: Context, request: ActivationRequest): Promise<void> {
  const seen = await readBack(ctx, request)
  if (!seen) return
  await decideOn(ctx, request, activeEvent(ctx, seen))
  const { requesterId: personId, terms, id: key } = request
  await ctx.directory.deactivate({ key, activationKey: key, personId, activatable: terms.activatable })
}
