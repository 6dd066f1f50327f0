import { type Activatable, activatableKey, readActivatableKey } from '../../domain/activatable.ts'
import type { ActivationFact, EmergencyUse } from '../../domain/alerts/facts.ts'
import { distinct } from '../../domain/alerts/group-by.ts'
import type { WatchInput } from '../../domain/alerts/watch-input.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import { type DirectoryInsights, NOTHING_KNOWN, type UnknownFact, unknownOf } from '../../domain/directory-insights.ts'
import { durationFromMs, SECOND } from '../../domain/duration.ts'
import type { EligibleAssignment, Person } from '../../domain/person.ts'
import type { Instant, PersonId } from '../../domain/values.ts'
import { DirectoryUnavailable } from '../../ports/directory.ts'
import type { Context } from '../context.ts'
import { settingsNow } from '../settings-now.ts'
import { activationsIn } from './activations-in.ts'
import { everybodyEligible } from './everybody-eligible.ts'
import { firstSeenNow } from './first-seen.ts'

/**
 * Reads what the rules look at beside the history of requests: directory, settings, what was seen outside. Events before
 * `since` were looked at by an earlier scan.
 */
export async function watchInput(ctx: Context, since: Instant): Promise<WatchInput> {
  const now = ctx.time.now()
  const { organisation, directory, store } = ctx
  const [people, active] = await Promise.all([directory.people(), directory.activeAssignments()])
  const eligible = await everybodyEligible(ctx, people)
  const { firstSeen, baselineAt } = await firstSeenNow(ctx, eligible, active)
  const settings = await settingsOfAll(ctx, eligible)
  const holders = distinct([...eligible, ...active].map(({ personId }) => personId))
  const known = await insightsOf(ctx, holders)
  return {
    now,
    since,
    historySince: (await store.history.beganAt()) ?? now,
    timeZone: organisation.timeZone,
    outside: await outsideSince(ctx, since),
    eligible,
    active,
    firstSeen,
    baselineAt,
    people: new Map(people.map((person) => [person.id, person])),
    lastSignIn: known.lastSignIn ?? new Map(),
    licence: known.licence === 'notNeeded' ? null : known.licence,
    unlicensed: known.unlicensed ?? [],
    notKnown: unknownFacts(known, holders, people, settings),
    emergencyAccounts: organisation.emergencyAccounts,
    emergencyUses: [...(await emergencyUses(ctx, since)), ...emergencySignIns(ctx, known)],
    settings: new Map([...settings].map(([key, each]) => [key, each ?? null])),
    tiers: organisation.tiers,
  }
}

/** Of everybody who has or may have a role, and of the accounts kept for emergencies. */
async function insightsOf(
  { directory, organisation }: Context,
  holders: readonly PersonId[],
): Promise<DirectoryInsights> {
  return (await directory.insights?.(distinct([...holders, ...organisation.emergencyAccounts]))) ?? NOTHING_KNOWN
}

function emergencySignIns({ organisation }: Context, { lastSignIn }: DirectoryInsights): readonly EmergencyUse[] {
  return organisation.emergencyAccounts.flatMap((personId): EmergencyUse[] => {
    const at = lastSignIn?.get(personId) ?? null
    return at === null ? [] : [{ personId, at, what: 'signIn' }]
  })
}

/** Undefined where they cannot be read: one role's keep no other's from being looked at. */
async function settingsOfAll(ctx: Context, eligible: readonly EligibleAssignment[]) {
  const different = new Map<string, Activatable>(
    eligible.map((each) => [activatableKey(each.activatable), each.activatable]),
  )
  const settings = new Map<string, Awaited<ReturnType<typeof settingsNow>> | undefined>()
  for (const [key, activatable] of different) {
    const read = await settingsNow(ctx, activatable).catch((error: unknown) => {
      if (!(error instanceof DirectoryUnavailable)) throw error
      return undefined
    })
    settings.set(key, read)
  }
  return settings
}

function unknownFacts(
  known: DirectoryInsights,
  holders: readonly PersonId[],
  people: readonly Person[],
  settings: Awaited<ReturnType<typeof settingsOfAll>>,
): readonly UnknownFact[] {
  const isThere = new Set(people.map(({ id }) => id))
  const isPartial = holders.some((id) => isThere.has(id) && known.lastSignIn?.has(id) === false)
  const unread = [...settings.values()].some((each) => each === undefined)
  return distinct([
    ...unknownOf(known),
    ...(isPartial ? ['lastSignIn' as const] : []),
    ...(unread ? ['settings' as const] : []),
  ])
}

/** Requests as the rules see them, until now. */
export async function activationsSince(ctx: Context, from: Instant): Promise<readonly ActivationFact[]> {
  const facts: ActivationFact[] = []
  const query = { from, to: ctx.time.now() + SECOND }
  for await (const page of activationsIn(ctx.store.history, query)) facts.push(...page)
  return facts
}

/** Activations that were found in the directory and did not go through Elevate; they may be over by now. */
async function outsideSince(ctx: Context, from: Instant): Promise<readonly ActivationFact[]> {
  const found: ActivationFact[] = []
  const query = { types: ['assignmentFoundOutside'] as const, from, to: ctx.time.now() + SECOND }
  for await (const page of ctx.store.history.events(query)) {
    found.push(...page.flatMap(({ event }) => outsideFact(event) ?? []))
  }
  return found
}

/** An activation found outside, from its audit event; null for what is none. Older events do not say start and end. */
export function outsideFact({ at, data }: Pick<AuditEvent, 'at' | 'data'>): ActivationFact | null {
  const { person, activatable: key, assignment } = data
  const startedAt = typeof data['startedAt'] === 'number' ? data['startedAt'] : at
  const endsAt = typeof data['endsAt'] === 'number' ? data['endsAt'] : null
  const activatable = typeof key === 'string' ? readActivatableKey(key) : null
  if (typeof person !== 'string' || typeof assignment !== 'string' || !activatable) return null
  const times = { submittedAt: at, askedAt: null, startedAt, endsAt, endedAt: null }
  const duration = durationFromMs(SECOND)
  const rest = { status: 'active', duration, ticket: null, approvals: [], origin: 'outside' } as const
  return { id: assignment, personId: person, activatable, ...times, ...rest }
}

/** Whatever an account kept for emergencies tried in chat or with its factor. */
async function emergencyUses(ctx: Context, since: Instant): Promise<readonly EmergencyUse[]> {
  const types = ['submitRefused', 'actionRefused', 'factorEnrolled', 'factorRefused', 'proofRefused'] as const
  const uses: EmergencyUse[] = []
  const query = { types, from: since, to: ctx.time.now() + SECOND }
  for await (const page of ctx.store.history.events(query)) {
    uses.push(...page.flatMap(({ event }) => emergencyUse(ctx, event)))
  }
  return uses
}

function emergencyUse({ organisation }: Context, { actor, at }: AuditEvent): EmergencyUse[] {
  if (actor.kind !== 'person' || !organisation.emergencyAccounts.includes(actor.personId)) return []
  return [{ personId: actor.personId, at, what: 'attempt' }]
}
