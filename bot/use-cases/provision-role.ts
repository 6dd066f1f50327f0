import { type ActivationRequest, isAskedInDirectory } from '../domain/activation-request.ts'
import { durationToMs, MINIMUM_ACTIVATION, SECOND } from '../domain/duration.ts'
import { type RefusalCode, refusal } from '../domain/refusal.ts'
import type { RequestEvent } from '../domain/request-event.ts'
import { NEVER_CREATED_AFTER } from '../domain/request-timing.ts'
import type { ActivateOutcome } from '../ports/directory.ts'
import { type Situation, standingOf } from './authority.ts'
import { callToActivate } from './call-to-activate.ts'
import { latestPossibleEnd, provisioningRefusal } from './clearance.ts'
import type { Context } from './context.ts'
import { decideRequest } from './decide-request.ts'
import { promptApprovers } from './prompt-approvers.ts'
import { seenActive } from './seen-active.ts'
import { endedAgainstHolder } from './start-linked.ts'

/** Silence after a call, or its unknown outcome, before the one repetition under the same key. */
const REPEAT_AFTER = 30 * SECOND

/**
 * Brings an approved activation into the directory. Authority is asked once more; the attempt is recorded before the
 * call; whatever the call answers, only reading back says that the role is active.
 */
export async function provisionRole(ctx: Context, request: ActivationRequest): Promise<void> {
  const attempts = request.provisioning?.attempts ?? 0
  if (attempts === 0) return attempt(ctx, request)
  const seen = await ctx.directory.readBack(request.requesterId, request.terms.activatable)
  if (seen && seen.key === request.id) return record(ctx, request, await seenActive(ctx, request, seen))
  if (request.provisioning?.outcome === 'waitingForDirectory') return askHowItStands(ctx, request)
  if (isNeverCreated(ctx, request))
    return record(ctx, request, { type: 'neverCreated', challenge: null, unsettled: true })
  if (attempts === 1 && isRepeatDue(ctx, request)) return attempt(ctx, request)
  return record(ctx, request, { type: 'readBackGone' })
}

function isRepeatDue(ctx: Context, request: ActivationRequest): boolean {
  const provisioning = request.provisioning
  const isOpen = provisioning?.outcome === 'requested' || provisioning?.outcome === 'unknown'
  return isOpen && ctx.time.now() - provisioning.startedAt >= REPEAT_AFTER
}

/**
 * The directory has its own approvers decide. Asked with the same key it makes nothing anew and says how that stands, so
 * that a denial there is told here.
 */
async function askHowItStands(ctx: Context, request: ActivationRequest): Promise<void> {
  const outcome = await callToActivate(ctx, request)
  const isDecided = outcome.outcome === 'accepted' || outcome.outcome === 'refused'
  await record(ctx, request, isDecided ? eventOf(outcome, false) : { type: 'readBackGone' })
  if (!isDecided && isAskedInDirectory(request)) await promptApprovers(ctx, request)
}

/** Delegated: the sign-in that the call was made with is used up, so the requester is asked for another. */
function isNeverCreated(ctx: Context, request: ActivationRequest): boolean {
  const { provisioning } = request
  const isOpen = provisioning?.outcome === 'requested' || provisioning?.outcome === 'unknown'
  return (
    ctx.directory.activation === 'delegated' && isOpen && ctx.time.now() - provisioning.startedAt >= NEVER_CREATED_AFTER
  )
}

async function attempt(ctx: Context, request: ActivationRequest): Promise<void> {
  const standing = await standingOf(ctx, request.requesterId, request.terms.activatable)
  const unfit =
    provisioningRefusal(standing, request)?.code ??
    (await predecessorRefusal(ctx, request)) ??
    clockRefusal(ctx) ??
    timeRefusal(ctx, request)
  if (unfit) return record(ctx, request, { type: 'invalidated', code: unfit })
  const attempts = request.provisioning?.attempts ?? 0
  const recorded = await decideRequest(ctx, request.id, null, null, async (current) => {
    const isMine = current.provisioning?.attempts === attempts
    return { event: isMine ? { type: 'attempt' } : refusal('wrongStatus', { status: current.status }) }
  })
  // Lost to a revocation or to another attempt: that was recorded first, so the directory is not called.
  if (recorded.outcome !== 'done' || recorded.request.status !== 'provisioning') return
  const outcome = await callToActivate(ctx, recorded.request)
  const event = askingIn(standing, eventOf(outcome, attempts > 0))
  await record(ctx, recorded.request, event)
  if (event.type !== 'accepted') return
  const seen = await ctx.directory.readBack(request.requesterId, request.terms.activatable)
  if (seen && seen.key === request.id) await record(ctx, request, await seenActive(ctx, request, seen))
}

/** The directory waits for its approvers: whom Elevate asks in its name. */
function askingIn({ settings, notify }: Situation, event: RequestEvent): RequestEvent {
  const asks = event.type === 'waitsForDirectory' && settings?.approval?.inDirectory
  return asks ? { type: 'waitsForDirectory', ask: { settings: settings.approval, notify } } : event
}

/** A repetition refused may mean that the call before it took effect: that is read back, not concluded. */
function eventOf(outcome: ActivateOutcome, isRepeated: boolean): RequestEvent {
  switch (outcome.outcome) {
    case 'accepted':
      return { type: 'accepted' }
    case 'waitingForDirectory':
      return { type: 'waitsForDirectory' }
    case 'refused':
      if (isRepeated) return { type: 'outcomeUnknown', reason: outcome.reason }
      return { type: 'refused', code: outcome.code ?? 'directoryRefused', reason: outcome.reason }
    case 'needsSignIn':
      if (isRepeated) return { type: 'outcomeUnknown', reason: 'needsSignIn' }
      return { type: 'neverCreated', challenge: outcome.challenge, unsettled: false }
    case 'unknown':
      return { type: 'outcomeUnknown', reason: outcome.reason }
  }
}

/** Taken away from its holder, a role does not come back by what waited behind it. */
async function predecessorRefusal(ctx: Context, request: ActivationRequest): Promise<RefusalCode | null> {
  const predecessor = request.continuesRequestId ? await ctx.store.request(request.continuesRequestId) : null
  return predecessor && endedAgainstHolder(predecessor) ? 'predecessorRevoked' : null
}

function clockRefusal(ctx: Context): RefusalCode | null {
  return ctx.time.isUnconfirmed() ? 'clockUnconfirmed' : null
}

/** `until 17:00` leaves nothing worth activating. */
function timeRefusal(ctx: Context, request: ActivationRequest): RefusalCode | null {
  const now = ctx.time.now()
  return latestPossibleEnd(request.terms, now) - now < durationToMs(MINIMUM_ACTIVATION) ? 'endInPast' : null
}

async function record(ctx: Context, request: ActivationRequest, event: RequestEvent): Promise<void> {
  await decideRequest(ctx, request.id, null, null, async () => ({ event }))
}
