import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { startTeamsTarget, type TeamsTarget } from './attack-target.ts'
import { shownText } from './cards/shown.ts'

const MAY_NOT_WRITE = { kind: 'status', status: 403, code: 'MessageWritesBlocked' } as const

let target: TeamsTarget
beforeAll(async () => {
  target = await startTeamsTarget()
})
afterAll(() => target.close())

/** All that somebody's own chat shows of the request, each card as their client has it after asking for its newest view. */
const shown = async (name: string, id: string) => {
  const person = target.person(name)
  const seen = await target.rig.clients.sees(person, target.rig.personal(person))
  return seen.map(({ card }) => shownText(card)).findLast((text) => text.includes(id)) ?? ''
}

it('an approver without the app is shown as not reached, and the other decides', async () => {
  await target.rig.driver.uninstalls(target.person('megan'))
  const { id } = await target.pending()
  await eventually(() => shown('alex', id)).toMatch(/1 of 2 approvers reached/)
  await eventually(() => shown('adele', id)).toMatch(/1 of 2 approvers reached/)
  expect(await shown('megan', id)).toBe('')
  await target.presses('alex', 'approve', { requestId: id, termsVersion: 1 })
  await target.becomes(id, 'active')
})

it('an approver whose posts Teams refuses is shown so too, and is reached again by the next request', async () => {
  await target.rig.driver.installs(target.person('megan'))
  await target.quiet()
  const chat = target.rig.personal(target.person('megan')).id
  // Until it is healed: that somebody was not reached is itself a newer state of the card, which is tried again at once.
  target.rig.connector.fail('post', MAY_NOT_WRITE, Number.POSITIVE_INFINITY, chat)
  const { id } = await target.pending()
  await eventually(() => shown('alex', id)).toMatch(/1 of 2 approvers reached/)
  expect(await shown('megan', id)).toBe('')
  target.rig.connector.heal()
  const next = await target.pending()
  await eventually(() => shown('megan', next.id)).toMatch(/Approval needed/)
  await eventually(() => shown('alex', next.id)).toMatch(/2 of 2 approvers reached/)
})
