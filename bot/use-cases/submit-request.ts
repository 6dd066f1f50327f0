import { type Activatable, activatableKey, sameActivatable } from '../domain/activatable.ts'
import { type ActivationRequest, isTerminal, STATUSES, type Terms } from '../domain/activation-request.ts'
import { auditEvent, personActor } from '../domain/audit-event.ts'
import { durationToMs, type IsoDuration } from '../domain/duration.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import { submit } from '../domain/request-machine.ts'
import { asksProof, assessTerms } from '../domain/requirements.ts'
import type { Instant, PersonId, RequestId } from '../domain/values.ts'
import { type Situation, standingOf } from './authority.ts'
import { withCircumstances } from './circumstances.ts'
import { nobodyCanApprove, planFor } from './clearance.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import type { Result } from './decide-request.ts'
import { openRequestCard, refusalCard } from './views/answers.ts'
import { formView } from './views/form-view.ts'
import { withNames } from './views/refusal-params.ts'

const ID_ATTEMPTS = 10

/** What a person asks for, as far as they said it. */
export interface Wish {
  readonly activatable: Activatable
  readonly duration: IsoDuration | null
  readonly latestEnd: Instant | null
  readonly ticket: string | null
  readonly justification: string | null
  /** Set by *Again* on a running activation. */
  readonly continuesRequestId: RequestId | null
}

/**
 * Submits a request to activate. With something missing it answers with the form; with nothing missing there is none.
 * Refused submissions are audited and create no request.
 */
export async function submitRequest(
  ctx: Context,
  origin: Origin | null,
  requesterId: PersonId,
  wish: Wish,
): Promise<Result> {
  const { standing, refusals, missing } = await examineWish(ctx, requesterId, wish)
  const settings = standing.settings
  if (refusals.length || !settings) return refuseSubmission(ctx, origin, requesterId, wish, refusals)
  // Known beforehand, so not left to the page that would ask for the proof.
  const verification = asksProof(settings) && ctx.directory.activation === 'direct'
  if (verification && !(await ctx.stepUp.isEnrolled(requesterId))) {
    return refuseSubmission(ctx, origin, requesterId, wish, [refusal('notEnrolled')])
  }
  const [firstMissing] = missing
  if (firstMissing) {
    await commit(ctx, origin, { audit: [], effects: [], reply: await formView(ctx, requesterId, wish, missing) })
    return { outcome: 'refused', refusal: firstMissing }
  }
  const { activatable, latestEnd, justification, ticket } = wish
  const terms: Terms = {
    activatable,
    duration: wish.duration ?? settings.defaultDuration,
    latestEnd,
    justification,
    ticket,
  }
  const draft = draftOf(requesterId, terms, wish.continuesRequestId, ctx.time.now())
  return create(ctx, origin, standing, draft, verification)
}

export interface Examination {
  readonly standing: Situation
  /** What no further input would cure. */
  readonly refusals: readonly Refusal[]
  readonly missing: readonly Refusal[]
}

/** Whether this wish would pass now: the same question for the submission, and for explaining it beforehand. */
export async function examineWish(ctx: Context, requesterId: PersonId, wish: Wish): Promise<Examination> {
  const standing = await standingOf(ctx, requesterId, wish.activatable)
  const refused = (await personRefusal(ctx, requesterId, standing)) ?? (await stateRefusal(ctx, requesterId, wish))
  if (refused) return { standing, refusals: [refused], missing: [] }
  if (!standing.settings) return { standing, refusals: [refusal('noSettings')], missing: [] }
  const { refusals, missing } = assessTerms(wish, standing.settings)
  const unapprovable = nobodyCanApprove(standing)
  return { standing, refusals: unapprovable ? [...refusals, unapprovable] : refusals, missing }
}

/** Reasons that lie in the person. Asked before anything else, so that nothing is told to those who may not know. */
async function personRefusal(ctx: Context, requesterId: PersonId, standing: Situation): Promise<Refusal | null> {
  if (!standing.person?.enabled || standing.isEmergencyAccount) return refusal('personDisabled')
  if (standing.isBlocked) return refusal('requesterBlocked')
  if (ctx.time.isUnconfirmed()) return refusal('clockUnconfirmed')
  const { count, per } = ctx.organisation.requestLimit
  const submitted = await ctx.store.countSubmitted(requesterId, ctx.time.now() - durationToMs(per))
  if (submitted >= count) return refusal('rateLimited', { count, perDuration: per })
  if (!standing.isEligible) return refusal('eligibilityLost')
  return null
}

/** Reasons that lie in what is there already: held outside Elevate, or standing. */
async function stateRefusal(ctx: Context, requesterId: PersonId, wish: Wish): Promise<Refusal | null> {
  const active = await ctx.directory.activeAssignments(requesterId)
  const held = active.find((assignment) => sameActivatable(assignment.activatable, wish.activatable))
  if (!held) return null
  const owner = held.key ? await ctx.store.request(held.key) : null
  if (owner && !isTerminal(owner.status)) return null
  return refusal('alreadyActive', held.endsAt === null ? {} : { endsAt: held.endsAt })
}

async function create(
  ctx: Context,
  origin: Origin | null,
  standing: Situation,
  draft: ActivationRequest,
  verification: boolean,
): Promise<Result> {
  const plan = await planFor(ctx, standing, draft)
  for (let attempt = 0; attempt < ID_ATTEMPTS; attempt += 1) {
    const named = { ...draft, id: ctx.ids.requestId(attempt) }
    // One instant for the request and its audit event: the log alone rebuilds the request.
    const decision = submit(named, { type: 'submit', verification, plan }, draft.submittedAt)
    if (!decision.decided) return refuseSubmission(ctx, origin, draft.requesterId, draft.terms, [decision.refusal])
    const { next, effects } = decision
    const audit = withCircumstances(ctx, standing, decision.audit)
    const saved = await commit(ctx, origin, { request: { next, expectedRowVersion: 0 }, audit, effects, reply: null })
    if (saved.outcome === 'saved') return { outcome: 'done', request: next }
    if (saved.outcome === 'duplicate') return showOpen(ctx, origin, draft, saved.openRequestId)
  }
  return refuseSubmission(ctx, origin, draft.requesterId, draft.terms, [refusal('tryAgain')])
}

/** The open request is shown instead of a second one. */
async function showOpen(
  ctx: Context,
  origin: Origin | null,
  draft: ActivationRequest,
  openId: RequestId,
): Promise<Result> {
  const why = refusal('openRequestExists', { requestId: openId })
  const open = await ctx.store.request(openId)
  const at = ctx.time.now()
  const audit = [auditEvent(at, 'submitRefused', personActor(draft.requesterId), openId, { code: why.code })]
  await commit(ctx, origin, { audit, effects: [], reply: await openRequestCard(ctx, why, open) })
  return { outcome: 'refused', refusal: why }
}

/** Whatever is wrong with the wish of an emergency account: it may have none. */
export function refusalsFor(ctx: Context, requesterId: PersonId, found: readonly Refusal[]): readonly Refusal[] {
  const isEmergency = found.length > 0 && ctx.organisation.emergencyAccounts.includes(requesterId)
  return isEmergency ? [refusal('personDisabled')] : found
}

export async function refuseSubmission(
  ctx: Context,
  origin: Origin | null,
  requesterId: PersonId,
  wish: { readonly activatable: Activatable } | null,
  found: readonly Refusal[],
): Promise<Result> {
  const why = refusalsFor(ctx, requesterId, found)
  const data = { codes: why.map((each) => each.code), activatable: wish ? activatableKey(wish.activatable) : null }
  const audit = [auditEvent(ctx.time.now(), 'submitRefused', personActor(requesterId), null, data)]
  const activatable = wish?.activatable ?? null
  const named = await Promise.all(why.map((each) => withNames(ctx, each, { activatable, by: requesterId })))
  await commit(ctx, origin, { audit, effects: [], reply: refusalCard(named, null) })
  return { outcome: 'refused', refusal: why[0] ?? refusal('tryAgain') }
}

function draftOf(
  requesterId: PersonId,
  terms: Terms,
  continuesRequestId: RequestId | null,
  submittedAt: Instant,
): ActivationRequest {
  return {
    id: '',
    rowVersion: 0,
    termsVersion: 1,
    viewVersion: 0,
    status: STATUSES[0],
    requesterId,
    terms,
    submittedAt,
    continuesRequestId,
    proof: null,
    approval: null,
    votes: [],
    windowEndsAt: null,
    provisioning: null,
    activation: null,
    ending: null,
    outcome: null,
    endVerifiedAt: null,
  }
}
