import { afterEach, expect, it } from 'vitest'
import { type EntraWorld, openEntra } from './world.ts'

/** Application Administrator over one application is held by its id alone. */
const APPLICATION = 'a0000000-0000-4000-8000-0000000000ff'

let world: EntraWorld
afterEach(async () => {
  expect(world.tenant.graph.violations).toEqual([])
  await world.close()
})

it.each([
  ['/administrativeUnits/montreal', 'Montreal'],
  ['/approvers', 'Approvers'],
  ['/adele', 'Adele Vance'],
  [`/${APPLICATION}`, null],
  ['/administrativeUnits/nowhere', null],
  ['/', null],
])('a role limited to %s is shown as limited to %s', async (scope, name) => {
  world = await openEntra()
  expect(await world.directory.scopeName(scope)).toBe(name)
  expect(world.tenant.graph.calls.filter(({ status }) => status === 403)).toEqual([])
})

it('no answer is no name: it is not taken for a nameless object', async () => {
  world = await openEntra()
  world.tenant.graph.faults.fail('GET', '/v1.0/groups/approvers', { kind: 'reset' }, 9)
  await expect(world.directory.scopeName('/approvers')).rejects.toMatchObject({ name: 'DirectoryUnavailable' })
})
