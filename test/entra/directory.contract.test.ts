import { afterEach, expect } from 'vitest'
import { type DirectoryUnderTest, directoryContract } from '../directory/directory.contract.ts'
import type { Lag } from './graph/state.ts'
import { type EntraWorld, openEntra } from './world.ts'

let world: EntraWorld | null = null
afterEach(async () => {
  expect(world?.tenant.graph.violations).toEqual([])
  await world?.close()
  world = null
})

async function open(lag: Partial<Lag>): Promise<DirectoryUnderTest> {
  world = await openEntra()
  world.tenant.lag(lag)
  const { directory, now, advance } = world
  return { directory, now, advance }
}

directoryContract({ name: 'Entra', open: () => open({}), settlesWithinMs: 0, reliable: true })

directoryContract({
  name: 'Entra, replicating late',
  open: () => open({ appearsAfterMs: 30_000, goneAfterMs: 30_000, pendingForMs: 5_000 }),
  settlesWithinMs: 30_001,
  reliable: false,
})
