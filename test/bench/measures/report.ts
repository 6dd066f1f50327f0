import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { stringify } from 'yaml'
import { readInstallationKey } from '../../../adapters/step-up/index.ts'
import { type Measured, ms, round, thousands } from '../figures.ts'
import { directorySection } from '../organisation.ts'
import type { Measure } from '../run-measure.ts'
import { copyOf } from '../seeds.ts'
import { USAGE_PEOPLE, usageSeed } from './usage.ts'

const FORMATS = ['html', 'csv', 'json', 'ndjson'] as const
const HOOK = new URL('../processes/resident-hook.ts', import.meta.url).pathname
const PROGRAM = new URL('../../../bot/cli.ts', import.meta.url).pathname
const LONGEST_MS = 15_000
const MOST_BYTES = 200 * 2 ** 20
const PERIOD = ['--from', '2026-04-04', '--to', '2026-05-04']

/** `elevate report` of a whole long log, in each format: how long it takes and how much memory the process ever holds. */
export const report: Measure = {
  name: 'report',
  run: async (ask) => {
    const { many } = ask.scale.auditEvents
    const folder = await copyOf(ask, 'report', `month-${many}`, usageSeed(many))
    await readInstallationKey({ dataDir: folder, mayCreate: true })
    const config = join(folder, 'elevate.yaml')
    writeFileSync(config, stringify(configuration(folder)))
    const bareMs = bareRead(folder)
    const rows: Measured[] = []
    for (const format of FORMATS) rows.push(await measure(folder, config, format, many, bareMs))
    return rows
  },
}

async function measure(folder: string, config: string, format: string, events: number, bareMs: number) {
  const [figure, written] = [join(folder, 'resident.txt'), join(folder, `report.${format}`)]
  const file = openSync(written, 'w', 0o600)
  const start = performance.now()
  const args = ['--import', HOOK, PROGRAM, 'report', ...PERIOD, '--format', format, '--config', config]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', file, 'inherit'],
    env: { ...process.env, BENCH_RESIDENT: figure },
  })
  const [code] = await once(child, 'exit')
  const tookMs = performance.now() - start
  closeSync(file)
  if (code !== 0) throw new Error(`elevate report ended with ${code}`)
  const resident = Number(readFileSync(figure, 'utf8'))
  const bytes = statSync(written).size
  rmSync(written)
  return {
    title: `elevate report of ${thousands(events)} audit events, ${format}`,
    budget: '≤ 15 s within 200 MB',
    figure: `${ms(tookMs)}, ${megabytes(resident)} resident at most; ${megabytes(bytes)} written`,
    limit: `${ms(bareMs)}: bare Node reads and parses the same rows`,
    ratio: round(tookMs / bareMs),
    met: tookMs <= LONGEST_MS && resident <= MOST_BYTES,
    details: { format, tookMs, residentBytes: resident, writtenBytes: bytes },
  }
}

function configuration(dataDir: string): object {
  return {
    dataDir,
    directory: directorySection(USAGE_PEOPLE),
    chat: { web: { enabled: true } },
    channels: { feed: ['web:security-feed'], alerts: ['web:security-alerts'] },
    roleSettings: [{ roles: ['*'], maximumDuration: 'PT8H', require: ['justificationOrTicket'] }],
    logLevel: 'error',
  }
}

function bareRead(folder: string): number {
  const db = new Database(join(folder, 'elevate.db'), { readonly: true })
  const start = performance.now()
  let rows = 0
  for (const row of db.prepare<[], { body: string }>('SELECT body FROM request_history ORDER BY seq').iterate()) {
    if (JSON.parse(row.body) !== null) rows += 1
  }
  db.close()
  if (rows === 0) throw new Error('There is nothing to report')
  return performance.now() - start
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`
}
