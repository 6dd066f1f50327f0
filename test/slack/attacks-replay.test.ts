import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANSWERED, about, IGNORED, REFUSED, refusedWith, type SlackTarget, startSlackTarget } from './attack-target.ts'
import { clickBody, commandBody, homeBody, newTriggerId, submissionBody } from './driver.ts'
import { TEAM } from './slack-peer.ts'

let target: SlackTarget
beforeAll(async () => {
  target = await startSlackTarget()
})
afterAll(() => target.close())

const FORM = 'application/x-www-form-urlencoded'

const signedForm = (fields: { readonly [name: string]: string }) =>
  target.driver.signed(String(new URLSearchParams(fields)), FORM)
const signedPayload = (payload: object) => signedForm({ payload: JSON.stringify(payload) })

function approval(name: string, id: string, trigger = newTriggerId()) {
  const button = { actionId: 'verb:approve', value: JSON.stringify(about(id)) }
  return { ...clickBody(TEAM, target.user(name), button), trigger_id: trigger }
}

function approvals(id: string): number {
  return target.snapshot().events.filter(({ type, requestId }) => type === 'requestApproved' && requestId === id).length
}

describe('the same again', () => {
  it('a captured command, byte for byte', async () => {
    const body = commandBody(TEAM, target.user('adele'), 'Exchange Administrator 1h INC-1234')
    const captured = signedForm(body)
    expect((await target.attempt(() => target.driver.send(captured))).changes).toHaveLength(1)
    expect(await target.attempt(() => target.driver.send(captured))).toEqual(IGNORED)
  })

  it('a captured approval, byte for byte, also once the role has ended again', async () => {
    const { id } = await target.pending()
    const captured = signedPayload(approval('alex', id))
    await target.driver.send(captured)
    await target.becomes(id, 'active')
    expect(await target.attempt(() => target.driver.send(captured))).toEqual(IGNORED)
    await target.presses('adele', 'deactivate', about(id))
    await target.becomes(id, 'deactivated')
    expect(await target.attempt(() => target.driver.send(captured))).toEqual(IGNORED)
    expect(approvals(id)).toBe(1)
  })

  it('a captured approval after a restart', async () => {
    const { id } = await target.pending()
    const captured = signedPayload(approval('alex', id))
    await target.driver.send(captured)
    await target.becomes(id, 'active')
    await target.restart()
    expect(await target.attempt(() => target.driver.send(captured))).toEqual(IGNORED)
    expect(approvals(id)).toBe(1)
  })

  it('fifty copies of one approval at the same time', async () => {
    const { id } = await target.pending()
    const captured = signedPayload(approval('megan', id))
    const copies = Array.from({ length: 50 }, () => target.driver.send(captured))
    const { statuses, stored } = await target.attempt(() => Promise.all(copies))
    expect([new Set(statuses), stored]).toEqual([new Set([200]), 1])
    expect(approvals(id)).toBe(1)
  })

  it('a captured request under a fresh timestamp', async () => {
    const { id } = await target.pending()
    const captured = signedPayload(approval('alex', id))
    const stamp = String(Number(captured.headers['x-slack-request-timestamp']) + 1)
    const renewed = { ...captured, headers: { ...captured.headers, 'x-slack-request-timestamp': stamp } }
    expect(await target.attempt(() => target.driver.send(renewed))).toEqual(REFUSED)
    expect(target.request(id).status).toBe('pendingApproval')
    await target.driver.send(captured)
    await target.becomes(id, 'active')
  })
})

describe('a trigger that was used', () => {
  it('with another command: the first counts', async () => {
    const body = commandBody(TEAM, target.user('lidia'), 'help')
    await target.driver.form(body)
    const second = { ...body, user_id: target.user('adele'), text: 'User Administrator 1h INC-7777' }
    expect(await target.attempt(() => target.driver.form(second))).toEqual(IGNORED)
  })

  it('with a click on another request: the first counts', async () => {
    const [first, second] = [await target.pending(), await target.pending(undefined, { by: 'megan' })]
    const trigger = newTriggerId()
    await target.driver.interaction(approval('alex', first.id, trigger))
    await target.becomes(first.id, 'active')
    const again = () => target.driver.interaction(approval('alex', second.id, trigger))
    expect(await target.attempt(again)).toEqual(IGNORED)
    await target.presses('alex', 'approve', about(second.id))
    await target.becomes(second.id, 'active')
  })
})

describe('a redelivery, said to be one or not', () => {
  const retry = (sent: ReturnType<typeof signedForm>) => {
    const headers = { ...sent.headers, 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' }
    return target.driver.send({ ...sent, headers })
  }

  it('of an event', async () => {
    const event = homeBody(TEAM, target.user('adele'))
    expect(await target.attempt(() => target.driver.event(event))).toEqual(ANSWERED)
    const again = target.driver.signed(JSON.stringify(event), 'application/json')
    expect(await target.attempt(() => retry(again))).toEqual(IGNORED)
    const other = { ...event, event: { ...event.event, user: target.user('lidia') } }
    expect(await target.attempt(() => target.driver.event(other))).toEqual(IGNORED)
  })

  it('of a submission, also with another reason in it', async () => {
    const { id } = await target.pending()
    const modal = { callbackId: 'reason:deny', metadata: JSON.stringify(about(id)), values: { reason: 'not today' } }
    const body = submissionBody(TEAM, target.user('alex'), modal)
    await target.driver.interaction(body)
    await target.becomes(id, 'denied')
    expect(await target.attempt(() => retry(signedPayload(body)))).toEqual(IGNORED)
    const changed = { reason: { reason: { type: 'plain_text_input', value: 'another reason' } } }
    const other = { ...body, view: { ...body.view, state: { values: changed } } }
    expect(await target.attempt(() => target.driver.interaction(other))).toEqual(IGNORED)
    expect(JSON.stringify([...target.snapshot().texts.values()])).not.toContain('another reason')
  })

  it('called so although it never came before is taken: nothing honest is lost', async () => {
    const { id } = await target.pending()
    await retry(signedPayload(approval('alex', id)))
    await target.becomes(id, 'active')
  })

  it('of a denied request’s approval, under a new trigger: refused, as decided', async () => {
    const { id } = await target.pending()
    await target.submits('megan', 'reason:deny', about(id), { reason: 'not today' })
    await target.becomes(id, 'denied')
    const again = () => target.presses('alex', 'approve', about(id))
    expect(await target.attempt(again)).toEqual(refusedWith('alreadyDecided'))
  })
})
