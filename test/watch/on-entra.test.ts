import { afterEach, describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../../bot/domain/duration.ts'
import type { UsageAlert, WatchReportCardView } from '../../bot/domain/views/watch-view.ts'
import { throttled } from '../entra/graph/faults.ts'
import { P2 } from '../entra/graph/model.ts'
import { APPLICATION_PERMISSIONS } from '../entra/world.ts'
import { type WatchedTenant, watchTenant } from './on-entra.ts'

let tenant: WatchedTenant
afterEach(async () => {
  expect(tenant.tenant.graph.violations).toEqual([])
  await tenant.finish()
})

interface Planted {
  readonly rule: UsageAlert
  /** What looks like it and is in order. */
  readonly twin: (story: WatchedTenant) => Promise<void> | void
  readonly plant: (story: WatchedTenant) => Promise<void> | void
}

const PLANTED: readonly Planted[] = [
  {
    rule: 'staleAccount',
    twin: ({ tenant, engine }) => tenant.signedIn('adele', engine.now() - 29 * DAY),
    plant: ({ days }) => days(3),
  },
  {
    rule: 'licenceMissing',
    twin: ({ tenant }) => {
      tenant.state.skus = tenant.state.skus.map((sku) => ({ ...sku, capabilityStatus: 'Warning' }))
    },
    plant: ({ tenant }) => void tenant.state.skus.splice(0),
  },
  {
    rule: 'emergencyUsed',
    twin: ({ tenant, engine }) => tenant.signedIn('breakglass-1', engine.now() - 9 * DAY),
    plant: ({ tenant, engine, days }) => {
      tenant.signedIn('breakglass-1', engine.now() + DAY - 2 * HOUR)
      days(1)
    },
  },
]

describe('a tenant of Entra, watched', () => {
  it.each(PLANTED)('$rule: quiet where it looks like it; else told once, and silent while snoozed', async (planted) => {
    tenant = await watchTenant()
    const { rule } = planted
    await planted.twin(tenant)
    await tenant.scans()
    expect(tenant.alerts(rule)).toEqual([])

    await planted.plant(tenant)
    await tenant.scans()
    await tenant.scans()
    const [card, ...more] = tenant.alerts(rule)
    expect(card).toMatchObject({ alert: rule, state: 'open' })
    expect(more).toEqual([])

    await tenant.presses('pradeep', 'snooze', { id: card?.alertId ?? '', termsVersion: card?.version ?? 0 })
    await tenant.scans()
    expect(tenant.alerts(rule)).toMatchObject([{ state: 'snoozed', actions: [] }])
  })

  it('tells of its missing licence also where nothing else can be read', async () => {
    tenant = await watchTenant()
    tenant.tenant.state.isLicensed = false
    tenant.tenant.state.skus.splice(0)
    await tenant.scans()
    await tenant.scans()
    expect(tenant.alerts('licenceMissing')).toMatchObject([{ state: 'open', severity: 'high' }])
    tenant.tenant.state.isLicensed = true
    tenant.tenant.state.skus.push({ skuPartNumber: 'P2', capabilityStatus: 'Enabled', servicePlanIds: [P2] })
    await tenant.scans()
    expect(tenant.alerts('licenceMissing')).toMatchObject([{ state: 'resolved' }])
  })

  it('says of nobody that they are stale where sign-ins may not be read, and admits it in the review', async () => {
    const without = (name: string) => APPLICATION_PERMISSIONS.filter((it) => it !== name)
    tenant = await watchTenant({ permissions: without('AuditLog.Read.All') })
    tenant.tenant.signedIn('adele', tenant.engine.now() - 90 * DAY)
    tenant.tenant.signedIn('breakglass-1', tenant.engine.now())
    await tenant.scans()
    expect([...tenant.alerts('staleAccount'), ...tenant.alerts('emergencyUsed')]).toEqual([])
    await tenant.says('pradeep', '/elevate review')
    const { sections } = tenant.lastSeenBy('pradeep') as WatchReportCardView
    expect(sections.find(({ section }) => section === 'notKnown')?.rows).toMatchObject([{ note: 'lastSignInNotKnown' }])
    expect(sections.map(({ section }) => section)).not.toContain('stale')
  })

  it('shows in the review who is stale and since when, and claims nothing not known', async () => {
    tenant = await watchTenant()
    tenant.tenant.signedIn('adele', tenant.engine.now() - 90 * DAY)
    await tenant.scans()
    await tenant.says('pradeep', '/elevate review')
    const { sections } = tenant.lastSeenBy('pradeep') as WatchReportCardView
    expect(sections.map(({ section }) => section)).not.toContain('notKnown')
    expect(sections.find(({ section }) => section === 'stale')?.rows).toMatchObject([
      { person: { id: 'adele' }, note: 'lastSignIn' },
    ])
  })

  it('raises nothing and resolves nothing while Graph answers nothing', async () => {
    tenant = await watchTenant()
    tenant.tenant.signedIn('adele', tenant.engine.now() - 90 * DAY)
    await tenant.scans()
    expect(tenant.alerts('staleAccount')).toMatchObject([{ state: 'open' }])
    tenant.tenant.graph.faults.fail('GET', '/', throttled('600'), 1000)
    tenant.tenant.graph.faults.fail('POST', '/$batch', throttled('600'), 1000)
    tenant.days(1)
    await tenant.scans()
    expect(tenant.alerts('staleAccount')).toMatchObject([{ state: 'open', version: 1 }])
  })
})
