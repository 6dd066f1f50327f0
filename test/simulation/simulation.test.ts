import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { PLANTED_BUGS } from './planted-bugs.ts'
import { simulate } from './simulate.ts'

/** The short form of `npm run simulate`: a few seeds, and proof on a few mistakes that the referees see anything at all. */

const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1)
const ROOT = new URL('../../', import.meta.url)

describe('in simulated organisations full of mischief', () => {
  it.each(SEEDS)('every rule holds: seed %i', async (seed) => {
    expect((await simulate(seed)).violations).toEqual([])
  })

  it('a seed tells the same story to the last event, twice', async () => {
    const [first, second] = [await simulate(7), await simulate(7)]
    expect(first.events).toBeGreaterThan(1000)
    expect(second.traceHash).toBe(first.traceHash)
    expect((await simulate(8)).traceHash).not.toBe(first.traceHash)
  })
})

describe('a planted bug', () => {
  it.each(['two replies', 'reminders never rarer', 'anybody may approve'])('is found: %s', async (name) => {
    const script = fileURLToPath(new URL('test/simulation/run.ts', ROOT))
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--plant', name, '--seeds', '60'])
    expect(JSON.parse(stdout)).toMatchObject({ seeds: expect.any(Number) })
  })

  it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))('fits the source as it is: %s', (_, { patches }) => {
    for (const { file, from } of patches) {
      const source = readFileSync(new URL(file, ROOT), 'utf8')
      expect(source.split(from), `${file}: ${from}`).toHaveLength(2)
    }
  })
})
