import type Database from 'better-sqlite3'
import { z } from 'zod'
import type { Instant } from '../../bot/domain/values.ts'
import type { AdapterState, StateOutcome, StateRecord, StateWrite } from '../../bot/ports/adapter-state.ts'
import { read } from './errors.ts'
import type { GroupCommit, Written } from './group-commit.ts'
import { damaged, stored, storedJson } from './json.ts'
import type { Sealing } from './sealing.ts'
import { conditionalQueries, type Named, prefixEnd, validKey } from './statements.ts'

/** Expired records that one write clears away beside its own work. */
const PURGED_PER_WRITE = 20

const COLUMNS = 'SELECT key, version, expires_at, value, sealed FROM adapter_state'
const UNEXPIRED = '(expires_at IS NULL OR expires_at > @now)'

const row = z.object({
  key: z.string(),
  version: z.number(),
  expires_at: z.number().nullable(),
  value: z.string().nullable(),
  sealed: z.instanceof(Buffer).nullable(),
})

export function createAdapterState(
  db: Database.Database,
  commits: GroupCommit,
  sealing: Sealing,
  now: () => Instant,
): AdapterState {
  const one = db.prepare(`${COLUMNS} WHERE namespace = @namespace AND key = @key AND ${UNEXPIRED}`)
  const put = preparePut(db, sealing)
  const remove = db.prepare(
    `DELETE FROM adapter_state WHERE namespace = @namespace AND key = @key AND ${UNEXPIRED}
       AND (@version IS NULL OR version = @version)`,
  )
  const query = conditionalQueries(db)

  return {
    get: (namespace, key) =>
      read(() => {
        const found = key.isWellFormed() ? one.get({ namespace, key, now: now() }) : undefined
        return found === undefined ? null : parse(namespace, found, sealing)
      }),
    put: (write) => commits.write(() => put(write, now())),
    remove: (namespace, key, expectedVersion) =>
      commits.write(() => {
        if (!key.isWellFormed()) return { answer: false, keep: false }
        const { changes } = remove.run({ namespace, key, now: now(), version: expectedVersion ?? null })
        return { answer: changes === 1, keep: true }
      }),
    list: (namespace, options = {}) =>
      read(() => {
        const { conditions, parameters } = range(namespace, now(), options)
        const order = `ORDER BY key ${options.descending ? 'DESC' : 'ASC'} LIMIT @limit`
        const found = query(COLUMNS, conditions, order).all({ ...parameters, limit: options.limit ?? -1 })
        return found.map((one) => parse(namespace, one, sealing))
      }),
  }
}

function preparePut(
  db: Database.Database,
  sealing: Sealing,
): (write: StateWrite, now: Instant) => Written<StateOutcome> {
  const purge = db.prepare(
    `DELETE FROM adapter_state WHERE (namespace, key) IN
       (SELECT namespace, key FROM adapter_state WHERE expires_at <= ? ORDER BY expires_at LIMIT ${PURGED_PER_WRITE})`,
  )
  const current = db
    .prepare(`SELECT version FROM adapter_state WHERE namespace = @namespace AND key = @key AND ${UNEXPIRED}`)
    .pluck()
  const set = db.prepare(
    `INSERT INTO adapter_state (namespace, key, version, expires_at, value, sealed)
     VALUES (@namespace, @key, @version, @expiresAt, @value, @sealed)
     ON CONFLICT (namespace, key) DO UPDATE SET version = excluded.version, expires_at = excluded.expires_at,
       value = excluded.value, sealed = excluded.sealed`,
  )

  return ({ namespace, key, value, expectedVersion, expiresAt = null, secret = false }, now) => {
    const at = { namespace: validKey(namespace), key: validKey(key) }
    const version = Number(current.get({ ...at, now }) ?? 0)
    if (expectedVersion !== null && expectedVersion !== version) return { answer: { outcome: 'conflict' }, keep: false }
    purge.run(now)
    const text = JSON.stringify(value)
    const content = secret
      ? { value: null, sealed: sealing.seal(text, place(namespace, key)) }
      : { value: text, sealed: null }
    set.run({ ...at, version: version + 1, expiresAt, ...content })
    return { answer: { outcome: 'saved', version: version + 1 }, keep: true }
  }
}

function range(namespace: string, now: Instant, options: NonNullable<Parameters<AdapterState['list']>[1]>) {
  const conditions = ['namespace = @namespace', UNEXPIRED]
  const parameters: { [name: string]: Named[string] } = { namespace, now }
  function add(condition: string, name: string, value: string): void {
    conditions.push(condition)
    parameters[name] = value
  }
  const end = prefixEnd(options.prefix ?? '')
  if (options.prefix !== undefined) add('key >= @prefix', 'prefix', options.prefix)
  if (end !== null) add('key < @end', 'end', end)
  if (options.after !== undefined) add(options.descending ? 'key < @after' : 'key > @after', 'after', options.after)
  return { conditions, parameters }
}

function parse(namespace: string, found: unknown, sealing: Sealing): StateRecord {
  const { key, version, expires_at, value, sealed } = stored(row, found, `state in ${namespace}`)
  const text = sealed === null ? value : sealing.open(sealed, place(namespace, key))
  if (text === null) throw damaged(`state ${namespace} ${key}`, 'has no value')
  return { key, version, expiresAt: expires_at, value: storedJson(text, `state ${namespace} ${key}`) }
}

/** What a sealed value is bound to. JSON keeps `a` + `bc` apart from `ab` + `c`. */
function place(namespace: string, key: string): string {
  return JSON.stringify([namespace, key])
}
