import { afterEach, describe, expect, it } from 'vitest'
import { HOUR } from '../../bot/index.ts'
import { throttled } from './graph/faults.ts'
import { type EntraStory, exchange, helpdesk, reader, tellEntraStory, UNIT } from './story.ts'

let story: EntraStory
afterEach(async () => {
  expect(story.tenant.graph.violations).toEqual([])
  await story.finish()
})

const told = () =>
  story.platform
    .seenBy('channel:feed')
    .flatMap((view) => (view.card === 'alert' && view.alert === 'assignedOutside' ? [view.params] : []))
const recorded = async () => (await story.auditTypes()).filter((type) => type === 'assignmentMadeOutside').length

describe('active assignments that somebody makes in the tenant', () => {
  it('are told in the feed within minutes and once: for good, for a time in a unit, and to a group for its members', async () => {
    story = await tellEntraStory()
    story.tenant.standing('pradeep', exchange)
    await story.passes('PT6M')
    expect(told()).toEqual([])

    const since = story.engine.now()
    story.tenant.assignedInPortal('soc', exchange, 'pradeep', null)
    story.tenant.assignedInPortal('megan', { ...helpdesk, scope: UNIT }, 'pradeep', 'PT4H')
    story.tenant.assignedInPortal('readers', reader, 'pradeep', null)
    await story.passes('PT6M')
    const params = [...told()].sort((a, b) => String(a['person']).localeCompare(String(b['person'])))
    expect(params).toMatchObject([
      { person: 'lidia', role: { en: 'Security Reader' } },
      { person: 'megan', role: { en: 'Helpdesk Administrator' }, startedAt: since, endsAt: since + 4 * HOUR },
      { person: 'soc', role: { en: 'Exchange Administrator' }, startedAt: since },
    ])
    expect(JSON.stringify(params[1])).toContain('Montreal')
    expect(params[2]).not.toHaveProperty('endsAt')
    await story.passes('PT30M')
    expect(told()).toHaveLength(3)
    expect(await recorded()).toBe(3)
    // What somebody else made is left alone.
    expect(story.isHeld('soc', exchange)).toBe(true)
    expect(story.tenant.graph.calls.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it('are told once also where the tenant does not answer in between', async () => {
    story = await tellEntraStory()
    await story.passes('PT6M')
    story.tenant.assignedInPortal('soc', exchange, 'pradeep', null)
    story.tenant.graph.faults.fail('GET', 'roleAssignmentScheduleInstances', throttled('600'), 3)
    await story.passes('PT6M')
    story.tenant.graph.faults.heal()
    await story.passes('PT20M')
    expect(told()).toHaveLength(1)
    story.tenant.graph.faults.fail('GET', 'roleAssignmentScheduleInstances', { kind: 'reset' }, 20)
    await story.passes('PT6M')
    story.tenant.graph.faults.heal()
    await story.passes('PT6M')
    expect(told()).toHaveLength(1)
    expect(await recorded()).toBe(1)
  })
})
