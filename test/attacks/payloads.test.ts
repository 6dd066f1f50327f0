import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newNonce, startTarget, type Target } from './target.ts'
import { tried } from './tried.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())
beforeEach(() => target.anHourLater())

/** Sends this instead of a click, and then the click itself: the first must do nothing, the second must count. */
async function insteadOfApproval(payload: (id: string) => unknown, status: number | readonly number[] = 400) {
  const { id } = await target.asks('adele', 'Exchange Administrator')
  const body = payload(id)
  let answered = 0
  const { changes } = await tried(target, async () => {
    answered = (await target.post('alex', 'actions', body)).status
  })
  expect([status].flat()).toContain(answered)
  expect([changes, target.request(id).status]).toEqual([[], 'pendingApproval'])
  await target.presses('alex', 'approve', id)
  expect(target.request(id).status).toBe('active')
}

const click = (id: string) => ({ nonce: newNonce(), verb: 'approve', requestId: id, termsVersion: 1, inputs: {} })

describe('tampered payloads', () => {
  it('a request id that is an object', () => insteadOfApproval((id) => ({ ...click(id), requestId: { $ne: id } })))
  it('a request id that is a list', () => insteadOfApproval((id) => ({ ...click(id), requestId: [id] })))
  it('a request id followed by SQL', () =>
    insteadOfApproval((id) => ({ ...click(id), requestId: `${id}' OR 1=1 --` }), 202))
  it('a request id without end', () => insteadOfApproval((id) => ({ ...click(id), requestId: id.repeat(100) })))
  it('a version that is a text', () => insteadOfApproval((id) => ({ ...click(id), termsVersion: '1' })))
  it('a version that is negative', () => insteadOfApproval((id) => ({ ...click(id), termsVersion: -1 })))
  it('a version that is a fraction', () => insteadOfApproval((id) => ({ ...click(id), termsVersion: 1.5 })))
  it('a verb that does not exist', () => insteadOfApproval((id) => ({ ...click(id), verb: 'provision' })))
  it('a verb of the prototype', () => insteadOfApproval((id) => ({ ...click(id), verb: 'constructor' })))
  it('fields that say who decided', () =>
    insteadOfApproval((id) => ({ ...click(id), by: 'megan', personId: 'megan', proven: true })))
  it('a person in the body other than the one who sends', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator')
    const { changes } = await tried(target, () => target.post('lidia', 'actions', { ...click(id), as: 'alex' }))
    expect(changes).toEqual([])
    await target.presses('alex', 'approve', id)
    expect(target.request(id).votes.map(({ personId }) => personId)).toEqual(['alex'])
  })
  it('inputs that are no texts', () =>
    insteadOfApproval((id) => ({ ...click(id), inputs: { reason: { toString: 1 } } })))
  it('hundreds of inputs', () =>
    insteadOfApproval((id) => ({
      ...click(id),
      inputs: Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`i${index}`, 'x'])),
    })))
  it('a click without a nonce', () => insteadOfApproval((id) => ({ ...click(id), nonce: undefined })))
  it('a nonce that would make a key of another person', () =>
    insteadOfApproval((id) => ({ ...click(id), nonce: 'megan:0123456789abcdef' })))
  it('no object at all', () => insteadOfApproval((id) => [click(id)]))
  it('JSON that ends in the middle', () => insteadOfApproval((id) => JSON.stringify(click(id)).slice(0, -2)))
  it('bytes that are no UTF-8', () => insteadOfApproval(() => '{"nonce":"\xff\xfe'))
  it('JSON nested a thousand deep', () =>
    insteadOfApproval((id) => `{"x":${'['.repeat(1000)}${']'.repeat(1000)},"requestId":"${id}"}`))
  it('a body beyond every measure', () => insteadOfApproval((id) => ({ ...click(id), pad: 'x'.repeat(300_000) }), 413))

  it('prototype pollution by `__proto__` and `constructor`', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator')
    const plain = JSON.stringify({ ...click(id), termsVersion: undefined })
    const proto = `${plain.slice(0, -1)},"__proto__":{"termsVersion":1,"verb":"approve","by":"megan","isAdmin":true}}`
    const inputs = JSON.stringify(click(id)).replace(
      '"inputs":{}',
      '"inputs":{"__proto__":{"confirm":"true"},"constructor":"x"}',
    )
    for (const body of [proto, inputs]) {
      const answer = await target.post('lidia', 'actions', body)
      expect([400, 202]).toContain(answer.status)
    }
    await target.settle()
    expect(target.request(id).status).toBe('pendingApproval')
    const state = await target.get('lidia', 'state')
    expect(state.body).not.toContain('isAdmin')
    await target.presses('alex', 'approve', id)
    expect(target.request(id).status).toBe('active')
  })

  it('less time that is more time, or next to none', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator')
    const less = (duration: string) => target.presses('alex', 'approveLess', id, { duration })
    expect(await tried(target, () => less('PT8H'))).toEqual({ refusals: ['durationTooLong'], changes: [] })
    expect(await tried(target, () => less('PT1M'))).toEqual({ refusals: ['durationTooShort'], changes: [] })
    expect((await tried(target, () => less('P1000000000D'))).changes).toEqual([])
    expect((await tried(target, () => less('-PT1H'))).changes).toEqual([])
    await less('PT30M')
    expect(target.request(id).terms.duration).toBe('PT30M')
  })

  it('the form sent with a role for which nobody made one eligible', async () => {
    const submit = (activatable: string) =>
      target.presses('lidia', 'submit', null, { activatable, duration: 'PT1H', ticket: 'INC-2000', justification: '' })
    const globalAdministrator = 'role:62e90394-69f5-4237-9190-012177145e10:/'
    expect((await tried(target, () => submit(globalAdministrator))).changes).toEqual([])
    expect((await tried(target, () => submit('__proto__'))).changes).toEqual([])
    const eligible = (await target.asks('lidia', 'SharePoint Administrator', { proven: false })).terms.activatable
    if (eligible.kind !== 'role') throw new Error('a role was asked for')
    await target.presses('lidia', 'cancel', target.snapshot().requests.at(-1)?.id ?? '')
    const shown = await target.says('lidia', '/elevate')
    const key = /"value":"([^"]*f28a1f50[^"]*)"/.exec(JSON.stringify(shown))?.[1] ?? ''
    expect((await tried(target, () => submit(key))).changes).toHaveLength(1)
  })

  it('a duration beyond the limit by way of the form', async () => {
    const shown = await target.says('adele', '/elevate')
    const key = /"value":"([^"]*fe930be7[^"]*)"/.exec(JSON.stringify(shown))?.[1] ?? ''
    const submit = (duration: string) =>
      target.presses('adele', 'submit', null, { activatable: key, duration, ticket: 'INC-2000', justification: '' })
    for (const duration of ['PT24H', 'P9999D', 'PT0S', '-PT1H', '1e99', 'PT1H PT8H']) {
      expect((await tried(target, () => submit(duration))).changes).toEqual([])
    }
    expect((await tried(target, () => submit('PT1H'))).changes).toHaveLength(2)
  })

  it('a clock moved back, or further than a day', async () => {
    const now = async () => Number(JSON.parse((await target.get('adele', 'state')).body).now)
    const before = await now()
    for (const skip of ['-PT1H', 'P30D', 'PT1H; drop', '', 'NaN']) {
      expect((await target.post('adele', 'demo/clock', { skip })).status).toBe(400)
    }
    expect((await now()) - before).toBeLessThan(60_000)
    expect((await target.post('adele', 'demo/clock', { skip: 'PT2M' })).status).toBe(200)
    expect((await now()) - before).toBeGreaterThanOrEqual(120_000)
  })
})
