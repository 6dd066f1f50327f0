import { activatableKey } from '../domain/activatable.ts'
import { auditEvent, DIRECTORY } from '../domain/audit-event.ts'
import { MOST_POWERFUL_ROLE, tierOf } from '../domain/catalogue/catalogue.ts'
import { DAY, HOUR } from '../domain/duration.ts'
import type { EffectDraft } from '../domain/effect.ts'
import type { ActiveAssignment } from '../domain/person.ts'
import { FEED } from '../domain/request-effects.ts'
import { TIERS } from '../domain/role-settings.ts'
import type { Instant, JsonObject } from '../domain/values.ts'
import { commit } from './commit.ts'
import type { Context } from './context.ts'
import { activatableView, displayNameOf } from './views/names.ts'

const SEEN = 'outside:assigned'
/** What vanished from a list that long ago is new when it comes back; sooner it was a replica that lags. */
const FORGOTTEN_AFTER = DAY
const RENEWED_EVERY = 12 * HOUR
/** A group that is given a role gives it to many at once. */
const TOLD_ONE_BY_ONE = 10

/**
 * Active assignments that somebody made in the directory, standing or for a time: each told in the feed once, when it is
 * first seen. What was there at the first look of all is no news.
 */
export async function tellAssigned(ctx: Context, held: readonly ActiveAssignment[]): Promise<void> {
  const now = ctx.time.now()
  const fact = await ctx.store.fact(SEEN)
  const known = fact && readSeen(fact.value)
  const assigned = held.filter(({ via, key }) => via === 'assigned' && key === null)
  const fresh: ActiveAssignment[] = []
  for (const each of known ? assigned : [])
    if (!known?.has(each.id) && !(await isPerhapsOurs(ctx, each))) fresh.push(each)
  const shown = known ? assigned.filter(({ id }) => known.has(id) || fresh.some((each) => each.id === id)) : assigned
  const seen = new Map([...(known ?? [])].filter(([, at]) => now - at < FORGOTTEN_AFTER))
  const isStale = shown.some(({ id }) => now - (seen.get(id) ?? 0) >= RENEWED_EVERY)
  if (known && !isStale && fresh.length === 0) return
  for (const { id } of shown) seen.set(id, now)
  await commit(ctx, null, {
    facts: [{ key: SEEN, value: Object.fromEntries(seen), expectedVersion: fact?.version ?? 0 }],
    audit: fresh.map((each) => auditEvent(now, 'assignmentMadeOutside', DIRECTORY, null, dataOf(each))),
    effects: await effectsOf(ctx, fresh, now),
    reply: null,
  })
}

function readSeen(value: unknown): ReadonlyMap<string, Instant> {
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'))
}

/**
 * Elevate's own, of which it cannot be told yet: the answer to the call was lost. Looked at again next time. What Elevate
 * makes has an end, and where people activate for themselves it is never an assignment.
 */
async function isPerhapsOurs(ctx: Context, { personId, activatable, endsAt }: ActiveAssignment): Promise<boolean> {
  if (endsAt === null || ctx.directory.activation === 'delegated') return false
  const open = await ctx.store.requests({
    requesterId: personId,
    activatableKey: activatableKey(activatable),
    statuses: ['provisioning', 'ending'],
    limit: 1,
  })
  return open.length > 0
}

function dataOf({ id, personId, activatable, startedAt, endsAt }: ActiveAssignment): JsonObject {
  return { person: personId, activatable: activatableKey(activatable), assignment: id, startedAt, endsAt }
}

async function effectsOf(ctx: Context, fresh: readonly ActiveAssignment[], now: Instant): Promise<EffectDraft[]> {
  const weightiest = fresh.toSorted((a, b) => weightOf(ctx, a) - weightOf(ctx, b))
  const told = await Promise.all(weightiest.slice(0, TOLD_ONE_BY_ONE).map((each) => toFeed(ctx, each)))
  const more = fresh.length - told.length
  if (more === 0) return told
  const params = { count: more }
  return [...told, { ...inFeed('assignedOutsideMore', String(now)), params }]
}

/** Many harmless ones at once must not leave the powerful one to the count. */
function weightOf({ organisation }: Context, { activatable }: ActiveAssignment): number {
  if (activatable.kind === 'role' && activatable.roleDefinitionId === MOST_POWERFUL_ROLE) return -1
  return TIERS.indexOf(tierOf(activatable, organisation.tiers))
}

async function toFeed(
  ctx: Context,
  { id, personId, activatable, startedAt, endsAt }: ActiveAssignment,
): Promise<EffectDraft> {
  const { displayName, scope } = await activatableView(ctx, activatable)
  const params = {
    person: await displayNameOf(ctx, personId),
    role: { ...displayName },
    ...(scope && { scope: scope.displayName }),
    // Where the directory does not say when it began.
    ...(startedAt > 0 && { startedAt }),
    ...(endsAt !== null && { endsAt }),
  }
  return { ...inFeed('assignedOutside', id), params }
}

function inFeed(alert: 'assignedOutside' | 'assignedOutsideMore', occasion: string) {
  return { kind: 'alert', alert, requestId: null, to: FEED, occasion } as const
}
