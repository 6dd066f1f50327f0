import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { plant } from './plant.ts'
import { PLANTED_BUGS, type PlantedBug } from './planted-bugs.ts'
import type { SimulationOptions, SimulationResult } from './simulate.ts'

/**
 *     npm run simulate -- --seeds 1000 [--seed 1] [--store sqlite] [--once]   every seed twice, or once
 *     npm run simulate -- --seed 42 --trace trace.txt                        one seed, its whole trace
 *     npm run simulate -- --planted [--only name] [--seeds 1000]             finds every planted bug
 *     --last-moments                                                         approvals come as windows close
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: 'memory' },
    once: { type: 'boolean', default: false },
    trace: { type: 'string' },
    planted: { type: 'boolean', default: false },
    only: { type: 'string' },
    plant: { type: 'string' },
    'last-moments': { type: 'boolean', default: false },
  },
})

const first = Number(values.seed)
const count = Number(values.seeds ?? (values.planted || values.plant !== undefined ? 1000 : 1))
if (![first, count].every((number) => Number.isSafeInteger(number) && number > 0)) {
  console.error('--seed and --seeds are whole numbers from 1')
  process.exit(2)
}

if (values.plant !== undefined) await searchPlanted(values.plant)
else if (values.planted) searchAll()
else await simulateAll()

/** In a process of its own: finds the first seed that finds the bug. */
async function searchPlanted(name: string): Promise<void> {
  const bug = PLANTED_BUGS.find((each) => each.name === name)
  if (!bug) throw new Error(`No planted bug is called ${name}`)
  const checkLoaded = plant(bug)
  const { simulate, options } = await load(bug.onSqlite ? 'sqlite' : 'memory')
  checkLoaded()
  for (let seed = first; seed < first + count; seed += 1) {
    const { violations } = await simulate(seed, { ...options, lastMoments: bug.lastMoments === true })
    const violation = violations.find(({ rule }) => bug.rules.includes(rule))
    if (!violation) continue
    console.log(JSON.stringify({ seeds: seed - first + 1, rule: violation.rule, what: violation.what.slice(0, 200) }))
    return
  }
  console.log(JSON.stringify({ seeds: null }))
}

function searchAll(): void {
  const bugs: readonly PlantedBug[] = PLANTED_BUGS.filter(({ name }) => !values.only || name.includes(values.only))
  let missed = 0
  for (const { name } of bugs) {
    const args = [import.meta.filename, '--plant', name, '--seed', String(first), '--seeds', String(count)]
    const found = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1e8 }).trim())
    if (found.seeds === null) missed += 1
    const how =
      found.seeds === null ? `NOT FOUND in ${count} seeds` : `seed ${found.seeds}: ${found.rule}: ${found.what}`
    console.log(`${name}: ${how}`)
  }
  console.log(`${bugs.length - missed} of ${bugs.length} planted bugs found within ${count} seeds each`)
  process.exitCode = missed > 0 ? 1 : 0
}

async function simulateAll(): Promise<void> {
  const loaded = await load(values.store)
  const { simulate } = loaded
  const options = { ...loaded.options, lastMoments: values['last-moments'] }
  const transitions = new Map<string, number>()
  const started = performance.now()
  let [violated, differing, events, requests, assignments] = [0, 0, 0, 0, 0]
  for (let seed = first; seed < first + count; seed += 1) {
    const result = await simulate(seed, { ...options, keepLines: values.trace ? 1_000_000 : 0 })
    if (values.trace) writeFileSync(values.trace, result.trace.join('\n'))
    if (result.violations.length > 0) violated += 1
    report(result)
    if (!values.once && (await simulate(seed, options)).traceHash !== result.traceHash) {
      differing += 1
      console.log(`seed ${seed}: replays differently`)
    }
    for (const transition of result.transitions) transitions.set(transition, (transitions.get(transition) ?? 0) + 1)
    events += result.events
    requests += result.requests
    assignments += result.assignments
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const reached = [...transitions].sort().map(([transition, seeds]) => `  ${transition} in ${seeds}`)
  console.log(['transitions reached, in how many seeds:', ...reached].join('\n'))
  console.log(`${count} seeds, ${events} events, ${requests} requests, ${assignments} activations in ${seconds} s`)
  console.log(
    `${violated} seeds with violations, ${differing} ${values.once ? '(not replayed)' : 'replayed differently'}`,
  )
  process.exitCode = violated + differing > 0 ? 1 : 0
}

function report({ seed, violations }: SimulationResult): void {
  for (const { at, rule, what } of violations.slice(0, 3)) console.log(`seed ${seed} at ${at} ms: ${rule}: ${what}`)
}

/** Only now: a bug is planted before anything of the product is loaded. */
async function load(store: string): Promise<{
  readonly simulate: (seed: number, options?: SimulationOptions) => Promise<SimulationResult>
  readonly options: SimulationOptions
}> {
  const { simulate } = await import('./simulate.ts')
  if (store !== 'sqlite') return { simulate, options: {} }
  const { createSqliteStorage } = await import('./sqlite-storage.ts')
  return { simulate, options: { openStorage: createSqliteStorage } }
}
