import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, type DirectoryEvent, DirectoryUnavailable, HOUR, MINUTE } from '../../bot/index.ts'
import { order } from '../directory/directory.contract.ts'
import { exchange, globalAdministrator, helpdeskInUnit, onCall } from '../directory/fixture.ts'
import { throttled } from './graph/faults.ts'
import { APPLICATION_PERMISSIONS, type EntraWorld, openEntra } from './world.ts'

describe("what a tenant's own record says", () => {
  let world: EntraWorld
  let began = 0
  beforeEach(async () => {
    world = await openEntra()
    began = world.now()
  })
  afterEach(async () => {
    expect(world.tenant.graph.violations).toEqual([])
    await world.close()
  })

  async function read(name: 'requests' | 'log', since = began): Promise<readonly DirectoryEvent[]> {
    const source = world.directory.sources.find((each) => each.name === name)
    if (!source) throw new Error(`no source ${name}`)
    return source.since(since)
  }
  const calls = (path: string) => world.tenant.graph.calls.filter((call) => call.path.includes(path))

  it('is read by requests: who, what in which scope, until when, and by whom; and by the log under the same id', async () => {
    const id = world.tenant.activatedInPortal('adele', helpdeskInUnit, 'PT2H')
    const [event, ...more] = await read('requests')
    expect(event).toEqual({
      ...{ id, isOfRequest: true, at: began, change: 'activated', activity: 'selfactivate', personId: 'adele' },
      ...{ byPersonId: 'adele', byApplication: null, activatable: helpdeskInUnit, endsAt: began + 2 * HOUR },
      origin: 'outside',
    })
    expect(more).toEqual([])
    // The log does not name the scope.
    const activatable = { ...helpdeskInUnit, scope: '/' }
    expect(await read('log')).toMatchObject([{ id, change: 'activated', activatable, personId: 'adele', endsAt: null }])
  })

  it('tells what Elevate did from what others did, in both', async () => {
    await world.directory.activate(order({ key: 'EL-1', activatable: exchange }))
    await world.directory.activate(order({ key: 'EL-2', activatable: onCall }))
    world.tenant.assignedInPortal('alex', globalAdministrator, 'pradeep', 'PT8H')
    world.tenant.assignedInPortal('megan', onCall, 'pradeep', null)
    for (const name of ['requests', 'log'] as const) {
      const told = (await read(name)).map(({ origin, change, personId }) => `${origin} ${change} ${personId}`)
      expect(told.sort(), name).toEqual([
        'elevate assigned adele',
        'elevate assigned adele',
        'outside assigned alex',
        'outside assigned megan',
      ])
    }
    const assigned = (await read('requests')).filter(({ origin }) => origin === 'outside')
    expect(assigned.map(({ byPersonId, endsAt }) => [byPersonId, endsAt])).toEqual([
      ['pradeep', began + 8 * HOUR],
      ['pradeep', null],
    ])
  })

  it('takes no word of a justification for its own', async () => {
    const id = world.tenant.activatedInPortal('adele', exchange, 'PT2H')
    for (const request of world.tenant.state.requests) Object.assign(request, { justification: '(EL-1)' })
    expect(await read('requests')).toMatchObject([{ id, origin: 'outside' }])
  })

  it('has settings, eligible assignments and alerts that were changed, and nothing that failed, began or is elsewhere', async () => {
    const { logs } = world.tenant
    const about = { by: { user: 'pradeep', application: null }, principalId: 'adele' }
    const target = { kind: 'role', roleDefinitionId: exchange.roleDefinitionId, directoryScopeId: '/' } as const
    logs('Update role setting in PIM', { by: about.by, target })
    logs('Add eligible member to role in PIM completed (permanent)', { ...about, target })
    logs('Disable PIM alert', { by: about.by })
    logs('Add member to role outside of PIM (permanent)', { ...about, target })
    logs('Add eligible member to role in PIM requested (permanent)', { ...about, target })
    logs('Add member to role completed (PIM activation)', { ...about, target, result: 'failure' })
    logs('Something that nobody knows yet', { ...about, target })
    logs('Add member to role completed (PIM activation)', {
      ...about,
      target: { kind: 'group', groupId: 'everybody', accessId: 'member' },
    })
    const told = (await read('log')).map(({ change, byPersonId, personId, isOfRequest }) => [
      ...[change, byPersonId, personId, isOfRequest],
    ])
    expect(told).toEqual([
      ['settingsChanged', 'pradeep', null, false],
      ['madeEligible', 'pradeep', 'adele', false],
      ['alertsChanged', 'pradeep', null, false],
      ['assigned', 'pradeep', 'adele', false],
    ])
  })

  it('is asked of the log by service and time alone, in all its pages', async () => {
    world.tenant.graph.pageSize = 2
    for (let n = 0; n < 7; n += 1) world.tenant.logs('Update role setting in PIM')
    world.advance(HOUR)
    world.tenant.logs('Update role setting in PIM')
    expect(await read('log')).toHaveLength(8)
    expect(await read('log', began + MINUTE)).toHaveLength(1)
    const [first] = calls('directoryAudits')
    expect(decodeURIComponent(first?.query ?? '')).toContain("loggedByService eq 'PIM' and activityDateTime ge 20")
  })

  it('does not go on for ever where a page names itself as the next', async () => {
    world.tenant.logs('Update role setting in PIM')
    world.tenant.graph.pageSize = 0
    await expect(read('log')).rejects.toThrow(DirectoryUnavailable)
    expect(calls('directoryAudits')).toHaveLength(2)
  })

  it('is no empty record where it may not be read, is throttled, or breaks off on its second page', async () => {
    world.tenant.permit(APPLICATION_PERMISSIONS.filter((name) => name !== 'AuditLog.Read.All'))
    await expect(read('log')).rejects.toThrow(DirectoryUnavailable)
    world.tenant.permit(APPLICATION_PERMISSIONS)
    world.tenant.graph.pageSize = 1
    for (let n = 0; n < 3; n += 1) world.tenant.logs('Update role setting in PIM')
    const refused = { kind: 'status', status: 400, code: 'BadRequest' } as const
    world.tenant.graph.faults.fail('GET', 'directoryAudits', refused, 1, 1)
    await expect(read('log')).rejects.toThrow(DirectoryUnavailable)
    world.tenant.graph.faults.fail('GET', 'directoryAudits', throttled('30'))
    await expect(read('log')).rejects.toThrow(DirectoryUnavailable)
  })
})

describe('the record of a tenant in delegated mode', () => {
  it('tells what somebody activated through Elevate from what the same person activated without it', async () => {
    let token = ''
    const world = await openEntra({ activation: 'delegated', takeSignIn: async () => token })
    const permissions = ['RoleAssignmentSchedule.ReadWrite.Directory']
    token = world.tenant.token({ kind: 'user', id: 'adele', permissions })
    const since = world.now()
    await world.directory.activate(order({ key: 'EL-1', activatable: exchange }))
    world.tenant.activatedInPortal('adele', helpdeskInUnit, 'PT2H')
    world.advance(6 * MINUTE)
    await world.directory.deactivate({ key: 'e', activationKey: 'EL-1', personId: 'adele', activatable: exchange })
    for (const source of world.directory.sources) {
      const told = (await source.since(since)).map(({ origin, change }) => `${origin} ${change}`)
      const ended = source.name === 'log' ? ['elevate assignmentRemoved'] : []
      expect(told.sort(), source.name).toEqual(['elevate activated', ...ended, 'outside activated'])
    }
    expect(world.tenant.graph.violations).toEqual([])
    await world.close()
  })
})

describe('what was done past PIM', () => {
  it('is not hidden by an activation through Elevate a moment before, in either mode', async () => {
    for (const activation of ['application', 'delegated'] as const) {
      let token = ''
      const signsIn = activation === 'delegated' && { activation, takeSignIn: async () => token }
      const world = await openEntra({ ...signsIn })
      token = world.tenant.token({
        kind: 'user',
        id: 'adele',
        permissions: ['RoleAssignmentSchedule.ReadWrite.Directory'],
      })
      const since = world.now()
      expect(await world.directory.activate(order({ key: 'EL-1', activatable: exchange }))).toEqual({
        outcome: 'accepted',
      })
      world.advance(MINUTE)
      const target = { kind: 'role', roleDefinitionId: exchange.roleDefinitionId, directoryScopeId: '/' } as const
      const row = { by: { user: 'pradeep', application: null }, principalId: 'adele', target }
      world.tenant.logs('Add member to role outside of PIM (permanent)', row)
      const log = world.directory.sources.find(({ name }) => name === 'log')
      const outside = (await log?.since(since))?.filter(({ origin }) => origin === 'outside')
      expect(outside, activation).toMatchObject([{ change: 'assigned', personId: 'adele', byPersonId: 'pradeep' }])
      await world.close()
    }
  })
})

describe("PIM's own alerts", () => {
  let world: EntraWorld
  beforeEach(async () => {
    world = await openEntra()
  })
  afterEach(async () => {
    expect(world.tenant.graph.violations).toEqual([])
    await world.close()
  })

  it('are seven, each as the rule that looks for the same; one that never fired has no date', async () => {
    const changedAt = world.now() - DAY
    world.tenant.ownAlert('StaleSignInAlert', { isActive: true, incidentCount: 3, modifiedAt: changedAt })
    world.tenant.ownAlert('RedundantAssignmentAlert', { isEnabled: false, modifiedAt: null })
    const alerts = (await world.directory.ownAlerts()) ?? []
    expect(alerts).toHaveLength(7)
    expect(alerts.find(({ rule }) => rule === 'staleAccount')).toEqual({
      ...{ rule: 'staleAccount', isActive: true, incidents: 3, changedAt, isOn: true },
    })
    expect(alerts.find(({ rule }) => rule === 'eligibleUnused')).toMatchObject({ isOn: false, changedAt: null })
    expect(alerts.filter(({ changedAt: at }) => at !== null)).toHaveLength(1)
  })

  it('are not known where they may not be read', async () => {
    world.tenant.permit(APPLICATION_PERMISSIONS.filter((name) => name !== 'RoleManagementAlert.Read.Directory'))
    expect(await world.directory.ownAlerts()).toBeNull()
  })
})
