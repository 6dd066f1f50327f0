import { expect, test } from 'vitest'
import { knownIn } from './calls.ts'
import { tellFaultyStory } from './faulty-story.ts'
import { LIVES, type Mode } from './lives.ts'
import { cellsOf, tryCell } from './matrix.ts'
import { liveThrough, type Phase } from './people.ts'

const IS_LONG = process.env['MODE'] === 'long'

const LATER: Partial<Record<Phase, Phase>> = { run: 'end', answer: 'end' }
const EARLIER: Partial<Record<Phase, Phase>> = { answer: 'signIn' }

/** The matrix of one mode: a test for each call, which meets the faults one after the other. */
export function matrixTests(mode: Mode): void {
  test('a life in which nothing goes wrong makes no call that is not in the matrix', async () => {
    const story = await tellFaultyStory(mode, 20_000)
    const calls: { phase: Phase; method: string; path: string }[] = []
    let phase: Phase = 'ask'
    story.tenant.graph.faults.watch = async (method, path, moment) => {
      if (moment === 'before') calls.push({ phase, method, path })
    }
    const ended = await liveThrough(
      story,
      (next) => {
        phase = next
      },
      () => {},
    )
    const { ends } = LIVES[mode]
    expect(ended?.status).toBe(ends)
    expect(story.madeSoFar()).toBe(ends === 'deactivated' ? 1 : 0)
    const known = knownIn(mode)
    const missing = calls.filter(
      ({ phase: during, method, path }) =>
        !known.some(
          (it) =>
            it.method === method &&
            it.path.test(path) &&
            // A poll may fall into the minute of the end, or of the sign-in that the tenant's approvers are asked after.
            (it.phase === during || LATER[it.phase] === during || EARLIER[it.phase] === during),
        ),
    )
    expect(missing).toEqual([])
    await story.finish()
  })

  const cells = cellsOf(mode, IS_LONG)
  test.each(cells.map((cell) => [`${cell.call.name}: ${cell.name}, ${cell.lasts}`, cell] as const))(
    'nothing is doubled, nothing untrue is said, and it ends well: %s',
    (_name, cell) => tryCell(mode, cell),
    120_000,
  )
}
