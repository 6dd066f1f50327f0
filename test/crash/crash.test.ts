import { describe, expect, it } from 'vitest'
import { fillDisk } from './disk.ts'
import { killAtPoints, killFirstStarts } from './named.ts'
import type { Point } from './protocol.ts'
import { killAtRandom } from './random.ts'
import { CHAPTERS } from './story.ts'

/** The places where a crash could tear apart what belongs together. `node test/crash/run.ts` goes through all of them. */
const POINTS: readonly Point[] = [
  { side: 'after', name: 'delivery stored', nth: 1 },
  { side: 'after', name: 'decision: provisioningAttempted', nth: 1 },
  { side: 'after', name: 'directory: activation written', nth: 1 },
]
const AT_START: readonly Point[] = [{ side: 'after', name: 'decision: serverStarted', nth: 1 }]

/** Most of it is the starting of processes: on a busy machine that takes its time. */
const PATIENCE = { timeout: 180_000 }

describe('the server killed again and again (the long form is `npm run crash`)', PATIENCE, () => {
  it('under load, at random moments: nothing lost, nothing doubled', async () => {
    // Killed within a moment, a server on a busy machine has acknowledged nothing yet: then once more.
    for (let acknowledged = 0, tries = 0; acknowledged === 0; tries += 1) {
      expect(tries).toBeLessThan(4)
      const tally = await killAtRandom({ kills: 3, seed: Date.now() % 2 ** 32 })
      expect(tally.faults).toEqual([])
      acknowledged = tally.acknowledged
    }
  })

  it('before and after the commits between which a role becomes active', async () => {
    const chapters = CHAPTERS.filter(({ name }) => name === 'once more, and ended early')
    const tally = await killAtPoints({ chapters, points: POINTS })
    expect(tally).toEqual({ points: 3, killed: 3, kills: 3, notReached: [], faults: [] })
  })

  it('in its very first start', async () => {
    const tally = await killFirstStarts(AT_START)
    expect(tally).toEqual({ points: 1, killed: 1, kills: 1, notReached: [], faults: [] })
  })

  it('on a full disk: nothing half done, and everything goes on when there is room', async () => {
    const tally = await fillDisk([0, 2])
    expect(tally.faults).toEqual([])
    expect(tally.refused).toBeGreaterThan(0)
  })
})
