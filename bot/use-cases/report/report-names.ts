import { type Activatable, activatableKey, DIRECTORY_SCOPE } from '../../domain/activatable.ts'
import type { ReportPerson } from '../../domain/report/report-row.ts'
import type { PersonId } from '../../domain/values.ts'
import type { NameByLanguage } from '../../domain/views/card-view.ts'
import { activatableView, displayNameOf } from '../views/names.ts'
import type { ReportContext } from './report-context.ts'

export interface NamedRole {
  readonly role: NameByLanguage
  readonly roleId: string
  readonly scope: string
}

/** Names, each asked of the directory once: a report names the same few thousand over and over. */
export interface ReportNames {
  person(id: PersonId): Promise<ReportPerson>
  role(activatable: Activatable): Promise<NamedRole>
  /** Asks for whom is not known yet: a page at a time, so that no row has to wait for what nearly always is. */
  learn(people: readonly PersonId[], activatable: Activatable): Promise<void>
  /** Of who was learnt before. */
  known(id: PersonId): ReportPerson
  knownRole(activatable: Activatable): NamedRole
}

export function createReportNames(ctx: ReportContext): ReportNames {
  const people = new Map<PersonId, ReportPerson>()
  const roles = new Map<string, NamedRole>()

  async function person(id: PersonId): Promise<ReportPerson> {
    const known = people.get(id)
    if (known) return known
    const named = { id, name: await displayNameOf(ctx, id) }
    people.set(id, named)
    return named
  }

  async function role(activatable: Activatable): Promise<NamedRole> {
    const key = activatableKey(activatable)
    const known = roles.get(key)
    if (known) return known
    const view = await activatableView(ctx, activatable)
    const isRole = activatable.kind === 'role'
    const named = {
      role: view.displayName,
      roleId: isRole ? activatable.roleDefinitionId : activatable.groupId,
      scope: isRole ? (view.scope?.displayName ?? DIRECTORY_SCOPE) : activatable.access,
    }
    roles.set(key, named)
    return named
  }

  return {
    person,
    role,
    learn: async (ids, activatable) => {
      for (const id of ids) if (!people.has(id)) await person(id)
      if (!roles.has(activatableKey(activatable))) await role(activatable)
    },
    known(id) {
      const named = people.get(id)
      if (!named) throw new RangeError('A person is named before they are learnt')
      return named
    },
    knownRole(activatable) {
      const named = roles.get(activatableKey(activatable))
      if (!named) throw new RangeError('A role is named before it is learnt')
      return named
    },
  }
}
