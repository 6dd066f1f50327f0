import type { Activatable } from '../../domain/activatable.ts'
import { findRoleByExactName } from '../../domain/catalogue/catalogue.ts'

export function nameOf(what: Activatable): string {
  if (what.kind === 'group') return `group ${what.groupId} (${what.access})`
  return findRoleByExactName(what.roleDefinitionId)?.displayName.en ?? what.roleDefinitionId
}
