import type { AdapterState, Instant, Json, StateRecord, StateWrite } from '../../bot/index.ts'

export interface MemoryState extends AdapterState {
  /** Everything that is stored, for comparing before and after. */
  snapshot(): { readonly [namespaceAndKey: string]: { readonly value: Json; readonly version: number } }
  /** Runs before every call: throw in it to be a store that fails, await in it to be one that is slow. */
  before: (call: 'get' | 'put' | 'remove' | 'list', namespace: string) => void | Promise<void>
  /** Writes that were tried with `secret: true`. */
  readonly secrets: Set<string>
}

interface Row {
  readonly json: string
  readonly version: number
  readonly expiresAt: Instant | null
}

/** The port `adapter-state` in memory, with its compare-and-set and expiry. Values are kept as JSON, as a store would. */
export function createMemoryState(now: () => Instant = () => 0): MemoryState {
  const namespaces = new Map<string, Map<string, Row>>()
  let ordered: { readonly namespace: string; readonly keys: readonly string[] } | null = null

  function rowsOf(namespace: string): Map<string, Row> {
    const rows = namespaces.get(namespace) ?? new Map<string, Row>()
    namespaces.set(namespace, rows)
    return rows
  }

  function live(namespace: string, key: string): Row | null {
    const row = rowsOf(namespace).get(key)
    return row && (row.expiresAt === null || row.expiresAt > now()) ? row : null
  }

  function keysOf(namespace: string): readonly string[] {
    if (ordered?.namespace !== namespace) {
      const keys = [...rowsOf(namespace).keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      ordered = { namespace, keys }
    }
    return ordered.keys
  }

  function recordOf(key: string, row: Row): StateRecord {
    return { key, value: JSON.parse(row.json), version: row.version, expiresAt: row.expiresAt }
  }

  const state: MemoryState = {
    before: () => {},
    secrets: new Set(),
    snapshot: () =>
      Object.fromEntries(
        [...namespaces].flatMap(([namespace, rows]) =>
          [...rows].map(([key, row]) => [`${namespace} ${key}`, { value: JSON.parse(row.json), version: row.version }]),
        ),
      ),
    async get(namespace, key) {
      await state.before('get', namespace)
      const row = live(namespace, key)
      return row && recordOf(key, row)
    },
    async put(write: StateWrite) {
      await state.before('put', write.namespace)
      const { namespace, key, value, expectedVersion, expiresAt = null, secret = false } = write
      if (key === '' || !key.isWellFormed()) throw Object.assign(new Error('Not a key'), { code: 'invalidKey' })
      const version = live(namespace, key)?.version ?? 0
      if (expectedVersion !== null && expectedVersion !== version) return { outcome: 'conflict' }
      if (secret) state.secrets.add(`${namespace} ${key}`)
      if (!rowsOf(namespace).has(key)) ordered = null
      rowsOf(namespace).set(key, { json: JSON.stringify(value), version: version + 1, expiresAt })
      return { outcome: 'saved', version: version + 1 }
    },
    async remove(namespace, key, expectedVersion) {
      await state.before('remove', namespace)
      const row = live(namespace, key)
      if (!row || (expectedVersion !== undefined && expectedVersion !== row.version)) return false
      ordered = null
      return rowsOf(namespace).delete(key)
    },
    async list(namespace, { prefix = '', after, limit = Number.POSITIVE_INFINITY, descending = false } = {}) {
      await state.before('list', namespace)
      const keys = descending ? keysOf(namespace).toReversed() : keysOf(namespace)
      const found: StateRecord[] = []
      let from = after === undefined || descending ? 0 : firstAfter(keys, after)
      for (; from < keys.length && found.length < limit; from++) {
        const key = keys[from] ?? ''
        if (!key.startsWith(prefix) || (after !== undefined && descending && compareBytes(key, after) >= 0)) continue
        const row = live(namespace, key)
        if (row) found.push(recordOf(key, row))
      }
      return found
    },
  }
  return state
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function firstAfter(keys: readonly string[], after: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareBytes(keys[middle] ?? '', after) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
