/**
 * Where a role applies, as Microsoft Graph's `directoryScopeId`: `/` is the whole directory,
 * `/administrativeUnits/{id}` the members of a unit, `/{id}` one object. Passed back unchanged when activating.
 */
export type Scope = string

export const DIRECTORY_SCOPE: Scope = '/'

export interface ActivatableRole {
  readonly kind: 'role'
  readonly roleDefinitionId: string
  readonly scope: Scope
}

export interface ActivatableGroup {
  readonly kind: 'group'
  readonly groupId: string
  readonly access: 'member' | 'owner'
}

/** What eligible and active assignments, requests and role settings speak of. */
export type Activatable = ActivatableRole | ActivatableGroup

/** One stable text per activatable: a key for storage and comparison, never shown. */
export function activatableKey(activatable: Activatable): string {
  return activatable.kind === 'role'
    ? `role:${activatable.roleDefinitionId}:${activatable.scope}`
    : `group:${activatable.groupId}:${activatable.access}`
}

/** A key read back. Throws nothing: what is no key of ours is a role by that id, which no catalogue knows. */
export function activatableFromKey(key: string): Activatable {
  const [kind, id = '', ...rest] = key.split(':')
  if (kind === 'group') return { kind, groupId: id, access: rest[0] === 'owner' ? 'owner' : 'member' }
  return { kind: 'role', roleDefinitionId: id || key, scope: rest.join(':') || DIRECTORY_SCOPE }
}

/** What a key stands for, or null where it is none. */
export function readActivatableKey(key: string): Activatable | null {
  const [, kind, id, rest] = /^(role|group):([^:]+):(.+)$/.exec(key) ?? []
  if (id === undefined || rest === undefined) return null
  if (kind === 'role') return { kind, roleDefinitionId: id, scope: rest }
  return rest === 'member' || rest === 'owner' ? { kind: 'group', groupId: id, access: rest } : null
}

export function sameActivatable(a: Activatable, b: Activatable): boolean {
  return activatableKey(a) === activatableKey(b)
}
