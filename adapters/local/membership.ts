import type { PersonId } from '../../bot/index.ts'
import type { GroupConfig } from './config.ts'

/** Who belongs to what, worked out once: groups may hold groups. */
export interface Membership {
  /** People in the group, directly or through groups within it. */
  readonly membersOf: (groupId: string) => readonly PersonId[]
  /** The group and every group within it. */
  readonly within: (groupId: string) => readonly string[]
  /** The group and every group that holds it. */
  readonly around: (groupId: string) => readonly string[]
  /** Groups the person is in, directly or through groups. */
  readonly groupsOf: (personId: PersonId) => readonly string[]
}

export function createMembership(groups: readonly GroupConfig[]): Membership {
  const children = new Map(groups.map((group) => [group.id, group.members]))
  const within = new Map(groups.map((group) => [group.id, [...reach(group.id, children)]]))
  const members = new Map<string, readonly PersonId[]>()
  const around = new Map<string, string[]>()
  const groupsOf = new Map<PersonId, string[]>()

  for (const [groupId, reached] of within) {
    const people = new Set(reached.flatMap((id) => children.get(id) ?? []).filter((id) => !children.has(id)))
    members.set(groupId, [...people])
    for (const personId of people) append(groupsOf, personId, groupId)
    for (const inner of reached) append(around, inner, groupId)
  }

  return {
    membersOf: (groupId) => members.get(groupId) ?? [],
    within: (groupId) => within.get(groupId) ?? [],
    around: (groupId) => around.get(groupId) ?? [],
    groupsOf: (personId) => groupsOf.get(personId) ?? [],
  }
}

/** Groups that hold themselves, each with the way back to it. */
export function membershipCycles(groups: readonly GroupConfig[]): readonly (readonly string[])[] {
  const children = new Map(groups.map((group) => [group.id, group.members]))
  const finished = new Set<string>()
  const cycles: string[][] = []

  function visit(id: string, path: readonly string[]): void {
    if (path.includes(id)) {
      cycles.push([...path.slice(path.indexOf(id)), id])
      return
    }
    if (finished.has(id)) return
    for (const child of children.get(id) ?? []) if (children.has(child)) visit(child, [...path, id])
    finished.add(id)
  }

  for (const group of groups) visit(group.id, [])
  return cycles
}

function reach(start: string, children: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const seen = new Set([start])
  // A set grows while it is walked: what is added is walked too.
  for (const id of seen) for (const child of children.get(id) ?? []) if (children.has(child)) seen.add(child)
  return seen
}

function append<K>(map: Map<K, string[]>, key: K, value: string): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
