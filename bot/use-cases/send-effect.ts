import { isTerminal } from '../domain/activation-request.ts'
import { cardKey, type EffectBody, type Recipient } from '../domain/effect.ts'
import { ALERTS_CHANNEL } from '../domain/request-effects.ts'
import type { Instant, Language, PersonId } from '../domain/values.ts'
import { unreachable } from '../domain/values.ts'
import type { AlertCardView, CardView } from '../domain/views/card-view.ts'
import type { ChatPlatform, SendOutcome } from '../ports/chat-platform.ts'
import { DirectoryUnavailable } from '../ports/directory.ts'
import type { EffectSettlement, MessageReference, PendingEffect } from '../ports/request-store.ts'
import { commit } from './commit.ts'
import type { Context } from './context.ts'
import { lastSeenOn } from './facts.ts'
import { livingCard, noticeCard } from './views/living-cards.ts'
import { activatableView, displayNameOf } from './views/names.ts'
import { storedAlert } from './watch/alert-records.ts'
import { usageAlertView } from './watch/usage-alert-view.ts'

const FIRST_RETRY = 1000
const SLOWEST_RETRY = 5 * 60_000
/** About two days at the slowest pace; by then nobody waits for the message. */
const GIVE_UP_AFTER = 600

/** Sends one intended message, or brings a posted card to its newest face, and says how that ended. */
export async function sendEffect(ctx: Context, effect: PendingEffect): Promise<void> {
  const settled = await attempt(ctx, effect)
  await reportLost(ctx, effect, settled)
  await ctx.store.settleEffect({ key: effect.key, generation: effect.generation, ...settled })
}

type Settled = Pick<EffectSettlement, 'result' | 'messageReference'>

/**
 * Somebody who should have been told was not: the alerts channel is, once a message. Not about answers, whose asker
 * will notice, nor about alerts, which would tell of themselves.
 */
async function reportLost(ctx: Context, { key, body, requestId }: PendingEffect, settled: Settled): Promise<void> {
  const reason = settled.messageReference?.unreachable ?? (settled.result === 'abandoned' ? 'givenUp' : null)
  if (reason === null || body.kind === 'reply' || isAlert(body)) return
  const recipient = body.to.kind === 'person' ? await displayNameOf(ctx, body.to.personId) : body.to.channelId
  const draft = { kind: 'alert', alert: 'effectAbandoned', requestId, params: { recipient, reason } } as const
  await commit(ctx, null, { audit: [], effects: [{ ...draft, to: ALERTS_CHANNEL, occasion: key }], reply: null })
}

async function attempt(ctx: Context, effect: PendingEffect): Promise<Settled> {
  try {
    return await run(ctx, effect)
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
      if (!request || isStale(body, request.status) || (await isToldAlready(ctx, body, request.status))) {
        return { result: 'done' }
      }
      const view = await noticeCard(ctx, body.notice, request)
      return deliver(ctx, effect, await addressesOf(ctx, body.to), view, request.viewVersion, personOf(body.to))
    }
    case 'usageAlert':
      return refreshAlert(ctx, effect, body)
    case 'card':
      return refreshCard(ctx, effect, body)
    default:
      return unreachable(body)
  }
}

async function refreshCard(ctx: Context, effect: PendingEffect, body: EffectBody & { kind: 'card' }): Promise<Settled> {
  const request = await ctx.store.request(body.requestId)
  if (!request) return { result: 'done' }
  const posted = await ctx.store.messageReference(effect.key)
  const isPosted = posted?.messageId != null
  if (isPosted && posted.shownViewVersion >= request.viewVersion) return { result: 'done' }
  // Nobody needs to be asked about what is decided already, or warned of what is over.
  const isOver = body.card === 'approval' || body.card === 'endingSoon'
  // Where it may have been posted unnoticed (answer lost, crash), it is brought to its last face all the same.
  const isUntried = effect.attempts === 0 && effect.generation === 1
  if (!isPosted && isOver && isUntried && isTerminal(request.status)) return { result: 'done' }
  const view = await livingCard(ctx, body.card, request, body.to)
  const addresses = isPosted ? [posted] : await addressesOf(ctx, body.to)
  return deliver(ctx, effect, addresses, view, request.viewVersion, personOf(body.to), posted?.messageId ?? null)
}

function isAlert({ kind }: EffectBody): boolean {
  return kind === 'alert' || kind === 'usageAlert'
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
  return deliver(ctx, effect, addresses, view, view.version, personOf(to), posted?.messageId ?? null)
}

/** A reminder for what is decided, or a warning for what has ended, would only mislead. */
function isStale(body: EffectBody & { kind: 'notice' }, status: string): boolean {
  if (body.notice === 'reminder' || body.notice === 'escalated') return status !== 'pendingApproval'
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

interface Address {
  readonly platform: string
  readonly address: string
}

/** Where a recipient is reached: a person first where they were last seen, then wherever else they are. */
async function addressesOf(ctx: Context, to: Recipient): Promise<readonly Address[]> {
  if (to.kind === 'channel') return [{ platform: to.platform, address: `channel:${to.channelId}` }]
  const seen = await lastSeenOn(ctx, to.personId)
  const platforms = [...ctx.platforms.values()].sort((a, b) => Number(b.name === seen) - Number(a.name === seen))
  const addresses = await Promise.all(
    platforms.map(async (platform) => ({ platform: platform.name, address: await platform.addressOf(to.personId) })),
  )
  return addresses.filter((each): each is Address => each.address !== null)
}

/** Tries one address after the other until the message is out, or must wait, or nobody is left to ask. */
async function deliver(
  ctx: Context,
  effect: PendingEffect,
  addresses: readonly Address[],
  view: CardView,
  viewVersion: number,
  personId: PersonId | null,
  replaces: string | null = null,
): Promise<Settled> {
  const locale = await localeOf(ctx, personId)
  let why = 'noAddress'
  for (const { platform: name, address } of addresses) {
    const platform: ChatPlatform | undefined = ctx.platforms.get(name)
    if (!platform) continue
    const outcome: SendOutcome = await platform.send({
      key: effect.key,
      address,
      view,
      viewVersion,
      replaces,
      ...locale,
    })
    if (outcome.outcome === 'sent') {
      return {
        result: 'done',
        messageReference: reference(effect, name, address, viewVersion, outcome.messageId, null),
      }
    }
    if (outcome.outcome === 'retry') return retry(ctx, effect, outcome.notBefore, outcome.reason)
    why = outcome.reason
  }
  ctx.log.warn({ effect: effect.key, reason: why }, 'recipient unreachable')
  // An alert is not given up because its channel cannot be reached right now.
  if (isAlert(effect.body)) return retry(ctx, effect, null, why)
  const [first] = addresses
  const unreached = reference(effect, first?.platform ?? '', first?.address ?? '', viewVersion, null, why)
  return { result: effect.body.kind === 'card' ? 'done' : 'abandoned', messageReference: unreached }
}

function reference(
  effect: PendingEffect,
  platform: string,
  address: string,
  shownViewVersion: number,
  messageId: string | null,
  unreachable: string | null,
): MessageReference {
  return { key: effect.key, requestId: effect.requestId, platform, address, messageId, shownViewVersion, unreachable }
}

function retry(ctx: Context, effect: PendingEffect, notBefore: Instant | null, reason: string): Settled {
  if (effect.attempts >= GIVE_UP_AFTER) return { result: 'abandoned' }
  const pause = Math.min(FIRST_RETRY * 2 ** Math.min(effect.attempts, 20), SLOWEST_RETRY)
  return { result: { retryAt: Math.max(notBefore ?? 0, ctx.time.now() + pause), reason } }
}

function personOf(to: Recipient): PersonId | null {
  return to.kind === 'person' ? to.personId : null
}

async function localeOf(ctx: Context, personId: PersonId | null): Promise<{ language: Language; timeZone: string }> {
  const { language, timeZone } = ctx.organisation
  const person = personId === null ? null : await ctx.directory.person(personId)
  return { language: person?.language ?? language, timeZone: person?.timeZone ?? timeZone }
}
