import {
  type Activatable,
  activatableKey,
  DIRECTORY_SCOPE,
  durationToMs,
  type Group,
  type Instant,
  type Person,
  type PersonId,
  type PrincipalRef,
  parseIsoDuration,
} from '../../bot/index.ts'
import { type ConfigProblem, checkReferences } from './check-references.ts'
import type { AssignmentConfig, LocalDirectoryConfig, PersonConfig } from './config.ts'
import { createMembership, type Membership } from './membership.ts'

/** Template id of the role that a name (English or French) or an id means, or null. */
export type ResolveRole = (nameOrId: string) => string | null

/** An eligible or standing assignment of the file. The key stays the same as long as holder and activatable do. */
export interface AssignmentEntry {
  readonly key: string
  readonly kind: 'eligible' | 'standing'
  readonly holder: PrincipalRef
  readonly activatable: Activatable
  readonly until: Instant | null
}

/** The file, checked and ready to be asked. */
export interface DirectoryModel {
  readonly people: ReadonlyMap<PersonId, Person>
  readonly groups: ReadonlyMap<string, Group>
  readonly scopes: ReadonlyMap<string, string>
  /** Whose a platform's user id is, by `platform/user id`. */
  readonly links: ReadonlyMap<string, PersonId>
  readonly membership: Membership
  readonly entries: readonly AssignmentEntry[]
  readonly minimumActivationMs: number
}

/** Either everything that is wrong with the file, or the model. */
export function compileDirectory(
  config: LocalDirectoryConfig,
  resolveRole: ResolveRole,
): { readonly problems: readonly ConfigProblem[]; readonly model: DirectoryModel | null } {
  const problems = [...checkReferences(config, resolveRole), ...checkDuplicateEntries(config, resolveRole)]
  return problems.length > 0 ? { problems, model: null } : { problems, model: toModel(config, resolveRole) }
}

function toModel(config: LocalDirectoryConfig, resolveRole: ResolveRole): DirectoryModel {
  const minimum = config.minimumActivation ? parseIsoDuration(config.minimumActivation) : null
  return {
    people: new Map(config.people.map((person) => [person.id, toPerson(person)])),
    groups: new Map(config.groups.map(({ id, displayName }) => [id, { id, displayName }])),
    scopes: new Map(config.scopes.map((scope) => [scope.id, scope.displayName])),
    links: new Map(config.people.flatMap(toLinks)),
    membership: createMembership(config.groups),
    entries: entriesOf(config, resolveRole).flatMap(({ entry }) => (entry ? [entry] : [])),
    minimumActivationMs: minimum ? durationToMs(minimum) : 0,
  }
}

function toPerson(person: PersonConfig): Person {
  return {
    id: person.id,
    displayName: person.displayName,
    userPrincipalName: person.userPrincipalName,
    enabled: !person.disabled,
    language: person.language ?? null,
    timeZone: person.timeZone ?? null,
  }
}

function toLinks(person: PersonConfig): [string, PersonId][] {
  return Object.entries(person.chat).flatMap(([platform, userId]) =>
    userId === undefined ? [] : [[`${platform}/${userId}`, person.id]],
  )
}

function entriesOf(config: LocalDirectoryConfig, resolveRole: ResolveRole) {
  return (['eligible', 'standing'] as const).flatMap((kind) =>
    config[kind].map((source, index) => ({ kind, index, entry: toEntry(kind, source, resolveRole) })),
  )
}

function toEntry(
  kind: AssignmentEntry['kind'],
  source: AssignmentConfig,
  resolveRole: ResolveRole,
): AssignmentEntry | null {
  const activatable = toActivatable(source, resolveRole)
  if (!activatable) return null
  const holder: PrincipalRef = source.person
    ? { kind: 'person', personId: source.person }
    : { kind: 'group', groupId: source.group ?? '' }
  const holderKey = holder.kind === 'person' ? `person:${holder.personId}` : `group:${holder.groupId}`
  return {
    key: `${kind}/${holderKey}/${activatableKey(activatable)}`,
    kind,
    holder,
    activatable,
    until: source.until ? Date.parse(source.until) : null,
  }
}

function toActivatable(source: AssignmentConfig, resolveRole: ResolveRole): Activatable | null {
  if (source.role === undefined) {
    return source.group && source.access ? { kind: 'group', groupId: source.group, access: source.access } : null
  }
  const roleDefinitionId = resolveRole(source.role)
  return roleDefinitionId === null ? null : { kind: 'role', roleDefinitionId, scope: source.scope ?? DIRECTORY_SCOPE }
}

function checkDuplicateEntries(config: LocalDirectoryConfig, resolveRole: ResolveRole): ConfigProblem[] {
  const first = new Map<string, number>()
  return entriesOf(config, resolveRole).flatMap(({ kind, index, entry }) => {
    if (!entry) return []
    const earlier = first.get(entry.key)
    first.set(entry.key, earlier ?? index)
    const message = `This repeats ${kind}[${earlier}]: keep one of the two`
    return earlier === undefined ? [] : [{ path: [kind, index], message }]
  })
}
