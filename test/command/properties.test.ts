import { expect, test } from 'vitest'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import { CONTEXTS, contextFor } from './corpus.ts'
import { PROPERTIES } from './properties.ts'

/** The short form of `npm run fuzz`. */
test.each(PROPERTIES)(
  '$name',
  ({ runs, assert }) => {
    assert({ numRuns: runs })
  },
  180_000,
)

test.each([
  'a',
  '1 ',
  '1,',
  '1:',
  '12:30',
  '"',
  "'a' ",
  ': ',
  '-',
  '—',
  'until ',
  'exchange ',
  'exchange or ',
  '/elevate et ',
  'because',
  '🔥',
])('ten thousand times %j is answered within 50 ms', (piece) => {
  const [context = contextFor([])] = Object.values(CONTEXTS)
  const took = Array.from({ length: 6 }, () => {
    const started = performance.now()
    understandCommand(`/elevate ${piece.repeat(10_000)}`, context)
    return performance.now() - started
  })
  // The quickest of several: what a busy machine adds is not the line's.
  expect(Math.min(...took)).toBeLessThan(50)
})
