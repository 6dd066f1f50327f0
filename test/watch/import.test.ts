import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_WATCH_SETTINGS } from '../../bot/domain/alerts/watch-settings.ts'
import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { ReportRow } from '../../bot/domain/report/report-row.ts'
import { makeReport } from '../../bot/use-cases/report/make-report.ts'
import { storedAlerts } from '../../bot/use-cases/watch/alert-records.ts'
import { handleAlert } from '../../bot/use-cases/watch/handle-alert.ts'
import { createSchedules } from '../../bot/workers/schedules/schedules.ts'
import { approvedIn, START } from '../engine/story.ts'
import { throttled } from '../entra/graph/faults.ts'
import { exchange, helpdesk, UNIT } from '../entra/story.ts'
import { APPLICATION_PERMISSIONS } from '../entra/world.ts'
import { type WatchedTenant, watchTenant } from './on-entra.ts'

let story: WatchedTenant
beforeEach(async () => {
  story = await watchTenant()
})
afterEach(async () => {
  expect(story.tenant.graph.violations).toEqual([])
  await story.finish()
})

async function rows<K extends ReportRow['kind']>(kind: K): Promise<readonly (ReportRow & { kind: K })[]> {
  const found: ReportRow[] = []
  const period = { from: START - DAY, to: story.engine.now() + DAY }
  await (await makeReport(story.engine.context, period)).read((row) => void found.push(row))
  return found.filter((row): row is ReportRow & { kind: K } => row.kind === kind)
}
const gaps = async () => (await rows('gap')).filter(({ why }) => why === 'notImported')
const times = async (type: string) => (await story.auditTypes()).filter((each) => each === type).length
const without = (name: string) => story.tenant.permit(APPLICATION_PERMISSIONS.filter((it) => it !== name))

describe('what was done in the tenant itself', () => {
  it('is told and reported though it was over before anybody looked: once, whoever tells of it', async () => {
    const at = story.engine.now()
    story.tenant.activatedInPortal('adele', { ...helpdesk, scope: UNIT }, 'PT1H')
    await story.leaps(3 * HOUR)
    for (let scan = 0; scan < 3; scan += 1) {
      await story.scans()
      await story.engine.reconcile()
    }
    await story.settles()
    expect(story.alerts('wentRound')).toMatchObject([
      { state: 'open', params: { person: 'adele', at, endsAt: at + HOUR }, incidents: [{ person: { id: 'adele' } }] },
    ])
    expect(await rows('outside')).toMatchObject([
      {
        origin: 'outside',
        change: 'activated',
        person: { id: 'adele' },
        by: 'adele',
        scope: 'Montreal',
        happenedAt: at,
      },
    ])
  })

  it('is told once where it was seen while it lasted', async () => {
    story.tenant.activatedInPortal('adele', exchange, 'PT4H')
    await story.engine.reconcile()
    await story.scans()
    await story.scans()
    expect(story.alerts('wentRound')).toMatchObject([{ version: 1 }])
    expect(await rows('outside')).toHaveLength(1)
  })

  it('and was an assignment gone again before anybody looked is told, and closes', async () => {
    story.tenant.assignedInPortal('lidia', exchange, 'pradeep', 'PT1H')
    await story.leaps(2 * HOUR)
    await story.scans()
    await story.scans()
    expect(story.alerts('assignedOutside')).toMatchObject([{ state: 'resolved', params: { person: 'lidia' } }])
    expect(await rows('outside')).toMatchObject([{ change: 'assigned', person: { id: 'lidia' }, by: 'pradeep' }])
  })

  it('and is an assignment that the reconciliation saw as well is one row, with who made it', async () => {
    await story.engine.reconcile()
    const id = story.tenant.assignedInPortal('lidia', exchange, 'pradeep', 'P1D')
    await story.engine.reconcile()
    expect(await rows('outside')).toMatchObject([{ id, change: 'assigned', by: null }])
    await story.scans()
    expect(await rows('outside')).toMatchObject([{ id, change: 'assigned', by: 'pradeep' }])
    expect(story.alerts('assignedOutside')).toMatchObject([{ state: 'open', params: { person: 'lidia' } }])
  })

  it('is told of an assignment, and neither who has it nor who made it handles the alert, also after later scans', async () => {
    await story.engine.reconcile()
    await story.scans()
    story.tenant.assignedInPortal('lidia', exchange, 'pradeep', 'P1D')
    await story.scans()
    await story.scans()
    const stored = [...(await storedAlerts(story.engine.context)).values()]
    const [alert] = stored.filter(({ record }) => record.finding.rule === 'assignedOutside')
    expect(alert?.record.finding.about).toEqual(['lidia', 'pradeep'])
    for (const by of ['lidia', 'pradeep']) {
      const press = {
        by,
        verb: 'acknowledge',
        alertId: alert?.record.id ?? null,
        version: alert?.record.version ?? 0,
      } as const
      const answer = await handleAlert(story.engine.context, null, press)
      expect(answer, by).toMatchObject({ outcome: 'refused', refusal: { code: 'ownAlert' } })
    }
    expect(story.alerts('assignedOutside')).toMatchObject([{ state: 'open' }])
  })

  it('to settings and eligible assignments is reported once with who did it, and is no alert', async () => {
    const target = { kind: 'role', roleDefinitionId: exchange.roleDefinitionId, directoryScopeId: '/' } as const
    story.tenant.logs('Update role setting in PIM', { by: { user: 'pradeep', application: null }, target })
    await story.scans()
    await story.scans()
    expect(await rows('outside')).toMatchObject([
      { change: 'settingsChanged', person: null, by: 'pradeep', activity: 'Update role setting in PIM' },
    ])
    expect(story.platform.seenBy('channel:alerts').filter((view) => view.card === 'usageAlert')).toEqual([])
  })

  it('by Elevate is nothing from outside, neither its start nor its end', async () => {
    await approvedIn(story)
    await story.passes('PT6M')
    await story.says('adele', '/elevate end')
    await story.passes('PT1M')
    expect(story.isHeld('adele', exchange)).toBe(false)
    await story.scans()
    await story.scans()
    expect(await rows('outside')).toEqual([])
    expect(await rows('request')).toMatchObject([{ origin: 'elevate', status: 'deactivated' }])
    expect(story.alerts('wentRound')).toEqual([])
  })
})

describe('the reading of it', () => {
  it('takes rows that come hours late, and none twice', async () => {
    story.tenant.lag({ auditsAfterMs: 3 * HOUR })
    story.tenant.logs('Update role setting in PIM')
    await story.scans()
    await story.scans()
    expect(await times('changeFoundOutside')).toBe(0)
    await story.leaps(2 * HOUR)
    await story.scans()
    await story.scans()
    expect(await times('changeFoundOutside')).toBe(1)
  })

  it('goes on where it was left after a refusal, and says meanwhile what is not known', async () => {
    const read = story.engine.now()
    without('AuditLog.Read.All')
    story.tenant.logs('Update role setting in PIM')
    await story.scans()
    await story.scans()
    expect(await times('importFailed')).toBe(1)
    expect(await times('changeFoundOutside')).toBe(0)
    const [gap, ...more] = await gaps()
    expect(more).toEqual([])
    expect(gap?.from).toBeLessThanOrEqual(read)
    expect(gap?.to).toBe(story.engine.now())
    // The other source is read all the same.
    story.tenant.activatedInPortal('adele', exchange, 'PT5M')
    await story.leaps(10 * MINUTE)
    await story.scans()
    expect(story.alerts('wentRound')).toHaveLength(1)

    story.tenant.permit(APPLICATION_PERMISSIONS)
    await story.scans()
    expect(await times('importResumed')).toBe(1)
    expect(await times('changeFoundOutside')).toBe(1)
    expect(await gaps()).toEqual([])
  })

  it.each([
    ['a page that breaks off', { kind: 'status', status: 400, code: 'BadRequest' }],
    ['a tenant that asks for patience', throttled('600')],
  ] as const)('takes nothing twice and loses nothing after %s', async (_, fault) => {
    story.tenant.graph.pageSize = 1
    for (let n = 0; n < 3; n += 1) story.tenant.logs('Update role setting in PIM')
    story.tenant.graph.faults.fail('GET', 'directoryAudits', fault, 1, 1)
    await story.scans()
    expect(await times('changeFoundOutside')).toBe(0)
    expect(await gaps()).toHaveLength(1)
    story.tenant.graph.faults.heal()
    await story.scans()
    await story.scans()
    expect(await times('changeFoundOutside')).toBe(3)
    expect(await gaps()).toEqual([])
  })

  it('that the organisation switched off is a gap from then on, until it is switched on again', async () => {
    const until = story.engine.now()
    const { schedules, alerts } = DEFAULT_WATCH_SETTINGS
    const off = createSchedules(story.engine.context, { schedules: { ...schedules, import: null }, alerts }, null)
    story.tenant.logs('Update role setting in PIM')
    await story.leaps(HOUR)
    for (let twice = 0; twice < 2; twice += 1) await off.tick()
    off.close()
    expect(await gaps()).toMatchObject([{ from: until, to: story.engine.now() }])
    expect(await times('importFailed')).toBe(2)
    await story.scans()
    expect(await gaps()).toEqual([])
    expect(await times('changeFoundOutside')).toBe(1)
  })

  it('records what can no longer be had after a downtime longer than the tenant keeps it', async () => {
    const until = story.engine.now()
    story.tenant.logs('Update role setting in PIM')
    await story.leaps(40 * DAY)
    for (const row of story.tenant.state.audits) Object.assign(row, { shownFrom: Number.POSITIVE_INFINITY })
    await story.scans()
    const lost = story.engine.now() - 30 * DAY
    for (const gap of await gaps()) expect(gap).toMatchObject({ from: until, to: lost })
    expect(await gaps()).not.toEqual([])
    expect(await times('changeFoundOutside')).toBe(0)
  })

  it('begins with the record of Elevate: what was before is not told as new', async () => {
    const earlier = story.engine.now() - 5 * DAY
    story.tenant.logs('Update role setting in PIM', { at: earlier })
    await story.scans()
    expect(await times('changeFoundOutside')).toBe(0)
  })
})

describe("the tenant's own alerts", () => {
  it('are one with ours of the same kind', async () => {
    story.tenant.ownAlert('StaleSignInAlert', { isActive: true, incidentCount: 2 })
    story.tenant.signedIn('adele', story.engine.now() - 90 * DAY)
    await story.scans()
    await story.scans()
    expect(story.alerts('staleAccount')).toMatchObject([{ state: 'open', directory: 2, params: { count: 1 } }])
  })

  it('are told where only the tenant raises them, once, and close with them', async () => {
    story.tenant.ownAlert('NoMfaOnRoleActivationAlert', { isActive: true, incidentCount: 4 })
    await story.scans()
    await story.scans()
    expect(story.alerts('mfaNotRequired')).toMatchObject([{ state: 'open', directory: 4, incidents: [] }])
    story.tenant.ownAlert('NoMfaOnRoleActivationAlert', { isActive: false, incidentCount: 0 })
    await story.scans()
    expect(story.alerts('mfaNotRequired')).toMatchObject([{ state: 'resolved' }])
  })

  it('are not told after ours, which was quicker, or where nobody looks for them', async () => {
    story.tenant.signedIn('adele', story.engine.now() - 90 * DAY)
    await story.scans()
    story.tenant.ownAlert('StaleSignInAlert', { isActive: true, incidentCount: 1 })
    story.tenant.ownAlert('RedundantAssignmentAlert', { isActive: true, incidentCount: 9, isEnabled: false })
    story.tenant.signedIn('adele', story.engine.now())
    await story.scans()
    await story.scans()
    expect(story.alerts('staleAccount')).toMatchObject([{ state: 'resolved' }])
    expect(story.alerts('eligibleUnused')).toEqual([])
  })
})

describe('what is standing in the tenant', () => {
  it('is kept once a day, for good or for a time, without what was activated; the report says that it is outside', async () => {
    story.tenant.standing('soc', exchange)
    story.tenant.assignedInPortal('lidia', exchange, 'pradeep', 'P30D')
    story.tenant.activatedInPortal('adele', exchange, 'PT8H')
    const daily = createSchedules(story.engine.context, DEFAULT_WATCH_SETTINGS, null)
    await story.leaps(DAY)
    for (let twice = 0; twice < 2; twice += 1) await daily.tick()
    daily.close()
    expect((await rows('standing')).map(({ origin, person, endsAt }) => [origin, person.id, endsAt !== null])).toEqual([
      ['outside', 'soc', false],
      ['outside', 'lidia', true],
    ])
  })
})
