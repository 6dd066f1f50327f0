import type { EntraSettings } from '../../config.ts'
import { DIRECTORY_SCOPE, type Scope } from '../../domain/activatable.ts'
import { type CatalogueRole, tierOf } from '../../domain/catalogue/catalogue.ts'
import type { Organisation } from '../../domain/organisation.ts'

/** What decides whether a role may be tried out for real. */
export interface DrillRules {
  readonly organisation: Pick<Organisation, 'tiers' | 'roleSettings'>
  readonly settings: Pick<EntraSettings, 'assignableRoles'> & {
    readonly config: Pick<EntraSettings['config'], 'activation'>
  }
}

const SCOPE = /^\/$|^\/(?:administrativeUnits\/)?[0-9A-Za-z-]{1,64}$/

/** The whole directory, a unit or one object, as the directory writes it; null for what is none of them. */
export function drillScope(typed = DIRECTORY_SCOPE): Scope | null {
  return SCOPE.test(typed) ? typed : null
}

/**
 * Why a drill does not use this role, and what to do instead; null where it may. Never a critical one; of the others
 * the lowest tier, or what the configuration names by itself, so that nobody tries out a powerful role by a slip.
 */
export function drillRefusal(role: CatalogueRole, { organisation, settings }: DrillRules): readonly string[] | null {
  const name = role.displayName.en
  const tier = tierOf({ kind: 'role', roleDefinitionId: role.id, scope: DIRECTORY_SCOPE }, organisation.tiers)
  if (tier === 'critical') {
    return [`${name} is in the tier critical: no drill activates it.`, 'Name a role that can do little.']
  }
  const isAssignable = settings.assignableRoles.includes(role.id)
  if (settings.config.activation === 'application' && !isAssignable) {
    return [`${name} is not listed under directory.roles: Elevate could not assign it.`, 'Name a role of that list.']
  }
  const isNamed = organisation.roleSettings.some(({ matches }) =>
    matches.some((match) => match.kind === 'role' && match.roleDefinitionId === role.id),
  )
  if (tier === 'operations' || isAssignable || isNamed) return null
  return [
    `${name} is in the tier ${tier}, and no entry of roleSettings names it by itself.`,
    'Name a role of the tier operations, or give this one an entry of its own under roleSettings.',
  ]
}
