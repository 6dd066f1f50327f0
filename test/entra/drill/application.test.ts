import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../bot/index.ts'
import type { Fault } from '../graph/faults.ts'
import { throttled } from '../graph/tenant.ts'
import { helpdesk } from '../story.ts'
import { ADELE, ALEX, BREAKGLASS, type DrillWorld, FLOOR, openDrillWorld } from './drill-world.ts'

let world: DrillWorld
beforeEach(async () => {
  world = await openDrillWorld('application')
})
afterEach(async () => {
  expect(world.tenant.graph.violations).toEqual([])
  await world.close()
})

const REQUESTS = /\/roleAssignmentScheduleRequests$/
const INSTANCES = /\/roleAssignmentScheduleInstances$/
const made = () => world.tenant.state.active.filter(({ principalId }) => principalId === ADELE)

describe('a drill in application mode', () => {
  it('activates, reads back, ends after the floor, reads back, and writes down what the tenant said', async () => {
    world.tenant.lag({ appearsAfterMs: 7_000, goneAfterMs: 5_000 })
    expect(await world.drills()).toEqual({ code: 0, errors: [] })

    expect(made()).toHaveLength(1)
    expect(world.tenant.inForce(ADELE)).toEqual([])
    const evidence = world.evidence()
    const { steps, calls } = evidence
    expect(evidence).toMatchObject({
      ...{ verdict: 'passed', reason: null, left: 'nothing', mode: 'application', scope: '/' },
      role: { name: 'Helpdesk Administrator', roleDefinitionId: helpdesk.roleDefinitionId, tier: 'operations' },
      person: { id: ADELE, displayName: 'Adele Vance' },
      scheduleRequestId: world.tenant.state.requests[0]?.id,
    })
    expect(steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      ...['eligible assignment ok', 'role settings ok', 'not active before ok', 'activation ok'],
      ...['active, read back ok', 'end ok', 'ended, read back ok'],
    ])
    expect(steps.find(({ step }) => step === 'active, read back')?.ms).toBeGreaterThanOrEqual(7_000)
    expect(calls.length).toBeGreaterThan(8)
    for (const { requestId, status } of calls)
      expect({ requestId, status }).toMatchObject({ requestId: expect.any(String) })
    for (const words of ['Drill passed.', 'Nothing of it is active.', ADELE, 'POST /v1.0/roleManagement', evidence.key])
      expect(world.text()).toContain(words)
    expect(Date.parse(String(evidence.endedAt)) - Date.parse(String(evidence.startedAt))).toBeGreaterThan(FLOOR)
  })

  it('finds the one person who is eligible, and asks which where there are more', async () => {
    expect(await world.drills({ as: undefined as never })).toMatchObject({ code: 0 })
    world.tenant.eligible(ALEX, helpdesk)
    const { code, errors } = await world.drills({ as: undefined as never })
    expect({ code, errors }).toEqual({
      code: 2,
      errors: ['2 people are eligible for Helpdesk Administrator: name one with --as <object id>.'],
    })
    expect(made()).toHaveLength(1)
  })

  it('tries a role in one administrative unit alone, for whoever is eligible there', async () => {
    world.tenant.unit('montreal', 'Montreal')
    const scope = '/administrativeUnits/montreal'
    expect((await world.drills({ scope, as: undefined as never })).errors.join(' ')).toMatch(
      /Nobody is eligible .* in \/adm/,
    )
    expect((await world.drills({ scope })).code).toBe(1)
    expect(made()).toEqual([])
    world.tenant.eligible(ADELE, { ...helpdesk, scope })
    expect(await world.drills({ scope, as: undefined as never })).toEqual({ code: 0, errors: [] })
    expect(made().map(({ target }) => target)).toMatchObject([{ directoryScopeId: scope }])
    expect(world.tenant.inForce(ADELE)).toEqual([])
    expect(world.evidence()).toMatchObject({ verdict: 'passed', left: 'nothing', scope })
  })

  it.each([
    ['a scope that is none', { scope: 'Montreal' }, 2, /A scope is/],
    ['a critical role', { role: 'Global Administrator' }, 1, /tier critical/],
    ['a critical role by its id', { role: '62e90394-69f5-4237-9190-012177145e10' }, 1, /tier critical/],
    ['a role that Elevate may not assign', { role: 'User Administrator' }, 1, /not listed under directory.roles/],
    ['a role that is none', { role: 'Wizard' }, 2, /There is no role "Wizard"/],
    ['a stranger', { as: 'nobody-of-that-id' }, 2, /no enabled member/],
    ['an emergency account', { as: BREAKGLASS }, 1, /stays outside Elevate/],
  ])('refuses %s, and calls nothing that changes anything', async (_, options, code, words) => {
    const refused = await world.drills(options)
    expect(refused.code).toBe(code)
    expect(refused.errors.join(' ')).toMatch(words)
    expect(world.tenant.graph.calls.filter(({ method }) => method === 'POST')).toEqual([])
    expect(world.hasEvidence()).toBe(false)
  })

  it.each([
    ['is not eligible', () => world.tenant.removeEligible(ADELE, helpdesk), /not eligible/],
    ['holds the role already', () => world.tenant.standing(ADELE, helpdesk), /holds that role already/],
    [
      'needs the tenant’s approvers',
      () => world.tenant.policy(helpdesk, { approvers: [{ userId: ALEX }] }),
      /its own approvers/,
    ],
  ])('stops before it begins where the person %s', async (_, plant, words) => {
    plant()
    expect((await world.drills()).code).toBe(1)
    expect(world.evidence()).toMatchObject({ verdict: 'failed', left: 'nothing', scheduleRequestId: null })
    expect(world.evidence().reason).toMatch(words)
    expect(world.tenant.state.requests).toEqual([])
  })
})

describe('a drill that does not go well leaves nothing active', () => {
  const always = Number.POSITIVE_INFINITY
  const refusal = { kind: 'status', status: 403, code: 'Authorization_RequestDenied' } as const
  const faults: readonly [string, string, RegExp, Fault, number, number][] = [
    ['the start is refused', 'POST', REQUESTS, refusal, always, 0],
    ['every answer to a start is lost', 'POST', REQUESTS, { kind: 'resetAfter' }, always, 0],
    ['Graph is busy from the start on', 'POST', REQUESTS, throttled('20'), always, 0],
    ['the end is refused', 'POST', REQUESTS, refusal, always, 1],
    ['the end is never answered', 'POST', REQUESTS, { kind: 'error500After' }, always, 1],
    ['nothing can be read back', 'GET', INSTANCES, { kind: 'status', status: 500, code: 'InternalServerError' }, 40, 1],
    ['nothing is shown', 'GET', INSTANCES, { kind: 'status', status: 404, code: 'ResourceNotFound' }, 40, 1],
  ]

  it.each(faults)('%s', async (_, method, path, fault, times, after) => {
    world.tenant.graph.faults.fail(method, path, fault, times, after)
    const { code } = await world.drills()
    expect(world.tenant.inForce(ADELE)).toEqual([])
    expect(made().length).toBeLessThanOrEqual(1)
    const evidence = world.evidence()
    expect(evidence.left).toBe('nothing')
    expect(code).toBe(evidence.verdict === 'passed' ? 0 : 1)
    if (evidence.verdict !== 'passed') expect(evidence.reason?.length).toBeGreaterThan(10)
  })

  it('does not say so where the tenant gives no answer at all, but when the tenant ends it by itself', async () => {
    const down = { kind: 'status', status: 500, code: 'InternalServerError' } as const
    world.tenant.graph.faults.fail('GET', INSTANCES, down, always, 1)
    expect((await world.drills()).code).toBe(1)
    expect(world.evidence()).toMatchObject({ verdict: 'failed', left: 'unknown' })
    expect(world.text()).toMatch(/not known whether .* ends it by itself at \d{4}-/)
  })

  it.each([0, 1, 3, 30, 303])('Ctrl-C after %i seconds', async (seconds) => {
    world.tenant.lag({ appearsAfterMs: 4_000, goneAfterMs: 4_000 })
    world.onWait = (since) => {
      if (since >= seconds * 1000) world.interrupt()
    }
    const { code } = await world.drills()
    expect(code).toBe(1)
    expect(world.evidence()).toMatchObject({ verdict: 'interrupted', left: 'nothing' })
    expect(world.tenant.inForce(ADELE)).toEqual([])
    expect(world.said.join('\n')).toContain('interrupted: waiting until nothing of it is active')
    expect(world.now()).toBeLessThan(Date.now() + 16 * MINUTE)
  })
})
