import { type ActivationRequest, awaitsSignIn, isTerminal, isUndecided } from '../domain/activation-request.ts'
import { cardKey, type EffectBody } from '../domain/effect.ts'
import { ALERTS_CHANNEL } from '../domain/request-effects.ts'
import { unreachable } from '../domain/values.ts'
import type { AlertCardView } from '../domain/views/card-view.ts'
import { DirectoryUnavailable } from '../ports/directory.ts'
import type { PendingEffect } from '../ports/request-store.ts'
import { commit } from './commit.ts'
import type { Context } from './context.ts'
import { addressesOf, deliver, isAlert, personOf, retry, type Settled } from './deliver-message.ts'
import { intoDigest, sendDigest } from './feed-digest.ts'
import { isAsking, reportReach } from './report-reach.ts'
import { sendHistory, threadOf } from './send-history.ts'
import { livingCard, noticeCard } from './views/living-cards.ts'
import { activatableView, displayNameOf } from './views/names.ts'
import { storedAlert } from './watch/alert-records.ts'
import { usageAlertView } from './watch/usage-alert-view.ts'

/** Sends one intended message, or brings a posted card to its newest face, and says how that ended. */
export async function sendEffect(ctx: Context, effect: PendingEffect): Promise<void> {
  const settled = await attempt(ctx, effect)
  await reportLost(ctx, effect, settled)
  await ctx.store.settleEffect({ key: effect.key, generation: effect.generation, ...settled })
  ctx.feed.alone.delete(effect.key)
}

/**
 * Somebody who should have been told was not: the alerts channel is, once a message. Not about answers, whose asker
 * will notice, nor about alerts, which would tell of themselves, nor about lines of a thread, whose card tells the same.
 */
async function reportLost(ctx: Context, { key, body, requestId }: PendingEffect, settled: Settled): Promise<void> {
  const reason = settled.messageReference?.unreachable ?? (settled.result === 'abandoned' ? 'givenUp' : null)
  if (reason === null || body.kind === 'reply' || body.kind === 'history' || isAlert(body)) return
  // Whom approvals do not reach is told on their request, and in an alert where nobody else is left.
  if (isAsking(body) || (body.kind === 'notice' && body.notice === 'reminder')) return
  const recipient = body.to.kind === 'person' ? await displayNameOf(ctx, body.to.personId) : body.to.channelId
  const draft = { kind: 'alert', alert: 'effectAbandoned', requestId, params: { recipient, reason } } as const
  await commit(ctx, null, { audit: [], effects: [{ ...draft, to: ALERTS_CHANNEL, occasion: key }], reply: null })
}

async function attempt(ctx: Context, effect: PendingEffect): Promise<Settled> {
  try {
    const settled = await run(ctx, effect)
    await reportReach(ctx, effect, settled)
    return settled
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error
    return retry(ctx, effect, null, error.message)
  }
}

async function run(ctx: Context, effect: PendingEffect): Promise<Settled> {
  const { body } = effect
  switch (body.kind) {
    case 'reply': {
      const address = { platform: body.platform, address: body.address }
      return deliver(ctx, effect, [address], body.view, 0, body.personId)
    }
    case 'alert':
      return deliver(ctx, effect, await addressesOf(ctx, body.to), await alertCard(ctx, body), 0, personOf(body.to))
    case 'notice': {
      const request = await ctx.store.request(body.requestId)
      if (!request || isStale(body, request) || (await isToldAlready(ctx, body, request.status))) {
        return { result: 'done' }
      }
      const view = await noticeCard(ctx, body.notice, request)
      const thread = await threadOf(ctx, body)
      return deliver(ctx, effect, await addressesOf(ctx, body.to), view, request.viewVersion, personOf(body.to), {
        thread,
      })
    }
    case 'report':
      return deliver(ctx, effect, await addressesOf(ctx, body.to), body.view, 0, personOf(body.to))
    case 'usageAlert':
      return refreshAlert(ctx, effect, body)
    case 'history':
      return sendHistory(ctx, effect, body)
    case 'card':
      return refreshCard(ctx, effect, body)
    default:
      return unreachable(body)
  }
}

async function refreshCard(ctx: Context, effect: PendingEffect, body: EffectBody & { kind: 'card' }): Promise<Settled> {
  const { card } = body
  if (card === 'digest') return sendDigest(ctx, effect, body)
  const request = await ctx.store.request(body.requestId)
  if (!request) return { result: 'done' }
  const posted = await ctx.store.messageReference(effect.key)
  const isPosted = posted?.messageId != null
  if (isPosted && posted.shownViewVersion >= request.viewVersion) return { result: 'done' }
  // Nobody needs to be asked about what is decided already, or warned of what is over.
  const isOver = isTerminal(request.status) && (card === 'approval' || card === 'endingSoon')
  const isSignedIn = !awaitsSignIn(request) && (card === 'signIn' || card === 'signInAgain')
  // Where it may have been posted unnoticed (answer lost, crash), it is brought to its last face all the same.
  const isUntried = effect.attempts === 0 && effect.generation === 1
  if (!isPosted && isUntried && (isOver || isSignedIn)) return neverPosted(effect, body)
  const told = card === 'activation' && !isPosted ? await intoDigest(ctx, effect, body) : null
  if (told) return told
  const view = await livingCard(ctx, card, request, body.to)
  const addresses = isPosted ? [posted] : await addressesOf(ctx, body.to)
  return deliver(ctx, effect, addresses, view, request.viewVersion, personOf(body.to), {
    replaces: posted?.messageId ?? null,
  })
}

async function refreshAlert(
  ctx: Context,
  effect: PendingEffect,
  { alertId, occurrence, to }: EffectBody & { kind: 'usageAlert' },
): Promise<Settled> {
  const stored = await storedAlert(ctx, alertId)
  const posted = await ctx.store.messageReference(effect.key)
  const isPosted = posted?.messageId != null
  if (!stored || (isPosted && posted.shownViewVersion >= stored.record.version)) return { result: 'done' }
  const view = await usageAlertView(ctx, stored.record, occurrence)
  // Nobody needs to be told of what is settled already.
  if (!isPosted && view.state !== 'open' && effect.attempts === 0 && effect.generation === 1) return { result: 'done' }
  const addresses = isPosted ? [posted] : await addressesOf(ctx, to)
  return deliver(ctx, effect, addresses, view, view.version, personOf(to), {
    replaces: posted?.messageId ?? null,
  })
}

/** A channel's card that came to nothing is noted as such: what would go into its thread need not wait for it. */
function neverPosted({ key, requestId }: PendingEffect, { to }: EffectBody & { kind: 'card' }): Settled {
  if (to.kind === 'person') return { result: 'done' }
  const where = { platform: to.platform, address: `channel:${to.channelId}`, messageId: null, shownViewVersion: 0 }
  return { result: 'done', messageReference: { key, requestId, ...where, unreachable: null } }
}

/** A reminder for what is decided, or a warning for what has ended, would only mislead. */
function isStale(body: EffectBody & { kind: 'notice' }, request: ActivationRequest): boolean {
  const { status } = request
  if (body.notice === 'reminder' || body.notice === 'escalated') return !isUndecided(request)
  if (body.notice === 'signIn') return status !== 'approved'
  if (body.notice === 'activated') return status !== 'active'
  return body.notice === 'endDelayed' && status !== 'ending'
}

/** The card that warned of the end has become the one that tells it. */
async function isToldAlready(ctx: Context, body: EffectBody & { kind: 'notice' }, status: string): Promise<boolean> {
  if (body.notice !== 'ended' || status !== 'expired') return false
  const warning = await ctx.store.messageReference(cardKey(body.requestId, 'endingSoon', body.to))
  return warning?.messageId != null
}

/** An alert about a request says whom and which role it concerns, by the names of now. */
async function alertCard(ctx: Context, body: EffectBody & { kind: 'alert' }): Promise<AlertCardView> {
  const { alert, at, requestId } = body
  const request = requestId === null ? null : await ctx.store.request(requestId)
  const about = request && {
    person: await displayNameOf(ctx, request.requesterId),
    role: { ...(await activatableView(ctx, request.terms.activatable)).displayName },
  }
  const params = { ...about, ...body.params }
  const actions = alert === 'clockJumped' ? (['confirmClock'] as const) : []
  return { card: 'alert', alert, at, requestId, termsVersion: null, params, actions }
}
