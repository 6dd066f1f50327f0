import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { openSqliteStore } from '../../../store/sqlite/index.ts'
import { freePort } from '../../process/server-process.ts'
import { type Measured, ms, round } from '../figures.ts'
import { directorySection, peopleFor } from '../organisation.ts'
import { answerOf, forkProgram, killed, type Measure } from '../run-measure.ts'
import { generateIn } from '../seeds.ts'

const REPOSITORY = new URL('../../..', import.meta.url).pathname
const PATIENCE_MS = 60_000
/** Time to start, be killed, and be dead when the ends come. */
const ENDS_AFTER_MS = 6000

/** `kill -9`, then a start of the real server: ready, and everything overdue recorded as ended. */
export const restart: Measure = {
  name: 'restart',
  run: async ({ folder, scale }) => {
    const bare: number[] = []
    const ours: { readyMs: number; doneMs: number }[] = []
    for (let run = 0; run <= scale.restarts; run += 1) {
      const bareMs = await bareStart()
      const one = await restartOnce(join(folder, `restart-${run}`), scale.overdue)
      // The first run fills the cache of compiled code.
      if (run > 0 || scale.restarts === 1) {
        bare.push(bareMs)
        ours.push(one)
      }
    }
    const limit = median(bare)
    const done = median(ours.map(({ doneMs }) => doneMs))
    const ready = median(ours.map(({ readyMs }) => readyMs))
    const row: Measured = {
      title: `kill -9 → serving, and ${scale.overdue} overdue expiries done (median of ${ours.length})`,
      budget: '≤ 1 s over bare Node importing the same packages',
      figure: `${ms(done - limit)} over; ready after ${ms(ready)}, all done after ${ms(done)}`,
      limit: `${ms(limit)}: bare Node, listening`,
      ratio: round(done / limit),
      met: done - limit <= 1000,
      details: { overdue: scale.overdue, bareMs: bare, runs: ours },
    }
    return [row]
  },
}

async function bareStart(): Promise<number> {
  const start = performance.now()
  const bare = forkProgram('bare-node')
  await answerOf(bare)
  const took = performance.now() - start
  await killed(bare)
  return took
}

async function restartOnce(folder: string, overdue: number): Promise<{ readyMs: number; doneMs: number }> {
  const people = peopleFor(overdue)
  const port = await freePort()
  mkdirSync(folder)
  const config = join(folder, 'elevate.yaml')
  writeFileSync(config, stringify(configuration(people)))
  const start = () => startServer(config, folder, port)

  const first = start()
  await isReady(port)
  await stopped(first)
  const at = Date.now()
  const ends = Array.from({ length: overdue }, () => at + ENDS_AFTER_MS)
  await generateIn(folder, { people, at, activeEnds: ends })
  const second = start()
  await isReady(port)
  await killed(second)
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, at + ENDS_AFTER_MS + 100 - Date.now())))

  const from = performance.now()
  const third = start()
  const [readyMs, doneMs] = await Promise.all([
    isReady(port).then(() => performance.now() - from),
    allEnded(folder).then(() => performance.now() - from),
  ])
  await killed(third)
  return { readyMs, doneMs: Math.max(readyMs, doneMs) }
}

function configuration(people: number): object {
  return {
    directory: directorySection(people),
    chat: { web: { enabled: true } },
    channels: { feed: ['web:security-feed'], alerts: ['web:security-alerts'] },
    roleSettings: [{ roles: ['*'], maximumDuration: 'PT8H', require: ['justificationOrTicket'] }],
    logLevel: 'error',
  }
}

function startServer(config: string, folder: string, port: number): ChildProcess {
  const env = { ...process.env, ELEVATE_CONFIG: config, ELEVATE_DATA: folder, ELEVATE_PORT: String(port) }
  return spawn(process.execPath, ['bot/main.ts'], { cwd: REPOSITORY, env, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function stopped(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await exited
}

async function isReady(port: number): Promise<void> {
  await eventually(() => {
    return new Promise((resolve) => {
      get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      }).once('error', () => resolve(false))
    })
  })
}

async function allEnded(folder: string): Promise<void> {
  const sqlite = openSqliteStore({ folder, readOnly: true, now: () => Date.now() })
  await eventually(async () => {
    const [one] = await sqlite.store.requests({ statuses: ['active'], limit: 1 })
    return one === undefined
  })
  await sqlite.close()
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    if (performance.now() > until) throw new Error(`Not so after ${PATIENCE_MS / 1000} seconds`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
