import { TIERS, type Tier } from '../domain/role-settings.ts'
import type { Complaint, Finding } from './problem.ts'
import { entriesOf, textsOf } from './raw.ts'
import { didYouMean } from './suggest.ts'

export interface KnownRole {
  readonly roleDefinitionId: string
  readonly displayName: string
  /** Where the catalogue puts it. */
  readonly tier: Tier
  /** False for those that exist and that nobody can be made eligible for. */
  readonly isAssignable: boolean
}

/** The role catalogue, as far as the configuration speaks of roles. */
export interface RoleLookup {
  /** The role of exactly this name (English or French, any case) or template id. */
  readonly find: (nameOrId: string) => KnownRole | null
  /** Names to suggest. */
  readonly names: readonly string[]
}

export type Tiers = { readonly [roleDefinitionId: string]: Tier }

/** The role that somebody could hold, or why there is none. */
export function readRole(name: string, roles: RoleLookup, otherwise: string): KnownRole | Complaint {
  const role = roles.find(name)
  if (role === null) {
    return { message: `There is no role "${name.slice(0, 80)}".`, fix: didYouMean(name, roles.names, otherwise) }
  }
  return role.isAssignable ? role : { message: `${role.displayName} cannot be assigned to anybody.`, fix: 'Remove it.' }
}

/** The roles that the section `tiers` moves, by template id. */
export function readTiers(root: unknown, roles: RoleLookup): { readonly tiers: Tiers; readonly findings: Finding[] } {
  const section = entriesOf(entriesOf(root)['tiers'])
  const moved = new Map<string, Tier>()
  const findings = TIERS.flatMap((tier) =>
    textsOf(section[tier]).flatMap(({ index, text }): Finding[] => {
      const path = ['tiers', tier, index]
      const role = readRole(text, roles, 'Use the name or template id of a role.')
      if ('message' in role) return [{ path, ...role }]
      const earlier = moved.get(role.roleDefinitionId)
      if (earlier !== undefined) {
        const message = `${role.displayName} is already moved to the tier ${earlier}.`
        return [{ path, message, fix: 'A role is in one tier: remove one of the two.' }]
      }
      moved.set(role.roleDefinitionId, tier)
      return []
    }),
  )
  return { tiers: Object.fromEntries(moved), findings }
}
