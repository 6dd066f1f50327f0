import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Instant, Json, JsonObject } from '../../bot/index.ts'
import type { LocalDirectoryConfig } from './config.ts'
import type { AssignmentEntry } from './model.ts'

/** One thing that the file now says otherwise than at the last start. `what` holds ids, never names of people. */
export interface DirectoryDifference {
  readonly kind: `${'person' | 'group' | 'eligible' | 'standing' | 'scope'}${'Added' | 'Removed' | 'Changed'}`
  readonly what: JsonObject
}

const json: z.ZodType<Json> = z.json()
const applied = z.object({
  people: z.record(z.string(), z.record(z.string(), json)),
  groups: z.record(z.string(), z.record(z.string(), json)),
  scopes: z.record(z.string(), z.string()),
  /** `since`: when the entry was first applied. */
  assignments: z.record(z.string(), z.object({ until: z.int().nullable(), since: z.int() })),
})

/** The file as it was applied: kept so that the next start can say what changed. */
export type AppliedFile = z.output<typeof applied>

export const NOTHING_APPLIED: AppliedFile = { people: {}, groups: {}, scopes: {}, assignments: {} }

export function parseAppliedFile(value: Json): AppliedFile {
  return applied.parse(value)
}

export function toAppliedFile(
  config: LocalDirectoryConfig,
  entries: readonly AssignmentEntry[],
  before: AppliedFile,
  now: Instant,
): AppliedFile {
  const file = {
    people: Object.fromEntries(config.people.map(({ id, ...rest }) => [id, rest])),
    groups: Object.fromEntries(config.groups.map(({ id, ...rest }) => [id, rest])),
    scopes: Object.fromEntries(config.scopes.map((scope) => [scope.id, scope.displayName])),
    assignments: Object.fromEntries(
      entries.map((entry) => [entry.key, { until: entry.until, since: before.assignments[entry.key]?.since ?? now }]),
    ),
  }
  // Options left out are undefined here and absent in what is read back: made alike before they are compared.
  return parseAppliedFile(JSON.parse(JSON.stringify(file)))
}

/** Assignments that the product had removed are gone already: that the file drops them too changes nothing. */
export function differencesBetween(
  before: AppliedFile,
  after: AppliedFile,
  removedInProduct: ReadonlySet<string>,
): DirectoryDifference[] {
  return [
    ...compare('person', before.people, after.people, changedFields),
    ...compare('group', before.groups, after.groups, changedMembers),
    ...compare('scope', before.scopes, after.scopes, () => ({})),
    ...(['eligible', 'standing'] as const).flatMap((kind) =>
      compare(
        kind,
        assignmentsOf(kind, before, removedInProduct),
        assignmentsOf(kind, after, removedInProduct),
        (was, is) => ({ untilBefore: was.until, until: is.until }),
      ),
    ),
  ]
}

function assignmentsOf(kind: string, file: AppliedFile, removedInProduct: ReadonlySet<string>) {
  return Object.fromEntries(
    Object.entries(file.assignments).filter(([key]) => key.startsWith(`${kind}/`) && !removedInProduct.has(key)),
  )
}

function compare<T>(
  kind: 'person' | 'group' | 'eligible' | 'standing' | 'scope',
  before: { readonly [id: string]: T },
  after: { readonly [id: string]: T },
  change: (was: T, is: T) => JsonObject,
): DirectoryDifference[] {
  const differences: DirectoryDifference[] = []
  for (const [id, is] of Object.entries(after)) {
    const was = before[id]
    if (was === undefined) differences.push({ kind: `${kind}Added`, what: { id } })
    else if (!isDeepStrictEqual(was, is)) differences.push({ kind: `${kind}Changed`, what: { id, ...change(was, is) } })
  }
  for (const id of Object.keys(before)) {
    if (after[id] === undefined) differences.push({ kind: `${kind}Removed`, what: { id } })
  }
  return differences
}

function changedFields(was: Record<string, Json>, is: Record<string, Json>): JsonObject {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return { fields: names.filter((name) => !isDeepStrictEqual(was[name], is[name])) }
}

function changedMembers(was: Record<string, Json>, is: Record<string, Json>): JsonObject {
  const [before, after] = [membersIn(was), membersIn(is)]
  return {
    ...changedFields(was, is),
    membersAdded: after.filter((member) => !before.includes(member)),
    membersRemoved: before.filter((member) => !after.includes(member)),
  }
}

function membersIn(group: Record<string, Json>): Json[] {
  const members = group['members']
  return Array.isArray(members) ? members : []
}
