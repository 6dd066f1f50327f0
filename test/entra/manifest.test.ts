import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DELEGATED_SCOPES, PERMISSIONS, permissionsFor } from '../../adapters/entra/index.ts'
import { registrationFor } from '../../adapters/entra/registration.ts'
import { unknownOf } from '../../bot/domain/directory-insights.ts'
import { MINUTE } from '../../bot/index.ts'
import { order } from '../directory/directory.contract.ts'
import { exchange, onCall } from '../directory/fixture.ts'
import { type EntraWorld, openEntra } from './world.ts'

const root = join(import.meta.dirname, '../..')
const MODES: [string, Parameters<typeof permissionsFor>[0]][] = [
  ['delegated', { activation: 'delegated', groups: [] }],
  ['application', { activation: 'application', groups: [] }],
  ['delegated-groups', { activation: 'delegated', groups: ['some'] }],
  ['application-groups', { activation: 'application', groups: ['some'] }],
]

describe('the app registration', () => {
  test.each(MODES)('of manifest/entra/%s.json is what the code asks for (--update writes it)', async (name, mode) => {
    const file = join(root, `manifest/entra/${name}.json`)
    await expect(`${JSON.stringify(registrationFor(mode), null, 2)}\n`).toMatchFileSnapshot(file)
  })

  test.each(MODES.filter(([name]) => name.startsWith('delegated')))('of %s holds no power to assign', (_name, mode) => {
    expect(permissionsFor(mode).filter(({ name }) => name.includes('ReadWrite'))).toEqual([])
  })

  test('is explained in the README, permission by permission', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8')
    for (const { name } of [...PERMISSIONS, ...DELEGATED_SCOPES]) expect(readme).toContain(name)
  })

  test('asks for nothing that application mode does without', async () => {
    const needed = new Set<string>()
    for (const { name } of permissionsFor({ activation: 'application', groups: ['some'] })) {
      if (!(await livesWithout(name))) needed.add(name)
    }
    // Read by the check alone.
    needed.add('Policy.Read.ConditionalAccess')
    expect([...needed].toSorted()).toEqual(
      permissionsFor({ activation: 'application', groups: ['some'] })
        .map(({ name }) => name)
        .toSorted(),
    )
  })
})

/** And was answered. */
function tenantIsAsked({ tenant }: EntraWorld, path: string): boolean {
  return tenant.graph.calls.some((call) => call.path.includes(path) && call.status === 200)
}

/** Whether everything works without that permission. */
async function livesWithout(permission: string): Promise<boolean> {
  const names = permissionsFor({ activation: 'application', groups: ['some'] }).map(({ name }) => name)
  const world = await openEntra({ permissions: names.filter((name) => name !== permission) })
  const { directory, advance } = world
  try {
    await directory.scopeName('/administrativeUnits/montreal')
    await directory.membersOf('approvers')
    for (const [key, activatable] of [
      ['a', exchange],
      ['b', onCall],
    ] as const) {
      await directory.roleSettings(activatable)
      if ((await directory.activate(order({ key, activatable }))).outcome !== 'accepted') return false
      if (!(await directory.readBack('adele', activatable))) return false
    }
    if (unknownOf(await directory.insights(['adele'])).length > 0) return false
    if (!tenantIsAsked(world, '/subscribedSkus')) return false
    if ((await directory.ownAlerts()) === null) return false
    for (const source of directory.sources) await source.since(0)
    advance(6 * MINUTE)
    for (const [key, activatable] of [
      ['a', exchange],
      ['b', onCall],
    ] as const) {
      const ended = await directory.deactivate({ key, activationKey: key, personId: 'adele', activatable })
      if (ended.outcome !== 'accepted') return false
    }
    return true
  } catch {
    return false
  } finally {
    await world.close()
  }
}
