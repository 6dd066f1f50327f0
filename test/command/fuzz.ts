import { parseArgs } from 'node:util'
import { PROPERTIES } from './properties.ts'

/** `npm run fuzz -- [--minutes 60] [--seed n]`: every property in turn, on ever new seeds, until the time is over. */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
})
const [minutes, first] = [Number(values.minutes), Number(values.seed)]
if (!(minutes > 0) || !Number.isInteger(first)) {
  console.error('--minutes is a number above 0, --seed a whole number')
  process.exit(2)
}

const RUNS = 2000
const until = performance.now() + minutes * 60_000
let [inputs, failed] = [0, 0]
for (let seed = first; performance.now() < until && failed === 0; seed += 1) {
  for (const { name, assert } of PROPERTIES) {
    try {
      assert({ numRuns: RUNS, seed })
    } catch (error) {
      failed += 1
      console.log(`${name}: seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
    }
    inputs += RUNS
  }
}
console.log(`${inputs} inputs over ${PROPERTIES.length} properties from seed ${first}: ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
