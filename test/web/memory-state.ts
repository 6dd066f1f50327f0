import type { AdapterState, StateRecord } from '../../bot/index.ts'

/** `adapter-state` in memory, as its port describes it; `failing` makes every write throw. */
export function createMemoryState(): AdapterState & { failing: boolean; readonly size: () => number } {
  const records = new Map<string, StateRecord & { readonly namespace: string }>()
  const at = (namespace: string, key: string) => `${namespace}\n${key}`
  return {
    failing: false,
    size: () => records.size,
    async get(namespace, key) {
      return records.get(at(namespace, key)) ?? null
    },
    async put({ namespace, key, value, expectedVersion, expiresAt = null }) {
      if (this.failing) throw new Error('disk full')
      const version = records.get(at(namespace, key))?.version ?? 0
      if (expectedVersion !== null && expectedVersion !== version) return { outcome: 'conflict' }
      records.set(at(namespace, key), {
        namespace,
        key,
        value: structuredClone(value),
        version: version + 1,
        expiresAt,
      })
      return { outcome: 'saved', version: version + 1 }
    },
    async remove(namespace, key) {
      return records.delete(at(namespace, key))
    },
    async list(namespace, { prefix = '', after = '', limit = Number.POSITIVE_INFINITY, descending = false } = {}) {
      const found = [...records.values()]
        .filter((record) => record.namespace === namespace && record.key.startsWith(prefix) && record.key > after)
        .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))
      return (descending ? found.reverse() : found).slice(0, limit)
    },
  }
}
