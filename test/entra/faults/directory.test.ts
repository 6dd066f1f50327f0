import { expect, test } from 'vitest'
import { REFUSAL_CODES } from '../../../bot/domain/refusal.ts'
import {
  type ActivateOutcome,
  type ActiveAssignment,
  type DeactivateOutcome,
  DirectoryUnavailable,
  MINUTE,
  SECOND,
} from '../../../bot/index.ts'
import { order } from '../../directory/directory.contract.ts'
import { exchange } from '../../directory/fixture.ts'
import { type EntraWorld, openEntra } from '../world.ts'
import { FAULTS } from './fault-list.ts'

/** Every call to Graph that an activation and its end make: method, part of the path, how many of them go before. */
const CALLS: readonly (readonly [name: string, method: string, path: string, after: number])[] = [
  ['the person', 'GET', '/users/adele', 0],
  ['their groups', 'GET', '/transitiveMemberOf', 0],
  ['their eligible roles', 'GET', '/roleEligibilityScheduleInstances', 0],
  ['their eligible groups', 'GET', '/group/eligibilityScheduleInstances', 0],
  ['the policy', 'GET', '/roleManagementPolicyAssignments', 0],
  ['the batch', 'POST', '/$batch', 0],
  ['the start', 'POST', '/roleAssignmentScheduleRequests', 0],
  ['reading back', 'GET', '/roleAssignmentScheduleInstances', 0],
  ['reading back once more', 'GET', '/roleAssignmentScheduleInstances', 1],
  ['the request', 'GET', '/roleAssignmentScheduleRequests', 0],
  ['the end', 'POST', '/roleAssignmentScheduleRequests', 1],
]

/** Goes wrong once; in the long form also so often that no repetition within a call helps. */
const TIMES = process.env['MODE'] === 'long' ? [1, 2, 4, 7] : [4]
const TIMEOUT = 60

/** In the short form each call meets a quarter of the faults, and each fault a quarter of the calls. */
const isTried = (row: number, column: number) => process.env['MODE'] === 'long' || (row + column) % 4 === 0

const cases = CALLS.flatMap(([call, method, path, after], row) =>
  FAULTS.filter((_fault, column) => isTried(row, column)).flatMap(([name, fault]) =>
    TIMES.map((times) => ({ call, method, path, after, name, fault, times })),
  ),
)

test.each(CALLS.map(([call]) => call))(
  'whatever goes wrong with %s, nothing is doubled and nothing untrue is said',
  async (call) => {
    for (const it of cases.filter((each) => each.call === call)) {
      const world = await openEntra({ timeoutMs: TIMEOUT })
      try {
        // Only a call whose answer was lost has its request looked for.
        if (it.call === 'the request') world.tenant.graph.faults.fail('POST', it.path, { kind: 'resetAfter' })
        world.tenant.graph.faults.fail(it.method, it.path, it.fault, it.times, it.after)
        await live(world, `${it.call}, ${it.name}, ${it.times}×`)
      } finally {
        await world.close()
      }
    }
  },
  300_000,
)

/** An activation as the engine lives it: asked again after half a minute at the earliest, read back, ended. */
async function live(world: EntraWorld, what: string): Promise<void> {
  const { directory, tenant, advance } = world
  const made = () => tenant.state.active.filter(({ principalId }) => principalId === 'adele').length
  const isHeld = () => tenant.inForce('adele').length > 0
  const seen = await started(world)
  if (seen === 'refused') expect(isHeld(), `${what}: refused and yet active`).toBe(false)
  else {
    expect(seen, `${what}: never came to an end`).not.toBeNull()
    expect(isHeld(), `${what}: said to be active`).toBe(true)
    advance(6 * MINUTE)
    await ended(world)
    expect(isHeld(), `${what}: said to have ended`).toBe(false)
    expect(await patiently(world, () => directory.readBack('adele', exchange)), what).toBeNull()
  }
  expect(made(), `${what}: doubled`).toBeLessThanOrEqual(1)
}

async function started(world: EntraWorld): Promise<ActiveAssignment | 'refused' | null> {
  const { directory, advance } = world
  await patiently(world, () => directory.roleSettings(exchange))
  for (let round = 0; round < 8; round++) {
    const outcome = await attempted<ActivateOutcome>(() => directory.activate(order({ key: 'EL-4F7K' })))
    if (outcome?.outcome === 'refused') {
      expect(REFUSAL_CODES).toContain(outcome.code)
      return 'refused'
    }
    const seen = await patiently(world, () => directory.readBack('adele', exchange))
    if (seen) {
      expect(seen.key).toBe('EL-4F7K')
      return seen
    }
    advance(30 * SECOND)
  }
  return null
}

async function ended(world: EntraWorld): Promise<void> {
  for (let round = 0; round < 8; round++) {
    const ending = { key: 'EL-4F7K', activationKey: 'EL-4F7K', personId: 'adele', activatable: exchange }
    const outcome = await attempted<DeactivateOutcome>(() => world.directory.deactivate(ending))
    if (outcome?.outcome === 'accepted') return
    world.advance(30 * SECOND)
  }
  throw new Error('It never ended')
}

/** Null where the directory had no answer: nothing may be concluded. */
async function attempted<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    expect(error).toBeInstanceOf(DirectoryUnavailable)
    return null
  }
}

async function patiently<T>(world: EntraWorld, call: () => Promise<T>): Promise<T> {
  for (let round = 0; ; round++) {
    try {
      return await call()
    } catch (error) {
      expect(error).toBeInstanceOf(DirectoryUnavailable)
      if (round > 8) throw error
      world.advance(30 * SECOND)
    }
  }
}
