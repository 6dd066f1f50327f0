import { expect, it } from 'vitest'
import { giveMemoryBack } from '../../bot/cli/report/give-memory-back.ts'

const MEGABYTE = 2 ** 20
const held = () => process.memoryUsage().heapTotal / MEGABYTE

/** What it was once these rows were there; nothing refers to them afterwards. */
function heldWithRows(): number {
  const rows = Array.from({ length: 400_000 }, (_, n) => ({ n, text: [`row ${n}`] }))
  return rows.length > 0 ? held() : 0
}

it('what is no longer in use goes back to the system at once', () => {
  const full = heldWithRows()
  giveMemoryBack()
  expect(full - held()).toBeGreaterThan(25)
})
