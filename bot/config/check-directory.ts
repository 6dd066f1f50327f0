import { type LocalDirectoryConfig, localDirectoryConfig } from '../../adapters/local/config.ts'
import { type People, readPeople } from './principals.ts'
import type { Finding, Path } from './problem.ts'
import { entriesOf, listOf, textsOf } from './raw.ts'
import type { RoleLookup } from './roles.ts'
import { nearest } from './suggest.ts'

/** The local directory's own check of its references; the caller brings it, so that reading loads no adapter. */
export type CheckDirectory = (
  config: LocalDirectoryConfig,
  resolveRole: (nameOrId: string) => string | null,
) => { readonly problems: readonly { readonly path: Path; readonly message: string }[] }

const SECTIONS = ['people', 'groups', 'scopes', 'eligible', 'standing'] as const

/** Problems of names and references within the section `directory`, also while other parts of it are malformed. */
export function checkDirectory(root: unknown, roles: RoleLookup, check: CheckDirectory): Finding[] {
  const directory = entriesOf(entriesOf(root)['directory'])
  const kept = SECTIONS.map((section) => ({ section, items: usableItems(section, directory[section]) }))
  const usable = Object.fromEntries(kept.map(({ section, items }) => [section, items.map(({ value }) => value)]))
  const parsed = localDirectoryConfig.safeParse({ kind: 'local', ...usable })
  if (!parsed.success || directory['kind'] !== 'local') return []
  const originalPath = ([section, index, ...rest]: Path): Path => {
    const item = kept.find((entry) => entry.section === section)?.items[Number(index)]
    return ['directory', String(section), item?.index ?? 0, ...rest]
  }
  const { problems } = check(parsed.data, (name) => {
    const role = roles.find(name)
    return role?.isAssignable ? role.roleDefinitionId : null
  })
  const known = readPeople(root)
  return problems.map(({ path, message }) => {
    const original = originalPath(path)
    return { path: original, message: `${message}.`, fix: suggestion(original, message, root, known, roles) }
  })
}

interface Item {
  /** Where it stands in the file. */
  readonly index: number
  readonly value: unknown
}

/** Items as they are; malformed ones with as much of them as others refer to, or left out. */
function usableItems(section: (typeof SECTIONS)[number], list: unknown): Item[] {
  return listOf(list).flatMap((item, index) => {
    const isWhole = (value: unknown) => localDirectoryConfig.safeParse({ kind: 'local', [section]: [value] }).success
    if (isWhole(item)) return [{ index, value: item }]
    const value = standIn(section, entriesOf(item))
    return isWhole(value) ? [{ index, value }] : []
  })
}

function standIn(section: (typeof SECTIONS)[number], item: ReturnType<typeof entriesOf>): unknown {
  const { id } = item
  if (section === 'people') return { id, displayName: id, userPrincipalName: id }
  if (section === 'scopes') return { id, displayName: id }
  return section === 'groups'
    ? { id, displayName: id, members: textsOf(item['members']).map(({ text }) => text) }
    : null
}

function suggestion(path: Path, message: string, root: unknown, known: People, roles: RoleLookup): string {
  const given = path.reduce<unknown>(
    (value, step) => (Array.isArray(value) ? value[Number(step)] : entriesOf(value)[step]),
    root,
  )
  if (typeof given !== 'string' || !message.startsWith('Unknown')) return ''
  const [people, groups] = [[...known.people.keys()], [...known.groups.keys()]]
  const names = path.includes('members')
    ? [...people, ...groups]
    : { role: roles.names, person: people, group: groups }[String(path.at(-1))]
  const near = nearest(given, names ?? [])
  return near === null ? '' : `Did you mean "${near}"?`
}
