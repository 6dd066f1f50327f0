import { expect, it } from 'vitest'
import { giveMemoryBack } from '../../bot/cli/report/give-memory-back.ts'

const MEGABYTE = 2 ** 20
const held = () => process.memoryUsage().heapTotal / MEGABYTE

it('what is no longer in use goes back to the system at once', () => {
  let rows: object[] = []
  for (let n = 0; n < 400_000; n += 1) rows.push({ n, text: [`row ${n}`] })
  const full = held()
  rows = []
  giveMemoryBack()
  expect(rows).toEqual([])
  expect(full - held()).toBeGreaterThan(25)
})
