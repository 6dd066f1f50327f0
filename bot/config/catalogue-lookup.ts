import { catalogueRoles, findRoleByExactName, isAssignable } from '../domain/catalogue/catalogue.ts'
import type { RoleLookup } from './roles.ts'

/** The built-in role catalogue, as the configuration looks roles up in it. */
export function catalogueLookup(): RoleLookup {
  return {
    names: catalogueRoles().map(({ displayName }) => displayName.en),
    find: (nameOrId) => {
      const role = findRoleByExactName(nameOrId)
      if (role === null) return null
      const { id, displayName, tier } = role
      return { roleDefinitionId: id, displayName: displayName.en, tier, isAssignable: isAssignable(role) }
    },
  }
}
