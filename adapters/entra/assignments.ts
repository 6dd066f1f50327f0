import type { z } from 'zod'
import {
  type Activatable,
  activatableKey,
  DirectoryUnavailable,
  type EligibleAssignment,
  type Instant,
  type PersonId,
  sameActivatable,
} from '../../bot/index.ts'
import type { Read } from './graph/batched-reads.ts'
import type { GraphClient } from './graph/client.ts'
import * as paths from './graph/paths.ts'
import { activeGroupShape, activeRoleShape, eligibleGroupShape, eligibleRoleShape, readAs } from './graph/shapes.ts'
import { allPages, type People } from './people.ts'

/** One row of what is in force, as Graph has it: of a person, or of a group that people are in. */
export interface Instance {
  readonly id: string
  /** Also the id of the request that made it. */
  readonly scheduleId: string
  readonly principalId: string
  readonly activatable: Activatable
  readonly type: 'assigned' | 'activated'
  readonly startedAt: Instant | null
  /** Null: standing. */
  readonly endsAt: Instant | null
}

export interface Assignments {
  eligible(personId: PersonId): Promise<readonly EligibleAssignment[]>
  /** Eligible assignments of everybody, those of groups as their members'. */
  allEligible(): Promise<readonly EligibleAssignment[]>
  /** In force for one person, rows of their groups included. */
  active(personId: PersonId): Promise<readonly Instance[]>
  /** All that is in force. */
  allActive(): Promise<readonly Instance[]>
  /** In force for exactly this principal and activatable. */
  find(personId: PersonId, activatable: Activatable): Promise<readonly Instance[]>
}

interface Sources {
  readonly graph: GraphClient
  readonly read: Read
  readonly people: People
  /** Groups of PIM for Groups that people join through Elevate. */
  readonly groupIds: readonly string[]
  readonly now: () => Instant
}

export function createAssignments(sources: Sources): Assignments {
  const { graph, groupIds } = sources
  return {
    eligible: (personId) => eligibleOf(sources, personId),
    allEligible: () => allEligible(sources),
    active: (personId) => activeOf(sources, personId),
    allActive: async () => {
      const lists = [paths.activeRoles(), ...groupIds.map(paths.activeInGroup)]
      const rows = await Promise.all(lists.map(async (path) => there(await graph.list(path))))
      return rows.flat().map(toInstance)
    },
    find: async (personId, activatable) => {
      const path =
        activatable.kind === 'role'
          ? paths.activeRoles(personId, activatable.roleDefinitionId)
          : paths.activeInGroup(activatable.groupId)
      const rows = there(await allPages(graph, sources.read, path)).map(toInstance)
      return rows.filter((row) => row.principalId === personId && sameActivatable(row.activatable, activatable))
    },
  }
}

async function eligibleOf(sources: Sources, personId: PersonId): Promise<readonly EligibleAssignment[]> {
  const groups = await sources.people.groupsOf(personId)
  if (groups === null) return []
  const holders = [personId, ...groups.filter(({ isAssignableToRole }) => isAssignableToRole).map(({ id }) => id)]
  const own = new Set([personId, ...groups.map(({ id }) => id)])
  const rows = await readAll(sources, [
    ...holders.map((id) => paths.eligibleRoles(id)),
    ...sources.groupIds.map(paths.eligibleInGroup),
  ])
  const found = rows.map(toEligible).filter(({ principalId }) => own.has(principalId))
  return longest(
    found.map((row) => ({ ...row, personId })),
    sources.now(),
  )
}

async function allEligible(sources: Sources): Promise<readonly EligibleAssignment[]> {
  const rows = (await readAll(sources, [paths.eligibleRoles(), ...sources.groupIds.map(paths.eligibleInGroup)])).map(
    toEligible,
  )
  const held = await Promise.all(
    rows.map(async (row) =>
      (await holdersOf(sources.people, row.principalId)).map((personId) => ({ ...row, personId })),
    ),
  )
  return longest(held.flat(), sources.now())
}

/** The people behind a principal: itself, or a group's members; nobody for an application. */
export async function holdersOf(people: People, principalId: string): Promise<readonly PersonId[]> {
  const kind = await people.kindOf(principalId)
  if (kind === 'other') return []
  return kind === 'person' ? [principalId] : people.membersOf(principalId)
}

async function activeOf(sources: Sources, personId: PersonId): Promise<readonly Instance[]> {
  const groups = await sources.people.groupsOf(personId)
  if (groups === null) return []
  const holders = [personId, ...groups.filter(({ isAssignableToRole }) => isAssignableToRole).map(({ id }) => id)]
  const own = new Set([personId, ...groups.map(({ id }) => id)])
  const rows = await readAll(sources, [
    ...holders.map((id) => paths.activeRoles(id)),
    ...sources.groupIds.map(paths.activeInGroup),
  ])
  return rows.map(toInstance).filter(({ principalId }) => own.has(principalId))
}

async function readAll({ graph, read }: Sources, all: readonly string[]): Promise<readonly unknown[]> {
  const lists = await Promise.all(all.map(async (path) => there(await allPages(graph, read, path))))
  return lists.flat()
}

/** These lists always exist, if only empty: "not found" is no answer, and must not pass for nothing held. */
export function there(rows: readonly unknown[] | null): readonly unknown[] {
  if (rows === null) throw new DirectoryUnavailable('Graph says that a list of assignments does not exist')
  return rows
}

type Row = { readonly principalId: string; readonly activatable: Activatable; readonly endsAt: Instant | null }

function toEligible(row: unknown): Row {
  const isRole = isOfRole(row)
  const read = isRole
    ? readAs(eligibleRoleShape, row, 'an eligible assignment')
    : readAs(eligibleGroupShape, row, 'an eligible assignment')
  return { principalId: read.principalId, activatable: toActivatable(read), endsAt: read.endDateTime }
}

/** Someone eligible twice for the same is so until the later end. */
function longest(rows: readonly (Row & { personId: PersonId })[], now: Instant): readonly EligibleAssignment[] {
  const found = new Map<string, EligibleAssignment>()
  for (const { personId, activatable, endsAt } of rows) {
    if (endsAt !== null && endsAt <= now) continue
    const key = `${personId}/${activatableKey(activatable)}`
    const other = found.get(key)
    const later = other?.endsAt === null || endsAt === null ? null : Math.max(other?.endsAt ?? 0, endsAt)
    found.set(key, { personId, activatable, endsAt: other ? later : endsAt })
  }
  return [...found.values()]
}

function toInstance(row: unknown): Instance {
  const read = isOfRole(row)
    ? readAs(activeRoleShape, row, 'an active assignment')
    : readAs(activeGroupShape, row, 'an active assignment')
  return {
    id: read.id,
    scheduleId: 'roleAssignmentScheduleId' in read ? read.roleAssignmentScheduleId : read.assignmentScheduleId,
    principalId: read.principalId,
    activatable: toActivatable(read),
    type: read.assignmentType === 'activated' ? 'activated' : 'assigned',
    startedAt: read.startDateTime,
    endsAt: read.endDateTime,
  }
}

type Target =
  | Pick<z.output<typeof eligibleRoleShape>, 'roleDefinitionId' | 'directoryScopeId'>
  | Pick<z.output<typeof eligibleGroupShape>, 'groupId' | 'accessId'>

function toActivatable(target: Target): Activatable {
  return 'groupId' in target
    ? { kind: 'group', groupId: target.groupId, access: target.accessId }
    : { kind: 'role', roleDefinitionId: target.roleDefinitionId, scope: target.directoryScopeId }
}

function isOfRole(row: unknown): boolean {
  return typeof row === 'object' && row !== null && 'roleDefinitionId' in row
}
