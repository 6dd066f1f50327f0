import { cardKey, type EffectBody, type Recipient, recipientKey } from '../domain/effect.ts'
import type { RequestId } from '../domain/values.ts'
import type { RequestListCardView } from '../domain/views/card-view.ts'
import type { FactWrite, PendingEffect } from '../ports/request-store.ts'
import type { Context } from './context.ts'
import { addressesOf, deliver, type Settled } from './deliver-message.ts'
import { requestFacts } from './views/request-facts.ts'

/**
 * A busy feed: when more activations wait for a channel than it takes in a few seconds, they are told in one card that
 * lists them, brought up to date like any other. Which card tells of which activation is a durable fact, written
 * together with the intention to send it: after a crash nothing is told twice or forgotten.
 */

/** In milliseconds of the channel's pace. */
const MOST_BEHIND = 5000
/** As many as a list shows. */
const MEMBERS = 15
const LOOKED_AT = 200

type Channel = Recipient & { readonly kind: 'channel' }
type Card = EffectBody & { readonly kind: 'card' }

/** Null where the activation gets a card of its own. */
export async function intoDigest(ctx: Context, effect: PendingEffect, { to }: Card): Promise<Settled | null> {
  const interval = to.kind === 'channel' ? ctx.platforms.get(to.platform)?.feedInterval : undefined
  if (to.kind !== 'channel' || interval === undefined) return null
  return ctx.serially(`digest:${recipientKey(to)}`, async () => {
    const known = await digestOf(ctx, effect.key)
    if (known !== null) {
      // Something about it changed: the card that lists it has to show that.
      await arm(ctx, known, to, [])
      return listed(effect, to)
    }
    const { waiting, behind } = await backlogOf(ctx, to)
    const isWaiting = waiting.some(({ key }) => key === effect.key)
    if (!isWaiting || behind * interval <= MOST_BEHIND) {
      ctx.feedUnderWay.add(effect.key)
      return null
    }
    await collect(ctx, to, waiting)
    return listed(effect, to)
  })
}

interface Backlog {
  /** Cards that nobody has begun to post: one that was begun may be there already. */
  readonly waiting: readonly PendingEffect[]
  /** Messages that are still to reach the channel. */
  readonly behind: number
}

async function backlogOf(ctx: Context, to: Channel): Promise<Backlog> {
  const due = await ctx.store.dueEffects('feed', ctx.time.now(), LOOKED_AT)
  const here = due.filter(({ body }) => body.kind === 'card' && recipientKey(body.to) === recipientKey(to))
  const untried = here.filter(({ body, attempts, generation, createdAt }) => {
    const isFirst = attempts === 0 && generation === 1 && createdAt >= ctx.startedAt
    return isFirst && body.kind === 'card' && body.card === 'activation'
  })
  const digests = await Promise.all(untried.map(({ key }) => digestOf(ctx, key)))
  const waiting = untried.filter(({ key }, at) => digests[at] === null && !ctx.feedUnderWay.has(key))
  const lists = here.filter(({ body }) => body.kind === 'card' && body.card === 'digest').length
  const underWay = untried.filter(({ key }) => ctx.feedUnderWay.has(key)).length
  return { waiting, behind: waiting.length + lists + underWay }
}

/** Adds to the list that is not out yet while it has room, then begins new ones. */
async function collect(ctx: Context, to: Channel, waiting: readonly PendingEffect[]): Promise<void> {
  const open = await openDigest(ctx, to)
  const room = open ? Math.max(MEMBERS - open.ids.length, 0) : 0
  if (open && room > 0) await list(ctx, to, open, waiting.slice(0, room))
  for (let from = room; from < waiting.length; from += MEMBERS) {
    const members = waiting.slice(from, from + MEMBERS)
    const lead = members[0]?.requestId
    if (lead) await list(ctx, to, { key: cardKey(lead, 'digest', to), ids: [] }, members)
  }
}

interface Digest {
  readonly key: string
  readonly ids: readonly RequestId[]
}

async function openDigest(ctx: Context, to: Channel): Promise<Digest | null> {
  const key = (await ctx.store.fact(openKey(to)))?.value
  if (typeof key !== 'string' || (await ctx.store.messageReference(key)) !== null) return null
  return { key, ids: await membersOf(ctx, key) }
}

async function list(ctx: Context, to: Channel, digest: Digest, members: readonly PendingEffect[]): Promise<void> {
  const ids = [...digest.ids, ...members.flatMap(({ requestId }) => requestId ?? [])]
  const facts: FactWrite[] = [
    { key: openKey(to), value: digest.key, expectedVersion: null },
    { key: membersKey(digest.key), value: ids, expectedVersion: null },
    ...members.map(({ key }) => ({ key: digestedKey(key), value: digest.key, expectedVersion: null })),
  ]
  await arm(ctx, digest.key, to, facts)
}

async function arm(ctx: Context, key: string, to: Channel, facts: readonly FactWrite[]): Promise<void> {
  const requestId = leadOf(key)
  const effect = { key, lane: 'feed', requestId, body: { kind: 'card', card: 'digest', requestId, to } } as const
  await ctx.store.save({ auditEvents: [], effects: [effect], facts })
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

function openKey(to: Channel): string {
  return `openDigest:${recipientKey(to)}`
}
