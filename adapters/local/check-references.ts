import { DIRECTORY_SCOPE } from '../../bot/index.ts'
import type { AssignmentConfig, LocalDirectoryConfig } from './config.ts'
import { membershipCycles } from './membership.ts'
import type { ResolveRole } from './model.ts'

/** What is wrong, where in the section `directory` it stands, and what to do about it. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

interface Known {
  readonly people: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  readonly scopes: ReadonlySet<string>
}

/** Problems that the shape alone does not show: names that mean nothing, ids given twice, groups that hold themselves. */
export function checkReferences(config: LocalDirectoryConfig, resolveRole: ResolveRole): ConfigProblem[] {
  const known: Known = {
    people: new Set(config.people.map((person) => person.id)),
    groups: new Set(config.groups.map((group) => group.id)),
    scopes: new Set([DIRECTORY_SCOPE, ...config.scopes.map((scope) => scope.id)]),
  }
  return [
    ...duplicateIds(config),
    ...duplicateLinks(config),
    ...unknownMembers(config, known),
    ...cycles(config),
    ...(['eligible', 'standing'] as const).flatMap((kind) =>
      config[kind].flatMap((entry, index) => assignmentProblems([kind, index], entry, known, resolveRole)),
    ),
  ]
}

function duplicateIds(config: LocalDirectoryConfig): ConfigProblem[] {
  const principals = [
    ...config.people.map((person, index) => ({ id: person.id, path: ['people', index, 'id'] })),
    ...config.groups.map((group, index) => ({ id: group.id, path: ['groups', index, 'id'] })),
  ]
  const scopes = config.scopes.map((scope, index) => ({ id: scope.id, path: ['scopes', index, 'id'] }))
  const roots = scopes.filter((scope) => scope.id === DIRECTORY_SCOPE)
  return [
    ...repeated(principals, (id) => `The id ${id} is taken: people and groups share one set of ids`),
    ...repeated(scopes, (id) => `The scope ${id} is named twice: keep one`),
    ...roots.map(({ path }) => ({ path, message: "'/' is the whole directory and needs no name: remove it" })),
  ]
}

function duplicateLinks(config: LocalDirectoryConfig): ConfigProblem[] {
  const links = config.people.flatMap((person, index) =>
    Object.entries(person.chat).flatMap(([platform, userId]) =>
      userId === undefined ? [] : [{ id: `${platform} ${userId}`, path: ['people', index, 'chat', platform] }],
    ),
  )
  return repeated(links, (id) => `${id} is linked to somebody else already: one chat identity is one person`)
}

function repeated(
  items: readonly { readonly id: string; readonly path: (string | number)[] }[],
  message: (id: string) => string,
): ConfigProblem[] {
  const seen = new Set<string>()
  return items.flatMap(({ id, path }) => {
    if (seen.has(id)) return [{ path, message: message(id) }]
    seen.add(id)
    return []
  })
}

function unknownMembers(config: LocalDirectoryConfig, known: Known): ConfigProblem[] {
  return config.groups.flatMap((group, index) =>
    group.members.flatMap((member, position) =>
      known.people.has(member) || known.groups.has(member)
        ? []
        : [{ path: ['groups', index, 'members', position], message: unknown('person or group', member) }],
    ),
  )
}

function cycles(config: LocalDirectoryConfig): ConfigProblem[] {
  return membershipCycles(config.groups).map((cycle) => ({
    path: ['groups', config.groups.findIndex((group) => group.id === cycle[0]), 'members'],
    message: `The group holds itself (${cycle.join(' > ')}): remove one of these memberships`,
  }))
}

function assignmentProblems(
  path: (string | number)[],
  entry: AssignmentConfig,
  known: Known,
  resolveRole: ResolveRole,
): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  if (entry.person !== undefined && !known.people.has(entry.person)) {
    problems.push({ path: [...path, 'person'], message: unknown('person', entry.person) })
  }
  if (entry.group !== undefined && !known.groups.has(entry.group)) {
    problems.push({ path: [...path, 'group'], message: unknown('group', entry.group) })
  }
  if (entry.role !== undefined && resolveRole(entry.role) === null) {
    const message = `Unknown role ${entry.role}: use the name or the template id of a role that can be assigned`
    problems.push({ path: [...path, 'role'], message })
  }
  if (entry.scope !== undefined && !known.scopes.has(entry.scope)) {
    problems.push({ path: [...path, 'scope'], message: `Unknown scope ${entry.scope}: name it under scopes first` })
  }
  return problems
}

function unknown(what: string, id: string): string {
  return `Unknown ${what} ${id}: correct the id, or add it to the file`
}
