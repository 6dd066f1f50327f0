import type { DirectorySettings } from './directory-settings.ts'
import type { RoleSettings } from './role-settings.ts'

/**
 * Who keeps an eligible person to an approval, whatever way they take: the directory; Elevate alone, whom the directory's own
 * portal goes round; nobody.
 */
export type Enforcer = 'directory' | 'elevate' | 'nobody'

export interface Enforcement {
  readonly by: Enforcer
  /** How many approvals our settings ask for where the directory takes the first one for all; null where it makes no difference. */
  readonly unenforcedQuorum: number | null
}

export function enforcementOf(
  ours: Pick<RoleSettings, 'approval'>,
  theirs: Pick<DirectorySettings, 'approval'> | null,
): Enforcement {
  const required = ours.approval?.required ?? 1
  if (theirs?.approval) return { by: 'directory', unenforcedQuorum: required > 1 ? required : null }
  return { by: ours.approval ? 'elevate' : 'nobody', unenforcedQuorum: null }
}
