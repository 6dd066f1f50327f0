import { afterEach, describe, expect, it } from 'vitest'
import { DAY } from '../../bot/domain/duration.ts'
import type { WatchReportCardView } from '../../bot/domain/views/watch-view.ts'
import { throttled } from '../entra/graph/faults.ts'
import { P2 } from '../entra/graph/model.ts'
import { APPLICATION_PERMISSIONS } from '../entra/world.ts'
import { type WatchedTenant, watchTenant } from './on-entra.ts'
import { PLANTED_IN_TENANT, PLANTED_IN_USE } from './planted.ts'

let tenant: WatchedTenant
afterEach(async () => {
  expect(tenant.tenant.graph.violations).toEqual([])
  await tenant.finish()
})

describe('a tenant of Entra, watched', () => {
  it.each([...PLANTED_IN_TENANT, ...PLANTED_IN_USE])(
    '$rule: quiet where it looks like it; else told once, and silent while snoozed',
    async (planted) => {
      tenant = await watchTenant(planted.options)
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
    },
  )

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
    await tenant.leaps(DAY)
    await tenant.scans()
    expect(tenant.alerts('staleAccount')).toMatchObject([{ state: 'open', version: 1 }])
  })

  it('resolves nothing of which it no longer knows', async () => {
    tenant = await watchTenant()
    tenant.tenant.signedIn('adele', tenant.engine.now() - 90 * DAY)
    tenant.tenant.ownAlert('NoMfaOnRoleActivationAlert', { isActive: true, incidentCount: 4 })
    await tenant.scans()
    const unread = ['AuditLog.Read.All', 'RoleManagementAlert.Read.Directory']
    tenant.tenant.permit(APPLICATION_PERMISSIONS.filter((name) => !unread.includes(name)))
    await tenant.scans()
    expect(tenant.alerts('staleAccount')).toMatchObject([{ state: 'open' }])
    expect(tenant.alerts('mfaNotRequired')).toMatchObject([{ state: 'open', version: 1 }])
    tenant.tenant.permit(APPLICATION_PERMISSIONS)
    tenant.tenant.signedIn('adele', tenant.engine.now())
    tenant.tenant.ownAlert('NoMfaOnRoleActivationAlert', { isActive: false })
    await tenant.scans()
    expect(tenant.alerts('staleAccount')).toMatchObject([{ state: 'resolved' }])
    expect(tenant.alerts('mfaNotRequired')).toMatchObject([{ state: 'resolved' }])
  })

  it('looks at everything else where the settings of one role cannot be read', async () => {
    tenant = await watchTenant()
    tenant.tenant.eligible('soc', { kind: 'role', roleDefinitionId: 'role-without-policy', scope: '/' })
    tenant.tenant.signedIn('adele', tenant.engine.now() - 90 * DAY)
    await tenant.scans()
    expect(tenant.alerts('staleAccount')).toMatchObject([{ state: 'open' }])
    await tenant.says('pradeep', '/elevate review')
    const { sections } = tenant.lastSeenBy('pradeep') as WatchReportCardView
    expect(sections.find(({ section }) => section === 'notKnown')?.rows).toMatchObject([{ note: 'settingsNotKnown' }])
  })
})
