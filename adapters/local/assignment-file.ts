import { isDeepStrictEqual } from 'node:util'
import type { AdapterState, Instant } from '../../bot/index.ts'
import {
  type AppliedFile,
  type DirectoryDifference,
  differencesBetween,
  NOTHING_APPLIED,
  parseAppliedFile,
  toAppliedFile,
} from './applied-file.ts'
import type { LocalDirectoryConfig } from './config.ts'
import type { AssignmentEntry, DirectoryModel } from './model.ts'
import { allRecords } from './pages.ts'

const APPLIED = 'local-directory/applied'
const REMOVED = 'local-directory/removed'

/** Told what is about to change, before anything is written: a crash in between says it twice rather than never. */
export type RecordDifferences = (differences: readonly DirectoryDifference[]) => Promise<void>

/** Assignments of the file, less those that the product removed. */
export interface AssignmentFile {
  entries(): Promise<readonly AssignmentEntry[]>
  /** When the entry was first applied; null where it never was. */
  since(entry: AssignmentEntry): Instant | null
  /** Stays removed for as long as the file goes on naming it. */
  remove(entry: AssignmentEntry, now: Instant): Promise<void>
  apply(now: Instant, record: RecordDifferences): Promise<readonly DirectoryDifference[]>
}

interface Loaded {
  readonly applied: AppliedFile
  readonly removed: Set<string>
}

export function createAssignmentFile(
  config: LocalDirectoryConfig,
  model: DirectoryModel,
  state: AdapterState,
): AssignmentFile {
  let loading: Promise<Loaded> | null = null
  let inForce: readonly AssignmentEntry[] | null = null
  let applied: AppliedFile = NOTHING_APPLIED

  async function load(): Promise<Loaded> {
    loading ??= read(state).catch((error: unknown) => {
      loading = null
      throw error
    })
    const loaded = await loading
    applied = loaded.applied
    return loaded
  }

  async function apply(now: Instant, record: RecordDifferences): Promise<readonly DirectoryDifference[]> {
    loading = null
    inForce = null
    const { applied: before, removed } = await load()
    const after = toAppliedFile(config, model.entries, before, now)
    const differences = differencesBetween(before, after, removed)
    if (differences.length > 0) await record(differences)
    for (const key of removed) {
      if (after.assignments[key] === undefined) await state.remove(REMOVED, key)
    }
    if (!isDeepStrictEqual(before, after)) {
      await state.put({ namespace: APPLIED, key: 'file', value: after, expectedVersion: null })
    }
    loading = null
    await load()
    return differences
  }

  return {
    async entries() {
      const { removed } = await load()
      inForce ??= model.entries.filter((entry) => !removed.has(entry.key))
      return inForce
    },
    since: (entry) => applied.assignments[entry.key]?.since ?? null,
    async remove(entry, now) {
      const { removed } = await load()
      await state.put({ namespace: REMOVED, key: entry.key, value: { at: now }, expectedVersion: null })
      removed.add(entry.key)
      inForce = null
    },
    apply,
  }
}

async function read(state: AdapterState): Promise<Loaded> {
  const file = await state.get(APPLIED, 'file')
  const removed = new Set<string>()
  for await (const record of allRecords(state, REMOVED)) removed.add(record.key)
  return { applied: file ? parseAppliedFile(file.value) : NOTHING_APPLIED, removed }
}
