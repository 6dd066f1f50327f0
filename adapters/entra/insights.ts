import { type DirectoryInsights, HOUR, type Instant, type PersonId } from '../../bot/index.ts'
import type { Read } from './graph/batched-reads.ts'
import type { GraphClient } from './graph/client.ts'
import { GraphError } from './graph/errors.ts'
import * as paths from './graph/paths.ts'
import { plansShape, readAs, signInShape, skuShape } from './graph/shapes.ts'

/** Graph itself brings these up to date only after hours, and reports are throttled early. */
const KEPT = HOUR

/**
 * Service plans that carry Privileged Identity Management: Entra ID P2 and Entra ID Governance.
 * https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference
 */
const PLANS = new Set(['eec0eb4f-6444-4f95-aba0-50c24d67f998', 'e866a266-3cff-43a3-acca-0c90a7e00c8b'])
/** In force, or within the days of grace after its end. */
const IN_FORCE = new Set(['enabled', 'warning'])

export type Insights = (people: readonly PersonId[]) => Promise<DirectoryInsights>

interface Sources {
  readonly graph: GraphClient
  readonly read: Read
  readonly now: () => Instant
}

/** Last sign-ins and licences. What Graph refuses or cannot say is not known: it never stands for *no*. */
export function createInsights(sources: Sources): Insights {
  const signIns = remember(sources, (id) => lastSignIn(sources, id))
  const plans = remember(sources, (id) => hasPlan(sources, id))
  return async (people) => {
    const [seen, licensed, licence] = await Promise.all([signIns(people), plans(people), licenceOf(sources)])
    const unlicensed = licensed && [...licensed].flatMap(([id, has]) => (has ? [] : [id]))
    return { lastSignIn: seen, licence, unlicensed }
  }
}

/**
 * The last that succeeded, of whatever kind. Accounts that have not signed in since December 2023 have no such instant:
 * for them the last attempt counts, so that nobody passes for stale because a field is young.
 * https://learn.microsoft.com/graph/api/resources/signinactivity
 */
async function lastSignIn({ read }: Sources, id: PersonId): Promise<Instant | null | undefined> {
  const found = await read(paths.signInsOf(id))
  if (found === null) return undefined
  const { signInActivity: activity } = readAs(signInShape, found, 'sign-in activity')
  if (activity?.lastSuccessfulSignInDateTime != null) return activity.lastSuccessfulSignInDateTime
  const attempts = [activity?.lastSignInDateTime, activity?.lastNonInteractiveSignInDateTime]
  const known = attempts.filter((at) => at != null)
  return known.length ? Math.max(...known) : null
}

async function hasPlan({ read }: Sources, id: PersonId): Promise<boolean | undefined> {
  const found = await read(paths.plansOf(id))
  if (found === null) return undefined
  const { assignedPlans } = readAs(plansShape, found, 'assigned plans')
  return assignedPlans.some((plan) => PLANS.has(plan.servicePlanId) && IN_FORCE.has(plan.capabilityStatus))
}

/** By the subscriptions; where they may not be read, by whether PIM answers at all, which it does to licensed tenants. */
async function licenceOf({ graph }: Sources): Promise<'valid' | 'missing' | null> {
  try {
    const rows = await graph.list(paths.SUBSCRIPTIONS)
    if (rows === null) return null
    const subscriptions = rows.map((row) => readAs(skuShape, row, 'a subscription'))
    const isLicensed = subscriptions.some(
      ({ capabilityStatus, servicePlans }) =>
        IN_FORCE.has(capabilityStatus) && servicePlans.some(({ servicePlanId }) => PLANS.has(servicePlanId)),
    )
    return isLicensed ? 'valid' : 'missing'
  } catch {
    return licenceByAnswer(graph)
  }
}

async function licenceByAnswer(graph: GraphClient): Promise<'valid' | 'missing' | null> {
  try {
    return (await graph.list(paths.eligibleRoles())) === null ? null : 'valid'
  } catch (error) {
    return error instanceof GraphError && error.code === 'AadPremiumLicenseRequired' ? 'missing' : null
  }
}

/** What was answered lately is not asked again. `undefined` is no answer; null: Graph answered about nobody. */
function remember<T>({ now }: Sources, ask: (id: PersonId) => Promise<T | undefined>) {
  const kept = new Map<PersonId, { readonly at: Instant; readonly value: T }>()
  let refusedUntil = 0
  return async (people: readonly PersonId[]): Promise<ReadonlyMap<PersonId, T> | null> => {
    for (const [id, { at }] of kept) if (now() - at >= KEPT) kept.delete(id)
    const missing = now() < refusedUntil ? [] : people.filter((id) => !kept.has(id))
    const answers = await Promise.allSettled(missing.map(ask))
    for (const [index, answer] of answers.entries()) {
      const id = missing[index]
      if (answer.status === 'rejected' && isForbidden(answer.reason)) refusedUntil = now() + KEPT
      if (id === undefined || answer.status === 'rejected' || answer.value === undefined) continue
      kept.set(id, { at: now(), value: answer.value })
    }
    const known = people.flatMap((id) => {
      const found = kept.get(id)
      return found ? [[id, found.value] as const] : []
    })
    return people.length > 0 && known.length === 0 ? null : new Map(known)
  }
}

/** The permission or the licence for it is missing: asking for everybody again and again would not bring it. */
function isForbidden(error: unknown): boolean {
  return error instanceof GraphError && error.status === 403
}
