import type { z } from 'zod'
import type { Group, Instant, Language, Person, PersonId } from '../../bot/index.ts'
import type { Read } from './graph/batched-reads.ts'
import { type GraphClient, pageOf } from './graph/client.ts'
import * as paths from './graph/paths.ts'
import { memberShape, namedShape, readAs, userShape } from './graph/shapes.ts'

/** A list of everybody serves suggestions and names; what a person may do is asked for them alone, each time. */
const EVERYBODY_KEPT_MS = 60_000

export interface People {
  person(id: PersonId): Promise<Person | null>
  everybody(): Promise<readonly Person[]>
  group(id: string): Promise<Group | null>
  membersOf(groupId: string): Promise<readonly PersonId[]>
  /** Groups that a person is in, directly or through groups; null where there is no such person. */
  groupsOf(personId: PersonId): Promise<readonly MemberOf[] | null>
  scopeName(scope: string): Promise<string | null>
  /** What an id of an assignment stands for. */
  kindOf(principalId: string): Promise<'person' | 'group' | 'other'>
}

export interface MemberOf {
  readonly id: string
  /** Only such a group can hold or be eligible for a role. */
  readonly isAssignableToRole: boolean
}

export function createPeople(graph: GraphClient, read: Read, now: () => Instant): People {
  const kinds = new Map<string, 'person' | 'group'>()
  let everybody: { readonly at: Instant; readonly people: Promise<readonly Person[]> } | null = null

  async function listEverybody(): Promise<readonly Person[]> {
    const rows = (await graph.list(paths.USERS)) ?? []
    return rows.flatMap((row) => toPerson(row) ?? [])
  }

  async function groupNamed(id: string): Promise<Group | null> {
    const found = await read(paths.group(id))
    if (found === null) return null
    const { displayName } = readAs(namedShape, found, 'a group')
    return { id, displayName: displayName ?? id }
  }

  async function kindOf(id: string): Promise<'person' | 'group' | 'other'> {
    const known = kinds.get(id)
    if (known) return known
    const kind = (await read(paths.user(id))) ? 'person' : (await read(paths.group(id))) ? 'group' : 'other'
    if (kind !== 'other') kinds.set(id, kind)
    return kind
  }

  return {
    person: async (id) => toPerson(await read(paths.user(id))),
    everybody: () => {
      if (everybody === null || now() - everybody.at >= EVERYBODY_KEPT_MS) {
        const people = listEverybody()
        everybody = { at: now(), people }
        people.catch(() => {
          everybody = null
        })
      }
      return everybody.people
    },
    group: groupNamed,
    membersOf: async (groupId) => {
      const rows = (await graph.list(paths.membersOf(groupId))) ?? []
      return rows.map((row) => readAs(memberShape, row, 'a member')).flatMap((it) => (isUser(it) ? [it.id] : []))
    },
    groupsOf: async (personId) => {
      const rows = await allPages(graph, read, paths.memberOf(personId))
      return rows === null ? null : rows.map((row) => readAs(memberShape, row, 'a group')).flatMap(toMemberOf)
    },
    scopeName: (scope) => scopeName(read, scope),
    kindOf,
  }
}

/**
 * Of a unit, or of the one group or person that a role is limited to. Any other object stays nameless: reading all kinds
 * takes `Directory.Read.All`. https://learn.microsoft.com/graph/api/directoryobject-get
 */
async function scopeName(read: Read, scope: string): Promise<string | null> {
  const [, unit, object] = /^\/(?:administrativeUnits\/([^/]+)|([^/]+))$/.exec(scope) ?? []
  const id = unit ?? object
  if (id === undefined) return null
  const from = unit === undefined ? [paths.group(id), paths.user(id)] : [paths.unit(id)]
  const found = (await Promise.all(from.map(read))).find((each) => each !== null)
  return found === undefined ? null : readAs(namedShape, found, 'a scope').displayName
}

/** The first page within a batch, the rest one by one; null where what the list hangs on does not exist. */
export async function allPages(graph: GraphClient, read: Read, path: string): Promise<readonly unknown[] | null> {
  const first = await read(path)
  if (first === null) return null
  const page = pageOf(first)
  return page['@odata.nextLink'] === undefined ? page.value : graph.list(path)
}

/** Guests are nobody here, whatever they are eligible for. */
function toPerson(found: unknown): Person | null {
  if (found === null) return null
  const user = readAs(userShape, found, 'a user')
  if (user.userType === 'guest') return null
  return {
    id: user.id,
    displayName: user.displayName ?? user.userPrincipalName,
    userPrincipalName: user.userPrincipalName,
    enabled: user.accountEnabled,
    language: languageOf(user.preferredLanguage),
    timeZone: null,
  }
}

function languageOf(tag: string | null): Language | null {
  const language = tag?.toLowerCase().split('-')[0]
  return language === 'fr' || language === 'en' ? language : null
}

type Member = z.output<typeof memberShape>

function isUser(member: Member): boolean {
  return member['@odata.type'] === '#microsoft.graph.user'
}

function toMemberOf(member: Member): MemberOf[] {
  if (member['@odata.type'] !== '#microsoft.graph.group') return []
  return [{ id: member.id, isAssignableToRole: member.isAssignableToRole === true }]
}
