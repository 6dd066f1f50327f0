import type { EffectBody, Recipient } from '../domain/effect.ts'
import type { Instant, Language, PersonId } from '../domain/values.ts'
import type { CardView } from '../domain/views/card-view.ts'
import type { ChatPlatform, OutgoingMessage, SendOutcome } from '../ports/chat-platform.ts'
import type { EffectSettlement, MessageReference, PendingEffect } from '../ports/request-store.ts'
import type { Context } from './context.ts'
import { lastSeenOn } from './facts.ts'

/** Carrying one message to where its recipient is reached, and how that ended. */

const FIRST_RETRY = 1000
const SLOWEST_RETRY = 5 * 60_000
/** About two days at the slowest pace; by then nobody waits for the message. */
const GIVE_UP_AFTER = 600

export type Settled = Pick<EffectSettlement, 'result' | 'messageReference'>

export interface Address {
  readonly platform: string
  readonly address: string
}

/** What the alerts channel has to hear, however long it takes. */
export function isAlert({ kind }: EffectBody): boolean {
  return kind === 'alert' || kind === 'usageAlert'
}

/** Where a recipient is reached: a person first where they were last seen, then wherever else they are. */
export async function addressesOf(ctx: Context, to: Recipient): Promise<readonly Address[]> {
  if (to.kind === 'channel') return [{ platform: to.platform, address: `channel:${to.channelId}` }]
  const seen = await lastSeenOn(ctx, to.personId)
  const platforms = [...ctx.platforms.values()].sort((a, b) => Number(b.name === seen) - Number(a.name === seen))
  const addresses = await Promise.all(
    platforms.map(async (platform) => ({ platform: platform.name, address: await platform.addressOf(to.personId) })),
  )
  return addresses.filter((each): each is Address => each.address !== null)
}

/** Tries one address after the other until the message is out, or must wait, or nobody is left to ask. */
export async function deliver(
  ctx: Context,
  effect: PendingEffect,
  addresses: readonly Address[],
  view: CardView,
  viewVersion: number,
  personId: PersonId | null,
  place: Partial<Pick<OutgoingMessage, 'replaces' | 'thread'>> = {},
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
      ...{ replaces: null, thread: null, ...place },
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

export function retry(ctx: Context, effect: PendingEffect, notBefore: Instant | null, reason: string): Settled {
  if (effect.attempts >= GIVE_UP_AFTER) return { result: 'abandoned' }
  const pause = Math.min(FIRST_RETRY * 2 ** Math.min(effect.attempts, 20), SLOWEST_RETRY)
  return { result: { retryAt: Math.max(notBefore ?? 0, ctx.time.now() + pause), reason } }
}

export function personOf(to: Recipient): PersonId | null {
  return to.kind === 'person' ? to.personId : null
}

async function localeOf(ctx: Context, personId: PersonId | null): Promise<{ language: Language; timeZone: string }> {
  const { language, timeZone } = ctx.organisation
  const person = personId === null ? null : await ctx.directory.person(personId)
  return { language: person?.language ?? language, timeZone: person?.timeZone ?? timeZone }
}
