import { cardKey, type EffectBody, type Recipient, recipientKey } from '../domain/effect.ts'
import type { RequestId } from '../domain/values.ts'
import type { RequestListCardView } from '../domain/views/card-view.ts'
import type { FactWrite, PendingEffect } from '../ports/request-store.ts'
import type { Context } from './context.ts'
import { addressesOf, deliver, type Settled } from './deliver-message.ts'
import { requestFacts } from './views/request-facts.ts'

/**
 * A busy feed: when more activations come than a channel takes, they are told in one card that lists them, brought up to
 * date like any other. Which card tells of which activation is a durable fact, written together with the intention to
 * send it: after a crash nothing is told twice or forgotten.
 */

/** As many as a list shows. */
const MEMBERS = 15

type Channel = Recipient & { readonly kind: 'channel' }
type Card = EffectBody & { readonly kind: 'card' }

/** Null where the activation gets a card of its own. */
export async function intoDigest(ctx: Context, effect: PendingEffect, { to }: Card): Promise<Settled | null> {
  const interval = to.kind === 'channel' ? ctx.platforms.get(to.platform)?.feedInterval : undefined
  if (to.kind !== 'channel' || interval === undefined) return null
  return ctx.serially(`digest:${recipientKey(to)}`, async () => {
    const known = await digestOf(ctx, effect.key)
    // Something about it changed: the card that lists it has to show that.
    if (known !== null) await arm(ctx, known, to, [])
    else if (!(await joins(ctx, effect, to, interval))) return null
    return listed(effect, to)
  })
}

/** Where the channel is behind, or a list is not out yet: into the newest list while it has room, else into a new one. */
async function joins(ctx: Context, effect: PendingEffect, to: Channel, interval: number): Promise<boolean> {
  const { feed } = ctx
  const { key, requestId } = effect
  const channel = recipientKey(to)
  const now = ctx.time.now()
  if (isBegun(ctx, effect)) return false
  const newest = await newestDigest(ctx, to)
  const isWanted = feed.isBehind(channel, now, interval) || (newest && !newest.isOut)
  const joined = newest && newest.ids.length < MEMBERS ? newest : null
  if (requestId === null || !isWanted) {
    feed.alone.add(key)
    feed.add(channel, now, interval)
    return false
  }
  if (!joined) feed.add(channel, now, interval)
  await list(ctx, to, joined ?? { key: cardKey(requestId, 'digest', to), ids: [] }, { key, requestId })
  return true
}

/** A card that was begun may be posted already, unnoticed: it stays a card of its own. */
function isBegun({ feed }: Context, { key, attempts, generation, createdAt }: PendingEffect): boolean {
  return attempts > 0 || generation > 1 || createdAt <= feed.startedAt || feed.alone.has(key)
}

interface Member {
  readonly key: string
  readonly requestId: RequestId
}

interface Digest {
  readonly key: string
  readonly ids: readonly RequestId[]
}

async function newestDigest(ctx: Context, to: Channel): Promise<(Digest & { readonly isOut: boolean }) | null> {
  const key = (await ctx.store.fact(newestKey(to)))?.value
  if (typeof key !== 'string') return null
  return { key, ids: await membersOf(ctx, key), isOut: (await ctx.store.messageReference(key)) !== null }
}

async function list(ctx: Context, to: Channel, digest: Digest, { key, requestId }: Member): Promise<void> {
  await arm(ctx, digest.key, to, [
    { key: newestKey(to), value: digest.key, expectedVersion: null },
    { key: membersKey(digest.key), value: [...digest.ids, requestId], expectedVersion: null },
    { key: digestedKey(key), value: digest.key, expectedVersion: null },
  ])
}

async function arm(ctx: Context, key: string, to: Channel, facts: readonly FactWrite[]): Promise<void> {
  const requestId = leadOf(key)
  const effect = { key, lane: 'feed', requestId, body: { kind: 'card', card: 'digest', requestId, to } } as const
  const { outcome } = await ctx.store.save({ auditEvents: [], effects: [effect], facts })
  if (outcome !== 'saved') throw new Error(`the list of a busy feed was not noted: ${outcome}`)
  ctx.wake()
}

/** No message of its own: neither is there a thread under it. */
function listed({ key, requestId }: PendingEffect, { platform, channelId }: Channel): Settled {
  const where = { platform, address: `channel:${channelId}`, messageId: null, shownViewVersion: 0, unreachable: null }
  return { result: 'done', messageReference: { key, requestId, ...where } }
}

/** Posts the list, or brings it to the newest state of everything in it. */
export async function sendDigest(ctx: Context, effect: PendingEffect, { to }: Card): Promise<Settled> {
  const requests = await Promise.all((await membersOf(ctx, effect.key)).map((id) => ctx.store.request(id)))
  const items = await Promise.all(requests.filter((each) => each !== null).map((each) => requestFacts(ctx, each)))
  // Each only grows, and so does their sum.
  const version = items.reduce((sum, { viewVersion }) => sum + viewVersion, 0)
  const posted = await ctx.store.messageReference(effect.key)
  const isPosted = posted?.messageId != null
  if (!items.length || (isPosted && posted.shownViewVersion >= version)) return { result: 'done' }
  const view: RequestListCardView = { card: 'list', list: 'feed', items, eligible: [], outside: [] }
  const addresses = isPosted ? [posted] : await addressesOf(ctx, to)
  return deliver(ctx, effect, addresses, view, version, null, { replaces: posted?.messageId ?? null })
}

async function membersOf(ctx: Context, digest: string): Promise<readonly RequestId[]> {
  const fact = await ctx.store.fact(membersKey(digest))
  return Array.isArray(fact?.value) ? fact.value.filter((each) => typeof each === 'string') : []
}

async function digestOf(ctx: Context, card: string): Promise<string | null> {
  const fact = await ctx.store.fact(digestedKey(card))
  return typeof fact?.value === 'string' ? fact.value : null
}

function membersKey(digest: string): string {
  return `digest:${digest}`
}

function digestedKey(card: string): string {
  return `digested:${card}`
}

function leadOf(digest: string): RequestId {
  return digest.split(':')[1] ?? ''
}

function newestKey(to: Channel): string {
  return `newestDigest:${recipientKey(to)}`
}
