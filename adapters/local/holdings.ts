import {
  type ActiveAssignment,
  activatableKey,
  type EligibleAssignment,
  type Instant,
  type PersonId,
  type PrincipalRef,
} from '../../bot/index.ts'
import type { Activation } from './activation-record.ts'
import type { Activations } from './activations.ts'
import type { AssignmentFile } from './assignment-file.ts'
import type { AssignmentEntry, DirectoryModel } from './model.ts'

/** Who belongs to which group and what that gives them, activated memberships included. */
export interface Holdings {
  members(groupId: string, now: Instant): Promise<readonly PersonId[]>
  eligible(personId: PersonId, now: Instant): Promise<readonly EligibleAssignment[]>
  standing(personId: PersonId | null, now: Instant): Promise<readonly ActiveAssignment[]>
}

/** End of a membership; null: for as long as the file says so. */
type Ends = ReadonlyMap<string, Instant | null>

interface Sources {
  readonly model: DirectoryModel
  readonly file: AssignmentFile
  readonly activations: Activations
  /** Groups that people may join. Few files have any; all others are answered from memory. */
  readonly joinable: ReadonlySet<string>
}

export function createHoldings(model: DirectoryModel, file: AssignmentFile, activations: Activations): Holdings {
  const joinable = new Set(model.entries.flatMap((entry) => joinedGroup(entry) ?? []))
  const sources = { model, file, activations, joinable }
  return {
    members: async (groupId, now) => [...(await memberEnds(sources, groupId, now)).keys()],
    eligible: (personId, now) => eligible(sources, personId, now),
    standing: (personId, now) => standing(sources, personId, now),
  }
}

async function entries({ file }: Sources, kind: AssignmentEntry['kind'], now: Instant): Promise<AssignmentEntry[]> {
  const all = await file.entries()
  return all.filter((entry) => entry.kind === kind && (entry.until === null || entry.until > now))
}

async function memberEnds(sources: Sources, groupId: string, now: Instant): Promise<Ends> {
  const { membership } = sources.model
  const ends = new Map<PersonId, Instant | null>(membership.membersOf(groupId).map((id) => [id, null]))
  const inner = new Set(membership.within(groupId).filter((id) => sources.joinable.has(id)))
  if (inner.size === 0) return ends
  for (const entry of await entries(sources, 'standing', now)) {
    if (inner.has(joinedGroup(entry) ?? '') && entry.holder.kind === 'person') {
      keepLater(ends, entry.holder.personId, entry.until)
    }
  }
  for (const id of inner) {
    for (const { personId, endsAt } of await sources.activations.joined(id, now)) {
      if (sources.model.people.has(personId)) keepLater(ends, personId, endsAt)
    }
  }
  return ends
}

async function groupEnds(sources: Sources, personId: PersonId, now: Instant): Promise<Ends> {
  const { membership } = sources.model
  const ends = new Map<string, Instant | null>(membership.groupsOf(personId).map((id) => [id, null]))
  if (sources.joinable.size === 0) return ends
  for (const entry of await entries(sources, 'standing', now)) {
    const joined = isPerson(entry.holder, personId) ? joinedGroup(entry) : null
    if (joined) for (const id of membership.around(joined)) keepLater(ends, id, entry.until)
  }
  for (const activation of await sources.activations.of(personId, now)) {
    const joined = joinedGroup(activation)
    if (joined) for (const id of membership.around(joined)) keepLater(ends, id, activation.endsAt)
  }
  return ends
}

async function eligible(sources: Sources, personId: PersonId, now: Instant): Promise<EligibleAssignment[]> {
  const groups = await groupEnds(sources, personId, now)
  const found = new Map<string, EligibleAssignment>()
  for (const { activatable, holder, until } of await entries(sources, 'eligible', now)) {
    const end = endFor(holder, personId, groups)
    if (end === undefined) continue
    const key = activatableKey(activatable)
    const other = found.get(key)
    const endsAt = earlier(until, end)
    found.set(key, { personId, activatable, endsAt: other ? later(other.endsAt, endsAt) : endsAt })
  }
  return [...found.values()]
}

async function standing(sources: Sources, personId: PersonId | null, now: Instant): Promise<ActiveAssignment[]> {
  const groups = personId === null ? null : await groupEnds(sources, personId, now)
  const found: ActiveAssignment[] = []
  for (const entry of await entries(sources, 'standing', now)) {
    const holders = personId && groups ? one(entry, personId, groups) : await everybody(sources, entry, now)
    for (const [holder, end] of holders) {
      found.push({
        id: entry.holder.kind === 'group' ? `${entry.key}/${holder}` : entry.key,
        personId: holder,
        activatable: entry.activatable,
        via: 'assigned',
        startedAt: sources.file.since(entry) ?? now,
        endsAt: earlier(entry.until, end),
        key: null,
      })
    }
  }
  return found
}

function one({ holder }: AssignmentEntry, personId: PersonId, groups: Ends): Ends {
  const end = endFor(holder, personId, groups)
  return new Map(end === undefined ? [] : [[personId, end]])
}

async function everybody(sources: Sources, { holder }: AssignmentEntry, now: Instant): Promise<Ends> {
  return holder.kind === 'person' ? new Map([[holder.personId, null]]) : memberEnds(sources, holder.groupId, now)
}

function joinedGroup({ activatable }: AssignmentEntry | Activation): string | null {
  return activatable.kind === 'group' && activatable.access === 'member' ? activatable.groupId : null
}

function isPerson(holder: PrincipalRef, personId: PersonId): boolean {
  return holder.kind === 'person' && holder.personId === personId
}

/** Until when the person is this holder; undefined where they are not. */
function endFor(holder: PrincipalRef, personId: PersonId, groups: Ends): Instant | null | undefined {
  if (holder.kind === 'group') return groups.get(holder.groupId)
  return holder.personId === personId ? null : undefined
}

function keepLater(ends: Map<string, Instant | null>, id: string, end: Instant | null): void {
  const known = ends.get(id)
  ends.set(id, known === undefined ? end : later(known, end))
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}

function later(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? null : Math.max(a, b)
}
