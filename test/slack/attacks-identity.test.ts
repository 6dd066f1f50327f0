import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { eventually } from '../eventually.ts'
import { ANSWERED, about, IGNORED, refusedWith, type SlackTarget, startSlackTarget } from './attack-target.ts'
import { homeBody } from './driver.ts'
import { shownText } from './shown.ts'

const ELSEWHERE = 'T0ELSEWHERE'
const STRANGER = refusedWith('strangerRefused')

let target: SlackTarget
/** Adele waits for it; everybody below is an approver of it, as far as the directory goes. */
let id: string
beforeAll(async () => {
  target = await startSlackTarget()
  const says = (name: string, fields: object) => target.slack.describe(target.user(name), { ...fields })
  says('guest', { is_restricted: true })
  says('ultra', { is_restricted: true, is_ultra_restricted: true })
  says('gone', { deleted: true })
  says('unconfirmed', { is_email_confirmed: false })
  says('invited', { is_invited_user: true })
  says('stranger', { is_stranger: true })
  says('foreign', { team_id: ELSEWHERE })
  says('robot', { is_bot: true })
  id = (await target.pending('Teams Administrator')).id
  // Told of the request, they turn out to be out of reach, which is recorded and is none of the attacks.
  const lost = () => target.snapshot().events.filter(({ type }) => type === 'approverUnreachable')
  await vi.waitFor(() => expect(lost().length).toBe(9), { timeout: 30_000, interval: 50 })
})
afterAll(() => target.close())

const approves = (name: string, more: object = {}) =>
  target.attempt(() => target.presses(name, 'approve', about(id), more))

describe('who is no member of the workspace, though linked to an approver', () => {
  for (const [name, what] of [
    ['guest', 'a guest'],
    ['ultra', 'a guest of a single channel'],
    ['gone', 'a deactivated user'],
    ['unconfirmed', 'a user whose e-mail address is not confirmed'],
    ['invited', 'a user who was only invited'],
    ['stranger', 'a stranger of Slack Connect'],
    ['foreign', 'a user of another workspace, as Slack says'],
    ['robot', 'a bot'],
  ] as const) {
    it(`${what}: approves nothing, asks for nothing, and is offered nothing`, async () => {
      expect(await approves(name)).toEqual(STRANGER)
      expect(await target.attempt(() => target.types(name, 'User Administrator 1h INC-1234'))).toEqual(STRANGER)
      const denial = () => target.submits(name, 'reason:deny', about(id), { reason: 'spite' })
      expect(await target.attempt(denial)).toEqual(STRANGER)
      expect((await target.driver.suggest(target.user(name), '')).json).toEqual({ options: [] })
    })
  }

  it('a user whom Slack does not know', async () => {
    expect(await approves('U0NOBODY')).toEqual(STRANGER)
  })

  it('a member with an approver’s e-mail address who is linked to nobody', async () => {
    const unlinked = refusedWith('notLinked')
    expect(await approves('emeric')).toEqual(unlinked)
    expect(await target.attempt(() => target.types('emeric', 'User Administrator 1h INC-1234'))).toEqual(unlinked)
  })

  it('a member whose account in the directory is disabled', async () => {
    expect(await approves('disabled')).toEqual(refusedWith('personDisabled'))
  })

  it('is told no more than that', async () => {
    const answers = () => target.slack.peer.of('respond').map(({ args }) => args)
    const seen = answers().length
    await approves('guest')
    await eventually(() => answers().length).toBeGreaterThan(seen)
    for (const { text, blocks } of answers()) {
      expect(`${text} ${shownText(blocks)}`).not.toMatch(/adele|alex|teams administrator|EL-/i)
      expect(String(text)).not.toBe('')
    }
  })
})

describe('another workspace', () => {
  it('as the team of a click, with the user id of an approver', async () => {
    expect(await approves('alex', { team: { id: ELSEWHERE, domain: 'elsewhere' } })).toEqual(STRANGER)
  })

  it('as the team of the user in a shared channel', async () => {
    const user = { id: target.user('alex'), username: 'alex', team_id: ELSEWHERE }
    expect(await approves('alex', { user })).toEqual(STRANGER)
  })

  it('as the team of a command', async () => {
    const foreign = () => target.types('adele', 'User Administrator 1h INC-1234', { team_id: ELSEWHERE })
    expect(await target.attempt(foreign)).toEqual(STRANGER)
  })

  it('as the team of a submission, of its user, or of the app in it', async () => {
    const own = { id: target.user('alex'), name: 'alex' }
    for (const more of [{ team: { id: ELSEWHERE } }, { user: { ...own, team_id: ELSEWHERE } }]) {
      const denial = () => target.submits('alex', 'reason:deny', about(id), { reason: 'spite' }, more)
      expect(await target.attempt(denial)).toEqual(STRANGER)
    }
  })

  it('in an event: its user sees a home that offers nothing', async () => {
    const homes = (name: string) => {
      const calls = target.slack.peer.of('views.publish').map(({ args }) => args)
      return calls.filter((args) => args['user_id'] === target.user(name)).map(({ view }) => shownText(view))
    }
    const body = homeBody(ELSEWHERE, target.user('foreign'))
    expect(await target.attempt(() => target.driver.event(body))).toEqual(ANSWERED)
    await eventually(() => homes('foreign').length).toBeGreaterThan(0)
    expect(homes('foreign').join()).not.toMatch(/User Administrator|EL-/)
    await target.driver.openHome(target.user('adele'))
    await eventually(() => homes('adele').join()).toMatch(/User Administrator/)
  })

  it('while options are asked for: none', async () => {
    const foreign = await target.driver.suggest(target.user('adele'), '', { team: { id: ELSEWHERE } })
    expect(foreign.json).toEqual({ options: [] })
    const own = await target.driver.suggest(target.user('adele'), 'exchange')
    expect(JSON.stringify(own.json)).toContain('Exchange Administrator')
  })

  it('an app installed for a whole organisation, where no team is named', async () => {
    const enterprise = { id: 'E0ORGANISATION', name: 'Organisation' }
    const user = { id: target.user('alex'), username: 'alex' }
    const install = { team: null, user, enterprise, is_enterprise_install: true }
    expect(await approves('alex', install)).toEqual(IGNORED)
    expect(await approves('alex', { ...install, user: { ...user, team_id: ELSEWHERE } })).toEqual(STRANGER)
    const fields = { team_id: '', enterprise_id: 'E0ORGANISATION', is_enterprise_install: 'true' }
    expect(await target.attempt(() => target.types('adele', 'User Administrator 1h INC-1', fields))).toEqual(IGNORED)
  })
})

describe('somebody else’s name', () => {
  it('as `user_name` of a command', async () => {
    const named = { user_name: target.user('alex'), user_email: 'alex@nordet.example' }
    const typed = () => target.types('lidia', `approve ${id}`, named)
    expect(await target.attempt(typed)).toEqual(refusedWith('notApprover'))
  })

  it('as `username`, `name` and profile of a click', async () => {
    const other = { username: 'alex', name: target.user('alex'), profile: { email: 'alex@nordet.example' } }
    const user = { id: target.user('lidia'), ...other }
    expect(await approves('lidia', { user })).toEqual(refusedWith('notApprover'))
  })

  it('beside one’s own, in the button and the message', async () => {
    const claimed = { ...about(id), user: target.user('alex'), userId: target.user('alex'), by: 'alex' }
    expect(await target.attempt(() => target.presses('lidia', 'approve', claimed))).toEqual(refusedWith('notApprover'))
    expect(await approves('lidia', { message: { user: target.user('alex') } })).toEqual(refusedWith('notApprover'))
  })

  it('as an id that is none', async () => {
    for (const odd of [`${target.user('alex')}:x`, `${target.user('alex')} `, '', '__proto__', 'U'.repeat(41)]) {
      const user = { id: odd, team_id: 'T000000001' }
      expect(await approves('alex', { user })).toEqual(IGNORED)
    }
    const lower = target.user('alex').toLowerCase()
    expect(await approves(lower)).toEqual(STRANGER)
  })
})

describe('after all of that', () => {
  it('the request waits as before, and a real approver approves it', async () => {
    expect(target.request(id)).toMatchObject({ status: 'pendingApproval', votes: [] })
    expect(await target.attempt(() => target.types('alex', 'help'))).toEqual(ANSWERED)
    await target.presses('alex', 'approve', about(id))
    await target.becomes(id, 'active')
    expect(target.request(id).votes).toMatchObject([{ personId: 'alex' }])
  })
})
