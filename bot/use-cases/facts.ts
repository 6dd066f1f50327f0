import type { ChatIdentity } from '../domain/person.ts'
import type { Instant, PersonId } from '../domain/values.ts'
import type { FactWrite, RequestStore } from '../ports/request-store.ts'
import type { Context } from './context.ts'

/** The engine's small durable statements, each under one key. */

const BLOCKED = 'blocked:'
const AWAY = 'away:'
const SEEN = 'seen:'
const ENROLLED = 'enrolled:'
const LINK = 'link:'
const CLOCK_MARK = 'clock:mark'
const CLOCK_UNCONFIRMED = 'clock:unconfirmed'

/** How far time had come: after a restart it is not earlier. */
export function clockMarkWrite(now: Instant): FactWrite {
  return { key: CLOCK_MARK, value: now, expectedVersion: null }
}

/** A jump of the clock that nobody confirmed yet; null once somebody did. */
export function unconfirmedWrite(step: number | null): FactWrite {
  return { key: CLOCK_UNCONFIRMED, value: step, expectedVersion: null }
}

/** What is known of time from before this start. A confirmed mark counts for more than events from a jumped clock. */
export async function clockFacts(
  store: RequestStore,
): Promise<{ readonly mark: Instant; readonly unconfirmed: boolean }> {
  const mark = await store.fact(CLOCK_MARK)
  const { auditEvents } = await store.counts()
  const [newest] = await store.auditEvents({ afterSeq: auditEvents - 1, limit: 1 })
  const unconfirmed = (await store.fact(CLOCK_UNCONFIRMED)) !== null
  return { mark: Math.max(Number(mark?.value ?? 0), newest?.event.at ?? 0), unconfirmed }
}

export async function isBlocked(ctx: Context, personId: PersonId): Promise<boolean> {
  return (await ctx.store.fact(BLOCKED + personId)) !== null
}

export async function blockedPeople(ctx: Context): Promise<ReadonlySet<PersonId>> {
  return new Set((await blocks(ctx)).map((block) => block.personId))
}

export interface BlockFact {
  readonly by: PersonId
  readonly at: Instant
  readonly reason: string
}

export function blockWrite(personId: PersonId, block: BlockFact): FactWrite {
  return { key: BLOCKED + personId, value: { ...block }, expectedVersion: null }
}

export async function blocks(ctx: Context): Promise<readonly (BlockFact & { readonly personId: PersonId })[]> {
  const facts = await ctx.store.facts(BLOCKED)
  return facts.flatMap(({ key, value }) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    const { by, at, reason } = value
    return [{ personId: key.slice(BLOCKED.length), by: String(by), at: Number(at), reason: String(reason) }]
  })
}

export function unblockWrite(personId: PersonId): FactWrite {
  return { key: BLOCKED + personId, value: null, expectedVersion: null }
}

/** Approvers who said that they are away now. They may still decide; they are not disturbed. */
export async function awayPeople(ctx: Context): Promise<ReadonlySet<PersonId>> {
  const now = ctx.time.now()
  const facts = await ctx.store.facts(AWAY)
  const away = facts.filter((fact) => typeof fact.value === 'number' && fact.value > now)
  return new Set(away.map((fact) => fact.key.slice(AWAY.length)))
}

/** `until` null: back again. */
export function awayWrite(personId: PersonId, until: Instant | null): FactWrite {
  return { key: AWAY + personId, value: until, expectedVersion: null }
}

/** The platform where somebody was last seen: there they are addressed first. */
export async function lastSeenOn(ctx: Context, personId: PersonId): Promise<string | null> {
  const fact = await ctx.store.fact(SEEN + personId)
  return typeof fact?.value === 'string' ? fact.value : null
}

export function seenWrite(personId: PersonId, platform: string): FactWrite {
  return { key: SEEN + personId, value: platform, expectedVersion: null }
}

/** That this factor of the person was recorded: to be written once. */
export function enrolmentWrite(personId: PersonId, generation: number, at: Instant): FactWrite {
  return { key: `${ENROLLED}${personId}:${generation}`, value: at, expectedVersion: 0 }
}

/** That this change of an account's link was recorded: to be written once. */
export function linkWrite(
  { platform, tenant, userId }: ChatIdentity,
  kind: string,
  at: Instant,
  personId: PersonId | null,
): FactWrite {
  return { key: `${LINK}${platform}:${tenant}:${userId}:${kind}:${at}`, value: personId ?? '', expectedVersion: 0 }
}
