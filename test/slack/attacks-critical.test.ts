import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { about, refusedWith, type SlackTarget, startSlackTarget } from './attack-target.ts'

let target: SlackTarget
beforeAll(async () => {
  target = await startSlackTarget()
})
afterAll(() => target.close())

const CRITICAL = ['Security Administrator', { rest: 'INC-7001 because the tenant is locked' }] as const

const pressing = (name: string, verb: string, value: object | string, more: object = {}) =>
  target.attempt(() => target.presses(name, verb, value, more))
const typing = (name: string, text: string) => target.attempt(() => target.types(name, text))

describe('the critical tier', () => {
  it('is not approved by a confirmation that the value claims, only by the dialog that Slack showed', async () => {
    const { id } = await target.pending(...CRITICAL)
    const missing = refusedWith('confirmationMissing')
    expect(await pressing('alex', 'approve', about(id))).toEqual(missing)
    for (const claim of [{ confirm: true }, { inputs: { confirm: 'true' } }, { confirmed: true, ticked: 'true' }]) {
      expect(await pressing('alex', 'approve', { ...about(id), ...claim })).toEqual(missing)
    }
    const element = { type: 'button', action_id: 'verb:deny', confirm: { title: 'Sure?' } }
    const message = { ts: '1.2', blocks: [{ type: 'actions', elements: [element] }] }
    expect(await pressing('alex', 'approve', about(id), { message })).toEqual(missing)
    const state = { values: { confirm: { confirm: { selected_options: [{ value: 'true' }] } } } }
    expect(await pressing('alex', 'approve', about(id), { state })).toEqual(missing)
    const value = JSON.stringify(about(id))
    const actions = [{ type: 'button', action_id: 'verb:approve', value, confirm: 'true' }]
    expect(await pressing('alex', 'approve', value, { actions })).toEqual(missing)
    expect(target.request(id).votes).toEqual([])
  })

  it('is not approved by one person twice', async () => {
    const { id } = await target.pending(...CRITICAL)
    const approve = (name: string) =>
      target.driver.click(target.user(name), {
        actionId: 'verb:approve',
        value: JSON.stringify(about(id)),
        confirms: true,
      })
    await approve('alex')
    expect(await target.attempt(() => approve('alex'))).toEqual(refusedWith('alreadyApproved'))
    expect(await typing('alex', `approve ${id}`)).toEqual(refusedWith('alreadyApproved'))
    expect(target.request(id)).toMatchObject({ status: 'pendingApproval', votes: [{ personId: 'alex' }] })
    await approve('megan')
    await target.becomes(id, 'active')
  })
})
