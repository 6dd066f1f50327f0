/**
 * `npm run bench`: measures what the design promises, each beside what this machine can do at all in the same run.
 *   node test/bench/run.ts [--only <name>]... [--keep] [--quick] [--disk <folder>] [--profile <folder>]
 * A full run writes the table and the raw figures into docs/; any other prints them. With --keep what was measured alone
 * takes its place among those figures, with its own date.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Measured } from './figures.ts'
import { load, machineFacts } from './machine.ts'
import { MEASURES } from './measures.ts'
import { type Report, tableOf, withRows, withTable } from './report.ts'
import { runMeasure } from './run-measure.ts'
import { SCALES } from './scale.ts'

const PAGE = new URL('../../docs/bench.md', import.meta.url)
const RAW = new URL('../../docs/bench.json', import.meta.url)

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    keep: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    disk: { type: 'string', default: tmpdir() },
    profile: { type: 'string' },
  },
})

const unknown = values.only?.find((name) => !MEASURES.some((measure) => measure.name === name))
if (unknown === undefined) await measureAll()
else {
  console.error(`There is no measure "${unknown}". There are: ${MEASURES.map(({ name }) => name).join(', ')}.`)
  process.exitCode = 2
}

async function measureAll(): Promise<void> {
  const folder = mkdtempSync(join(values.disk, 'elevate-bench-'))
  try {
    const before = load()
    const rows = await measureIn(folder)
    const report = {
      scale: scale().name,
      measuredOn: today(),
      machine: machineFacts(),
      load: { before, after: load() },
    }
    finish({ ...report, rows })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureIn(folder: string): Promise<readonly Measured[]> {
  const rows: Measured[] = []
  const execArgv = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]
  for (const { name } of MEASURES.filter((each) => values.only?.includes(each.name) ?? true)) {
    const start = performance.now()
    rows.push(...(await runMeasure({ name, scale: scale(), folder, seeds: join(folder, 'seeds') }, execArgv)))
    console.error(`${name}: ${Math.round((performance.now() - start) / 1000)} s`)
  }
  return rows
}

function finish(report: Report): void {
  console.log(tableOf(report))
  if (values.quick || values.profile !== undefined || (values.only && !values.keep)) return
  const whole = values.only ? withRows(JSON.parse(readFileSync(RAW, 'utf8')), report) : report
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), whole))
  writeFileSync(RAW, `${JSON.stringify(whole, null, 1)}\n`)
}

function scale() {
  return SCALES[values.quick ? 'quick' : 'full']
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}
