import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { about, IGNORED, refusedWith, type SlackTarget, startSlackTarget } from './attack-target.ts'

let target: SlackTarget
beforeAll(async () => {
  target = await startSlackTarget()
})
afterAll(() => target.close())

const pressing = (name: string, verb: string, value: object | string, more: object = {}) =>
  target.attempt(() => target.presses(name, verb, value, more))
const typing = (name: string, text: string) => target.attempt(() => target.types(name, text))

describe('a click by somebody who may not', () => {
  let id: string
  beforeAll(async () => {
    id = (await target.pending()).id
  })

  for (const name of ['lidia', 'pradeep'] as const) {
    it(`${name}, who is no approver, approves`, async () => {
      expect(await pressing(name, 'approve', about(id))).toEqual(refusedWith('notApprover'))
      expect(await typing(name, `approve ${id}`)).toEqual(refusedWith('notApprover'))
    })
  }

  it('the requester approves their own', async () => {
    expect(await pressing('adele', 'approve', about(id))).toEqual(refusedWith('ownRequest'))
    expect(await typing('adele', `approve ${id}`)).toEqual(refusedWith('ownRequest'))
  })

  it('an approver approves their own', async () => {
    const own = await target.pending('Exchange Administrator', { by: 'megan' })
    expect(await pressing('megan', 'approve', about(own.id))).toEqual(refusedWith('ownRequest'))
  })

  it('somebody else cancels, asks again, or reports it as not theirs', async () => {
    for (const verb of ['cancel', 'deactivate', 'again', 'notMe']) {
      expect(await pressing('lidia', verb, about(id))).toEqual(refusedWith('notAllowed'))
    }
    expect(await typing('lidia', `cancel ${id}`)).toEqual(refusedWith('notAllowed'))
    expect(target.snapshot().events.some(({ type }) => type === 'personBlocked')).toBe(false)
  })

  it('somebody presses a command that is not theirs to give', async () => {
    const said = { requestId: null, termsVersion: null, text: `/elevate approve ${id}` }
    expect(await pressing('lidia', 'say', said)).toEqual(refusedWith('notApprover'))
    expect(await pressing('lidia', 'confirmClock', about(id))).toEqual(refusedWith('notAllowed'))
  })

  it('an approver does what all of these could not', async () => {
    await target.presses('alex', 'approve', about(id))
    await target.becomes(id, 'active')
  })
})

describe('a stale click', () => {
  it('on terms of another version', async () => {
    const { id } = await target.pending()
    for (const version of [0, 2, 4_294_967_296]) {
      expect(await pressing('alex', 'approve', about(id, version))).toEqual(refusedWith('staleCard'))
    }
    await target.presses('alex', 'approve', about(id))
    await target.becomes(id, 'active')
    expect(await pressing('megan', 'approve', about(id))).toEqual(refusedWith('alreadyDecided'))
  })

  it('on a request that was canceled, and one after it with the same terms', async () => {
    const { id } = await target.pending()
    const next = await target.pending()
    expect(target.request(id).status).toBe('canceled')
    expect(await pressing('alex', 'approve', about(id))).toEqual(refusedWith('alreadyDecided'))
    expect(target.request(next.id).votes).toEqual([])
  })
})

describe('a tampered value', () => {
  let id: string
  let other: string
  beforeAll(async () => {
    other = (await target.pending(undefined, { by: 'megan' })).id
    id = (await target.pending()).id
  })

  it('names another request: judged by that request', async () => {
    expect(await pressing('megan', 'approve', about(other))).toEqual(refusedWith('ownRequest'))
  })

  it('names a request that does not exist', async () => {
    for (const guess of [`${id}X`, 'EL-0000', "x'; DROP TABLE requests; --", '%', '*', '__proto__']) {
      expect(await pressing('alex', 'approve', about(guess))).toEqual(refusedWith('unknownRequest'))
    }
  })

  it('is an object instead of a string', async () => {
    const action = { type: 'button', action_id: 'verb:approve', block_id: 'b1', value: about(id) }
    expect(await pressing('alex', 'approve', '', { actions: [action] })).toEqual(IGNORED)
    const { value: _, ...without } = action
    expect(await pressing('alex', 'approve', '', { actions: [without] })).toEqual(IGNORED)
  })

  it('is no JSON, or other JSON than ours', async () => {
    const written = JSON.stringify(about(id))
    for (const value of ['', id, 'null', '[]', '1', `[${written}]`, `${written}}`, written.slice(1), `"${id}"`]) {
      expect(await pressing('alex', 'approve', value)).toEqual(IGNORED)
    }
  })

  it('has fields of other kinds', async () => {
    const wrong: readonly object[] = [
      { requestId: [id], termsVersion: 1 },
      { requestId: { id }, termsVersion: 1 },
      { requestId: id, termsVersion: '1' },
      { requestId: id, termsVersion: 1.5 },
      { requestId: id, termsVersion: -1 },
      { requestId: id },
      { requestId: 'E'.repeat(41), termsVersion: 1 },
      { ...about(id), text: 'x'.repeat(1900), durations: ['x'.repeat(200)] },
    ]
    for (const value of wrong) expect(await pressing('alex', 'approve', value)).toEqual(IGNORED)
  })

  it('hides its fields behind the prototype', async () => {
    const written = JSON.stringify(about(id))
    for (const value of [`{"__proto__":${written}}`, `{"constructor":{"prototype":${written}}}`]) {
      expect(await pressing('alex', 'approve', value)).toEqual(IGNORED)
    }
    expect(Object.keys(Object.prototype)).toEqual([])
  })

  it('is about no request', async () => {
    const nothing = { requestId: null, termsVersion: null }
    expect(await pressing('alex', 'approve', nothing)).toEqual(refusedWith('notUnderstood'))
  })

  it('comes under a verb that is not in the list', async () => {
    for (const verb of [
      'approveAll',
      'Approve',
      '__proto__',
      'constructor',
      'toString',
      '',
      'approve:12345',
      'approve:',
    ]) {
      expect(await pressing('alex', verb, about(id))).toEqual(IGNORED)
    }
  })

  it('comes under an action that is no button of ours, or behind one', async () => {
    const value = JSON.stringify(about(id))
    const approve = { type: 'button', action_id: 'verb:approve', value }
    for (const action_id of ['approve', 'link:0', 'verb', 'xverb:approve', 'verb:approve\n']) {
      const actions = [{ type: 'button', action_id, value }, approve]
      expect(await pressing('alex', 'approve', value, { actions })).toEqual(IGNORED)
    }
    expect(await pressing('alex', 'approve', value, { actions: [] })).toEqual(IGNORED)
    // What is no list at all Slack is told that we could not take.
    const unreadable = await pressing('alex', 'approve', value, { actions: value })
    expect(unreadable).toEqual({ ...IGNORED, statuses: [503] })
  })

  it('says who decided, and what the outcome is', async () => {
    const claims = {
      ...about(id),
      ...{ by: 'alex', decidedBy: 'alex', personId: 'alex', userId: target.user('alex'), proven: true },
      ...{ status: 'approved', votes: 2, required: 0, duration: 'PT2H', inputs: { by: 'alex' } },
    }
    expect(await pressing('lidia', 'approve', claims)).toEqual(refusedWith('notApprover'))
    await target.presses('alex', 'approve', { ...claims, by: 'megan', decidedBy: 'megan' })
    await target.becomes(id, 'active')
    const { votes, terms, approval } = target.request(id)
    expect(votes).toMatchObject([{ personId: 'alex', proven: false }])
    expect([votes.length, terms.duration, approval?.required]).toEqual([1, 'PT1H', 1])
  })
})
