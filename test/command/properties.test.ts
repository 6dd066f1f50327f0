import { expect, test } from 'vitest'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import { quickestMs } from '../processor-time.ts'
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
  const line = `/elevate ${piece.repeat(10_000)}`
  expect(quickestMs(() => understandCommand(line, context), 50)).toBeLessThan(50)
})
