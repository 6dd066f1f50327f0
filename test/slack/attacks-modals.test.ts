import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { ANSWERED, about, IGNORED, ROLES, refusedWith, type SlackTarget, startSlackTarget } from './attack-target.ts'

let target: SlackTarget
beforeAll(async () => {
  target = await startSlackTarget()
})
afterAll(() => target.close())

const CRITICAL = ['Security Administrator', { rest: 'INC-7001 because the tenant is locked' }] as const
const REASON = { reason: 'a reason' }

type Submission = Parameters<SlackTarget['submits']>
const submitting = (...submission: Submission) => target.attempt(() => target.submits(...submission))

describe('a modal submitted by somebody who may not', () => {
  it('denies', async () => {
    const { id } = await target.pending()
    expect(await submitting('lidia', 'reason:deny', about(id), REASON)).toEqual(refusedWith('notApprover'))
    expect(await submitting('adele', 'reason:deny', about(id), REASON)).toEqual(refusedWith('ownRequest'))
    await target.submits('alex', 'reason:deny', about(id), REASON)
    await target.becomes(id, 'denied')
  })

  it('takes back the approval of somebody else', async () => {
    const { id } = await target.pending()
    await target.presses('alex', 'approve', about(id))
    await target.becomes(id, 'active')
    for (const name of ['megan', 'lidia']) {
      expect(await submitting(name, 'reason:takeBack', about(id), REASON)).toEqual(refusedWith('notApprover'))
    }
    expect(await submitting('adele', 'reason:takeBack', about(id), REASON)).toEqual(refusedWith('ownRequest'))
    expect(target.request(id).status).toBe('active')
    await target.submits('alex', 'reason:takeBack', about(id), REASON)
    await target.becomes(id, 'revoked')
  })

  it('revokes without the access to', async () => {
    const { id } = await target.pending()
    await target.presses('alex', 'approve', about(id))
    await target.becomes(id, 'active')
    for (const name of ['lidia', 'pradeep', 'megan']) {
      expect(await submitting(name, 'reason:revoke', about(id), REASON)).toEqual(refusedWith('notAllowed'))
    }
    const typed = () => target.types('lidia', `revoke ${id} because spite`)
    expect(await target.attempt(typed)).toEqual(refusedWith('notAllowed'))
    await target.submits('alex', 'reason:revoke', about(id), REASON)
    await target.becomes(id, 'revoked')
  })

  it('is only asked for a reason by the click itself, which decides nothing', async () => {
    const { id } = await target.pending()
    const trigger_id = await target.slack.trigger(target.user('lidia'))
    for (const verb of ['deny', 'revoke', 'takeBack', 'approveLess']) {
      const opened = target.attempt(() => target.presses('lidia', verb, about(id), { trigger_id }))
      expect(await opened).toEqual(IGNORED)
    }
    const [view] = target.slack.peer.of('views.open').map(({ args }) => JSON.stringify(args['view']))
    expect(view).toContain('reason:deny')
    expect(view).not.toMatch(/adele|Exchange/)
  })
})

describe('tampered private metadata', () => {
  it('names another request: judged by that request', async () => {
    const own = await target.pending(undefined, { by: 'megan' })
    const { id } = await target.pending()
    expect(await submitting('megan', 'lessTime', about(own.id), { duration: 'PT15M' })).toEqual(
      refusedWith('ownRequest'),
    )
    expect(await submitting('alex', 'reason:deny', about('EL-0000'), REASON)).toEqual(refusedWith('unknownRequest'))
    expect(await submitting('alex', 'reason:deny', about(id, 7), REASON)).toEqual(refusedWith('staleCard'))
    expect(target.request(own.id)).toMatchObject({ status: 'pendingApproval', votes: [] })
  })

  it('is no JSON, or other JSON than ours: an answer in the modal, and nothing stored', async () => {
    const { id } = await target.pending()
    const written = JSON.stringify(about(id))
    const broken = ['', id, 'null', '[]', `[${written}]`, written.slice(1), `{"__proto__":${written}}`, '{}']
    for (const metadata of broken) {
      expect(await submitting('alex', 'reason:deny', metadata, REASON)).toEqual(IGNORED)
    }
    const answer = await target.submits('alex', 'reason:deny', 'x', REASON)
    expect(answer.json).toMatchObject({
      response_action: 'errors',
      errors: { reason: expect.stringMatching(/out of date/) },
    })
    expect(await submitting('alex', 'reason:deny', { ...about(id), filler: 'x'.repeat(3000) }, REASON)).toEqual(IGNORED)
  })

  it('has more fields, which say who decides and for how long', async () => {
    const { id } = await target.pending()
    const claims = {
      ...about(id),
      by: 'alex',
      userId: target.user('alex'),
      duration: 'PT2H',
      confirm: true,
      verb: 'approve',
    }
    expect(await submitting('lidia', 'reason:deny', claims, REASON)).toEqual(refusedWith('notApprover'))
    await target.submits('megan', 'reason:deny', claims, REASON)
    await target.becomes(id, 'denied')
    const denied = target.snapshot().events.find(({ type, requestId }) => type === 'requestDenied' && requestId === id)
    expect(denied?.actor).toMatchObject({ personId: 'megan' })
  })

  it('comes under a modal that is not ours', async () => {
    const { id } = await target.pending()
    for (const callback of [
      'reason:approve',
      'reason:',
      'reason:__proto__',
      'approve',
      'lesstime',
      'verb:approve',
      '',
    ]) {
      expect(await submitting('alex', callback, about(id), REASON)).toEqual(IGNORED)
    }
    expect(target.request(id).votes).toEqual([])
  })

  it('does not turn the form into a decision', async () => {
    const { id } = await target.pending()
    expect(await submitting('alex', 'form', about(id), { activatable: null, ...REASON })).toEqual(ANSWERED)
    expect(target.request(id)).toMatchObject({ status: 'pendingApproval', votes: [] })
  })
})

describe('*Approve for less time*', () => {
  it('for longer than was asked, for no time, or for what is no duration', async () => {
    const { id } = await target.pending()
    const approving = (duration: string) => submitting('alex', 'lessTime', about(id), { duration })
    for (const longer of ['PT2H', 'P365D']) expect(await approving(longer)).toEqual(refusedWith('durationTooLong'))
    for (const none of ['', '-PT5M', '1h', 'NaN', 'PT1H;PT9H']) {
      expect(await approving(none)).toEqual(refusedWith('durationMissing'))
    }
    await target.submits('alex', 'lessTime', about(id), { duration: 'PT15M' })
    await target.becomes(id, 'active')
    expect(target.request(id).votes).toMatchObject([{ personId: 'alex' }])
  })

  it('of the critical tier without the tick', async () => {
    const { id } = await target.pending(...CRITICAL)
    const approving = (values: object) =>
      submitting('alex', 'lessTime', { ...about(id), confirm: true }, { duration: 'PT15M', ...values })
    expect(await approving({})).toEqual(refusedWith('confirmationMissing'))
    expect(await approving({ confirm: [] })).toEqual(refusedWith('confirmationMissing'))
    expect(await approving({ agreed: ['true'] })).toEqual(refusedWith('confirmationMissing'))
    await target.submits('alex', 'lessTime', about(id), { duration: 'PT15M', confirm: ['true'] })
    await eventually(() => target.request(id).votes.length).toBe(1)
  })
})

describe('the form', () => {
  const values = { activatable: ROLES.exchange, duration: 'PT1H', ticket: 'INC-1234', justification: null }
  const asking = (changes: object, name = 'lidia') => submitting(name, 'form', '', { ...values, ...changes })

  it('for a role that the person is not eligible for, or for none', async () => {
    const outside = ['role:29232cdf-9323-42fd-ade2-1d097af3e4de:/administrativeUnits/x', 'group:approvers:owner']
    const odd = ['sha256:00', '*', '__proto__', null]
    for (const activatable of [ROLES.exchange, ROLES.global, ...outside, ...odd]) {
      expect(await asking({ activatable })).toEqual(ANSWERED)
    }
    const answer = await target.submits('adele', 'form', '', { ...values, activatable: ROLES.global })
    expect(JSON.stringify(answer.json)).not.toContain('Global Administrator')
    expect(target.snapshot().requests.filter(({ requesterId }) => requesterId === 'lidia')).toEqual([])
  })

  it('for longer than the role may be held', async () => {
    for (const duration of ['PT8H', 'P365D']) {
      expect(await asking({ duration }, 'adele')).toEqual(refusedWith('durationTooLong', 'submitRefused'))
    }
    expect(await asking({ duration: 'PT1M' }, 'adele')).toEqual(refusedWith('durationTooShort', 'submitRefused'))
    for (const duration of ['-PT1H', '1e9', 'forever']) expect(await asking({ duration }, 'adele')).toEqual(ANSWERED)
  })

  it('with a ticket that is none', async () => {
    for (const ticket of ['INC-1', 'INC-1234/../..', 'INC-1234?x=1', 'https://evil.example/INC-1234', '{ticket}']) {
      expect(await asking({ ticket }, 'adele')).toEqual(ANSWERED)
    }
  })

  it('in the name of somebody else', async () => {
    const claims = { requester: 'adele', requesterId: 'adele', personId: 'adele', as: 'adele', approved: 'true' }
    expect(await asking(claims)).toEqual(ANSWERED)
    const { statuses, changes } = await asking({ requester: 'lidia', approvers: 'adele', status: 'active' }, 'adele')
    const made = target.snapshot().requests.at(-1)
    expect([statuses, changes, made?.requesterId]).toEqual([[200], [`${made?.id} pendingApproval`], 'adele'])
  })
})
