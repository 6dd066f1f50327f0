import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOTHING_KNOWN } from '../../bot/domain/directory-insights.ts'
import { DAY, HOUR } from '../../bot/index.ts'
import { throttled } from './graph/faults.ts'
import { P1 } from './graph/model.ts'
import { APPLICATION_PERMISSIONS, type EntraWorld, openEntra } from './world.ts'

describe('what a tenant says of sign-ins and licences', () => {
  let world: EntraWorld
  beforeEach(async () => {
    world = await openEntra()
  })
  afterEach(async () => {
    expect(world.tenant.graph.violations).toEqual([])
    await world.close()
  })

  const insights = (...people: string[]) => world.directory.insights(people)
  const without = (name: string) => world.tenant.permit(APPLICATION_PERMISSIONS.filter((it) => it !== name))
  const asked = (path: string) => world.tenant.graph.calls.filter((call) => call.path.includes(path)).length

  it('is the last sign-in that succeeded, else the last attempt, else none; of strangers nothing', async () => {
    const at = world.now() - 40 * DAY
    world.tenant.signedIn('adele', { lastSuccessful: at, lastAttempt: at + 39 * DAY, lastNonInteractive: at - DAY })
    world.tenant.signedIn('alex', { lastSuccessful: null, lastAttempt: at - DAY, lastNonInteractive: at })
    const { lastSignIn } = await insights('adele', 'alex', 'megan', 'nobody')
    expect([...(lastSignIn ?? [])]).toEqual([
      ['adele', at],
      ['alex', at],
      ['megan', null],
    ])
  })

  it('says who has no licence in force of their own, and whether the tenant has one', async () => {
    world.tenant.licensed('adele')
    world.tenant.licensed('alex', 'Suspended')
    expect(await insights('adele', 'alex', 'megan')).toMatchObject({ licence: 'valid', unlicensed: ['alex', 'megan'] })
    world.tenant.state.skus = [{ skuPartNumber: 'SPE_E3', capabilityStatus: 'Enabled', servicePlanIds: [P1] }]
    expect(await insights('adele')).toMatchObject({ licence: 'missing', unlicensed: [] })
  })

  it.each([
    ['Warning', 'valid'],
    ['Suspended', 'missing'],
    ['Deleted', 'missing'],
    ['LockedOut', 'missing'],
  ] as const)('takes a subscription that is %s for %s', async (capabilityStatus, licence) => {
    world.tenant.state.skus = world.tenant.state.skus.map((sku) => ({ ...sku, capabilityStatus }))
    expect(await insights()).toMatchObject({ licence })
  })

  it('knows nothing of sign-ins where it may not look, never that somebody is stale, and does not ask on and on', async () => {
    without('AuditLog.Read.All')
    world.tenant.signedIn('adele', world.now() - 90 * DAY)
    expect((await insights('adele', 'alex')).lastSignIn).toBeNull()
    const before = asked('/users/')
    await insights('adele', 'alex')
    expect(asked('/users/')).toBe(before)
    world.tenant.permit(APPLICATION_PERMISSIONS)
    world.advance(HOUR)
    expect((await insights('adele')).lastSignIn?.get('adele')).toBe(world.now() - 90 * DAY - HOUR)
  })

  it('goes by whether PIM answers where subscriptions may not be read', async () => {
    without('LicenseAssignment.Read.All')
    expect(await insights()).toMatchObject({ licence: 'valid' })
    world.tenant.state.isLicensed = false
    expect(await insights()).toMatchObject({ licence: 'missing' })
  })

  it('knows nothing of anybody while Graph answers nothing, and does not fail', async () => {
    world.tenant.graph.faults.fail('GET', '/', throttled('600'), 100)
    world.tenant.graph.faults.fail('POST', '/$batch', throttled('600'), 100)
    expect(await insights('adele', 'alex')).toEqual(NOTHING_KNOWN)
  })

  it('asks for each person once an hour', async () => {
    await insights('adele', 'alex')
    const before = asked('/users/')
    await insights('adele', 'alex')
    expect(asked('/users/')).toBe(before)
    world.advance(HOUR)
    await insights('adele', 'alex')
    expect(asked('/users/')).toBe(2 * before)
  })
})
