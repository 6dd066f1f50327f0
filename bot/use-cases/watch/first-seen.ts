import { activatableKey } from '../../domain/activatable.ts'
import { assignmentKey } from '../../domain/alerts/facts.ts'
import type { ActiveAssignment, EligibleAssignment } from '../../domain/person.ts'
import type { Instant } from '../../domain/values.ts'
import type { FactWrite } from '../../ports/request-store.ts'
import type { Context } from '../context.ts'

const FIRST_SEEN = 'watch:first-seen'

export interface FirstSeen {
  /** By `assignmentKey`. */
  readonly firstSeen: ReadonlyMap<string, Instant>
  /** When assignments were looked at for the first time; null before that. */
  readonly baselineAt: Instant | null
}

/** Since when each eligible and assigned has been seen: directories do not all tell when they were made. */
export async function firstSeenNow(
  ctx: Context,
  eligible: readonly EligibleAssignment[],
  active: readonly ActiveAssignment[],
): Promise<FirstSeen> {
  const now = ctx.time.now()
  const known = await knownFirstSeen(ctx)
  const keys = assignmentKeys(eligible, active)
  const firstSeen = new Map(keys.map((key) => [key, known?.seen[key] ?? now]))
  return { firstSeen, baselineAt: known?.baselineAt ?? null }
}

/** What was seen now, to be kept. What is gone is forgotten: should it come back, it is new. */
export function firstSeenWrite({ firstSeen, baselineAt }: FirstSeen, now: Instant): FactWrite {
  const value = { baselineAt: baselineAt ?? now, seen: Object.fromEntries(firstSeen) }
  return { key: FIRST_SEEN, value, expectedVersion: null }
}

async function knownFirstSeen(ctx: Context) {
  const value = (await ctx.store.fact(FIRST_SEEN))?.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { baselineAt, seen } = value
  if (typeof baselineAt !== 'number' || typeof seen !== 'object' || seen === null || Array.isArray(seen)) return null
  const instants = Object.entries(seen).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
  return { baselineAt, seen: Object.fromEntries(instants) as { readonly [key: string]: number | undefined } }
}

function assignmentKeys(eligible: readonly EligibleAssignment[], active: readonly ActiveAssignment[]): string[] {
  const standing = active.filter(({ via }) => via === 'assigned')
  return [
    ...eligible.map((each) => assignmentKey('eligible', each.personId, activatableKey(each.activatable))),
    ...standing.map((each) => assignmentKey('standing', each.personId, activatableKey(each.activatable))),
  ]
}
