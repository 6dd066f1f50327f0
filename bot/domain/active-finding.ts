import { type Activatable, DIRECTORY_SCOPE, sameActivatable } from './activatable.ts'
import { MINUTE } from './duration.ts'
import type { ActiveAssignment } from './person.ts'
import type { Instant } from './values.ts'

/** How long services may take to notice an activation, as people report it; PIM itself needs seconds. */
export const NOTICED_WITHIN = 15 * MINUTE

/** What the directory shows of an activation that its holder says does not work. */
export type ActiveFinding =
  | { readonly finding: 'young'; readonly assignment: ActiveAssignment; readonly noticedBy: Instant }
  | { readonly finding: 'there' | 'within'; readonly assignment: ActiveAssignment }
  /** The role is held, in another scope than was asked for. */
  | { readonly finding: 'elsewhere'; readonly assignment: ActiveAssignment }
  | { readonly finding: 'gone' }

/** `seen`: what was read back for just this, whoever made it; `held`: everything its holder holds. */
export function findingAbout(
  activatable: Activatable,
  seen: ActiveAssignment | null,
  held: readonly ActiveAssignment[],
  now: Instant,
): ActiveFinding {
  if (!seen) {
    const other = held.find((each) => isSameRole(each.activatable, activatable))
    return other ? { finding: 'elsewhere', assignment: other } : { finding: 'gone' }
  }
  const noticedBy = seen.startedAt + NOTICED_WITHIN
  if (now < noticedBy) return { finding: 'young', assignment: seen, noticedBy }
  const isNarrow = activatable.kind === 'role' && activatable.scope !== DIRECTORY_SCOPE
  return { finding: isNarrow ? 'within' : 'there', assignment: seen }
}

function isSameRole(a: Activatable, b: Activatable): boolean {
  if (a.kind !== 'role' || b.kind !== 'role') return false
  return a.roleDefinitionId === b.roleDefinitionId && !sameActivatable(a, b)
}
