import { expect, test } from 'vitest'
import { callsOf } from './calls.ts'
import { type Mode, tellFaultyStory } from './faulty-story.ts'
import { cellsOf, tryCell } from './matrix.ts'
import { liveThrough, type Phase } from './people.ts'

const IS_LONG = process.env['MODE'] === 'long'

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
    expect(ended?.status).toBe('deactivated')
    expect(story.madeSoFar()).toBe(1)
    const known = callsOf(mode)
    const missing = calls.filter(
      ({ phase: during, method, path }) =>
        !known.some(
          (it) =>
            it.method === method &&
            it.path.test(path) &&
            // A poll may fall into the minute of the end.
            (it.phase === during || (it.phase === 'run' && during === 'end')),
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
