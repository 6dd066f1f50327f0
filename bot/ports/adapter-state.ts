import type { Instant, Json } from '../domain/values.ts'

export interface StateRecord {
  readonly key: string
  readonly value: Json
  /** Starts at 1, grows by one with each write. */
  readonly version: number
  readonly expiresAt: Instant | null
}

export interface StateWrite {
  readonly namespace: string
  readonly key: string
  readonly value: Json
  /** Compare-and-set: the version read before, 0 for "must not exist", null for "whatever is there". */
  readonly expectedVersion: number | null
  /** A record past this instant is as good as gone, also for `expectedVersion` 0. */
  readonly expiresAt?: Instant | null
  /** Encrypted at rest with the installation's key. */
  readonly secret?: boolean
}

export type StateOutcome = { readonly outcome: 'saved'; readonly version: number } | { readonly outcome: 'conflict' }

/** Durable state of adapters: records in namespaces, written one at a time. */
export interface AdapterState {
  get(namespace: string, key: string): Promise<StateRecord | null>
  put(write: StateWrite): Promise<StateOutcome>
  /** True if something was removed; with `expectedVersion`, only that version is. */
  remove(namespace: string, key: string, expectedVersion?: number): Promise<boolean>
  /** Records whose key starts with `prefix`, in key order (by UTF-8 bytes), after the key `after`. */
  list(
    namespace: string,
    query?: {
      readonly prefix?: string
      readonly after?: string
      readonly limit?: number
      readonly descending?: boolean
    },
  ): Promise<readonly StateRecord[]>
}
