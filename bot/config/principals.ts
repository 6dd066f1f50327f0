import type { PrincipalRef } from '../domain/person.ts'
import type { Finding, Path } from './problem.ts'
import { entriesOf, listOf, textsOf } from './raw.ts'
import { parsePrincipal } from './scalars.ts'
import { didYouMean } from './suggest.ts'

/** Who there is, as far as the section `directory` can be read. */
export interface People {
  /** False where there is no directory to look names up in: then nothing is said about names. */
  readonly readable: boolean
  /** Ids of people; false for the disabled. */
  readonly people: ReadonlyMap<string, boolean>
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly emergencyAccounts: ReadonlySet<string>
}

export function readPeople(root: unknown): People {
  const directory = entriesOf(entriesOf(root)['directory'])
  const named = (list: unknown) =>
    listOf(list).flatMap((item) => {
      const entry = entriesOf(item)
      return typeof entry['id'] === 'string' ? [{ id: entry['id'], entry }] : []
    })
  return {
    readable: directory['kind'] === 'local',
    people: new Map(named(directory['people']).map(({ id, entry }) => [id, entry['disabled'] !== true])),
    groups: new Map(
      named(directory['groups']).map(({ id, entry }) => [id, textsOf(entry['members']).map(({ text }) => text)]),
    ),
    emergencyAccounts: new Set(textsOf(entriesOf(root)['emergencyAccounts']).map(({ text }) => text)),
  }
}

/** References to nobody, given twice, or to people who can never act. */
export function checkPrincipals(list: unknown, path: Path, known: People): Finding[] {
  const seen = new Set<string>()
  return textsOf(list).flatMap(({ index, text }) => {
    const ref = parsePrincipal(text)
    if (ref === null) return []
    const at = [...path, index]
    if (seen.has(text)) return [{ path: at, message: `${text} is listed twice.`, fix: 'Remove one of the two.' }]
    seen.add(text)
    return checkPrincipal(ref, at, known)
  })
}

function checkPrincipal(ref: PrincipalRef, path: Path, known: People): Finding[] {
  if (!known.readable) return []
  if (ref.kind === 'group') {
    if (known.groups.has(ref.groupId)) return []
    return [unknown('group', ref.groupId, path, [...known.groups.keys()])]
  }
  if (!known.people.has(ref.personId)) return [unknown('person', ref.personId, path, [...known.people.keys()])]
  if (!known.emergencyAccounts.has(ref.personId)) return []
  const message = `"${ref.personId}" is an emergency account: it never acts in Elevate.`
  return [{ path, message, fix: 'Name somebody else, or remove it from emergencyAccounts.' }]
}

export function unknown(what: string, id: string, path: Path, known: readonly string[]): Finding {
  const fix = didYouMean(id, known, `Add it under directory, or name another ${what}.`)
  return { path, message: `There is no ${what} "${id}" in the directory.`, fix }
}

/** Everybody whom these references name and who can act, groups within groups included. */
export function peopleNamedBy(list: unknown, known: People): ReadonlySet<string> {
  const found = new Set<string>()
  const visited = new Set<string>()
  const add = (id: string): void => {
    if (visited.has(id)) return
    visited.add(id)
    if (known.people.get(id) === true && !known.emergencyAccounts.has(id)) found.add(id)
    for (const member of known.groups.get(id) ?? []) add(member)
  }
  for (const { text } of textsOf(list)) {
    const ref = parsePrincipal(text)
    if (ref !== null) add(ref.kind === 'person' ? ref.personId : ref.groupId)
  }
  return found
}
