import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newNonce, startTarget, type Target } from './target.ts'
import { tried as attempt } from './tried.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())
beforeEach(() => target.anHourLater())

const pending = () => target.asks('adele', 'Exchange Administrator')

const tried = (act: () => Promise<unknown>) => attempt(target, act)

describe('forged clicks', () => {
  it('the requester approves their own request', async () => {
    const { id } = await pending()
    expect(await tried(() => target.presses('adele', 'approve', id))).toEqual({ refusals: ['ownRequest'], changes: [] })
    await target.presses('alex', 'approve', id)
    expect(target.request(id).status).toBe('active')
  })

  it('an approver approves their own request', async () => {
    const { id } = await target.asks('megan', 'Exchange Administrator')
    expect(await tried(() => target.presses('megan', 'approve', id))).toEqual({ refusals: ['ownRequest'], changes: [] })
    await target.presses('alex', 'approve', id)
    expect(target.request(id).status).toBe('active')
  })

  it('somebody who is no approver approves', async () => {
    const { id } = await pending()
    expect(await tried(() => target.presses('lidia', 'approve', id))).toEqual({
      refusals: ['notApprover'],
      changes: [],
    })
    await target.presses('megan', 'approve', id)
    expect(target.request(id).status).toBe('active')
  })

  it('an auditor, who may read everything, approves', async () => {
    const { id } = await pending()
    expect(await tried(() => target.presses('pradeep', 'approve', id))).toEqual({
      refusals: ['notApprover'],
      changes: [],
    })
    await target.presses('alex', 'approve', id)
    expect(target.request(id).status).toBe('active')
  })

  it('an emergency account approves', async () => {
    const { id } = await pending()
    const { changes } = await tried(() => target.presses('breakglass-1', 'approve', id))
    expect(changes).toEqual([])
    await target.presses('alex', 'approve', id)
    expect(target.request(id).status).toBe('active')
  })

  it('somebody else denies', async () => {
    const { id } = await pending()
    const denial = () => target.presses('lidia', 'deny', id, { reason: 'spite' })
    expect(await tried(denial)).toEqual({ refusals: ['notApprover'], changes: [] })
    await target.presses('alex', 'deny', id, { reason: 'no change window' })
    expect(target.request(id).status).toBe('denied')
  })

  it('somebody else cancels', async () => {
    const { id } = await pending()
    expect(await tried(() => target.presses('lidia', 'cancel', id))).toMatchObject({ changes: [] })
    await target.presses('adele', 'cancel', id)
    expect(target.request(id).status).toBe('canceled')
  })

  it('somebody else ends an activation as if it were theirs', async () => {
    const { id } = await target.asks('adele', 'User Administrator')
    expect(await tried(() => target.presses('lidia', 'deactivate', id))).toMatchObject({ changes: [] })
    await target.presses('adele', 'deactivate', id)
    expect(target.request(id).status).toBe('deactivated')
  })

  it('somebody without access revokes', async () => {
    const { id } = await target.asks('adele', 'User Administrator')
    const revocation = () => target.presses('lidia', 'revoke', id, { reason: 'spite' })
    expect(await tried(revocation)).toEqual({ refusals: ['notAllowed'], changes: [] })
    await target.presses('alex', 'revoke', id, { reason: 'incident' })
    expect(target.request(id).status).toBe('revoked')
  })

  it('somebody asks again in the name of another', async () => {
    const { id } = await target.asks('adele', 'User Administrator')
    expect(await tried(() => target.presses('lidia', 'again', id))).toMatchObject({ changes: [] })
    const { changes } = await tried(() => target.presses('adele', 'again', id))
    expect(changes).toHaveLength(1)
  })

  it('*Not me* pressed on the request of another, to have them blocked', async () => {
    const { id } = await target.asks('adele', 'User Administrator')
    const blocked = () => target.snapshot().events.filter(({ type }) => type === 'notMeReported').length
    await target.presses('alex', 'notMe', id)
    expect([blocked(), target.request(id).status]).toEqual([0, 'active'])
    await target.presses('adele', 'notMe', id)
    expect([blocked(), target.request(id).status]).toEqual([1, 'revoked'])
    await target.says('adele', '/elevate unblock @Adele Vance')
    expect(target.snapshot().events.some(({ type }) => type === 'personUnblocked')).toBe(false)
    await target.says('megan', '/elevate unblock @Adele Vance')
    expect(target.snapshot().events.at(-1)?.type).toBe('personUnblocked')
  })

  it('a guessed request id', async () => {
    const { id } = await pending()
    const guess = `EL-${id.slice(3).split('').toReversed().join('')}X`
    expect(await tried(() => target.presses('alex', 'approve', guess))).toMatchObject({ changes: [] })
    await target.presses('alex', 'approve', id)
    expect(target.request(id).status).toBe('active')
  })

  it('the critical tier approved without the tick that its card asks for', async () => {
    const { id } = await target.asks('adele', 'Security Administrator', {
      rest: 'INC-7001 because the tenant is locked',
    })
    expect(await tried(() => target.presses('alex', 'approve', id))).toEqual({
      refusals: ['confirmationMissing'],
      changes: [],
    })
    await target.presses('alex', 'approve', id, { confirm: 'true' })
    expect(target.request(id).votes).toHaveLength(1)
    // One person twice is no quorum of two.
    expect(await tried(() => target.presses('alex', 'approve', id, { confirm: 'true' }))).toEqual({
      refusals: ['alreadyApproved'],
      changes: [],
    })
    await target.presses('megan', 'approve', id, { confirm: 'true' })
    expect(target.request(id).status).toBe('active')
  })
})

describe('replayed and stale clicks', () => {
  it('the same click sent again, byte for byte', async () => {
    const { id } = await pending()
    const body = { nonce: newNonce(), verb: 'approve', requestId: id, termsVersion: 1, inputs: {} }
    expect((await target.post('alex', 'actions', body)).status).toBe(202)
    await target.settle()
    const before = target.snapshot()
    const replay = await target.post('alex', 'actions', body)
    await target.settle()
    expect([replay.status, JSON.parse(replay.body)]).toEqual([200, { outcome: 'duplicate' }])
    expect(target.snapshot().events).toHaveLength(before.events.length)
    expect(target.request(id).votes).toHaveLength(1)
  })

  it('fifty copies of one click at the same time', async () => {
    const { id } = await pending()
    const body = { nonce: newNonce(), verb: 'approve', requestId: id, termsVersion: 1, inputs: {} }
    const answers = await Promise.all(Array.from({ length: 50 }, () => target.post('alex', 'actions', body)))
    await target.settle()
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1)
    const approvals = target
      .snapshot()
      .events.filter(({ type, requestId }) => type === 'requestApproved' && requestId === id)
    expect(approvals).toHaveLength(1)
  })

  it('the nonce of another person’s click, to swallow it', async () => {
    const { id } = await pending()
    const body = { nonce: newNonce(), verb: 'approve', requestId: id, termsVersion: 1, inputs: {} }
    await target.post('lidia', 'actions', body)
    await target.settle()
    expect(target.request(id).status).toBe('pendingApproval')
    expect((await target.post('alex', 'actions', body)).status).toBe(202)
    await target.settle()
    expect(target.request(id).status).toBe('active')
  })

  it('an approval after the denial', async () => {
    const { id } = await pending()
    await target.presses('megan', 'deny', id, { reason: 'not today' })
    expect(await tried(() => target.presses('alex', 'approve', id))).toEqual({
      refusals: ['alreadyDecided'],
      changes: [],
    })
    const next = await pending()
    await target.presses('alex', 'approve', next.id)
    expect(target.request(next.id).status).toBe('active')
  })

  it('an approval after the window is over', async () => {
    const { id } = await pending()
    await target.skip('PT61M')
    const { changes } = await tried(() => target.presses('alex', 'approve', id))
    expect([changes, target.request(id).status]).toEqual([[], 'timedOut'])
    const next = await pending()
    await target.skip('PT50M')
    await target.presses('alex', 'approve', next.id)
    expect(target.request(next.id).status).toBe('active')
  })

  it('a click on terms of another version', async () => {
    const { id } = await pending()
    const click = (termsVersion: number) =>
      target.post('alex', 'actions', { nonce: newNonce(), verb: 'approve', requestId: id, termsVersion, inputs: {} })
    expect(await tried(() => click(2))).toEqual({ refusals: ['staleCard'], changes: [] })
    expect(await tried(() => click(0))).toEqual({ refusals: ['staleCard'], changes: [] })
    await click(1)
    await target.settle()
    expect(target.request(id).status).toBe('active')
  })

  it('approve and deny raced by two people: one outcome, the other told', async () => {
    const { id } = await pending()
    const send = (person: string, verb: string) =>
      target.post(person, 'actions', {
        nonce: newNonce(),
        verb,
        requestId: id,
        termsVersion: 1,
        inputs: { reason: 'no' },
      })
    const before = target.snapshot()
    await Promise.all([send('alex', 'approve'), send('megan', 'deny')])
    await target.settle()
    const types = target
      .snapshot()
      .events.slice(before.events.length)
      .map(({ type }) => type)
    expect(types.filter((type) => type === 'requestApproved' || type === 'requestDenied')).toHaveLength(1)
    expect(types.filter((type) => type === 'actionRefused')).toHaveLength(1)
  })

  it('more requests in an hour than one person may make', async () => {
    const ask = () => target.says('adele', '/elevate Helpdesk Administrator 1h INC-4711')
    const submitted = () => target.snapshot().events.filter(({ type }) => type === 'requestSubmitted').length
    const before = submitted()
    for (let round = 0; round < 12; round += 1) {
      await ask()
      const open = target
        .snapshot()
        .requests.find(({ outcome, requesterId }) => outcome === null && requesterId === 'adele')
      if (open) await target.presses('adele', 'deactivate', open.id)
    }
    expect(submitted() - before).toBe(10)
    await target.anHourLater()
    await ask()
    expect(submitted() - before).toBe(11)
  })
})
