import { describe, expect, it } from 'vitest'
import { STATUSES } from '../../bot/domain/activation-request.ts'
import { MINUTE } from '../../bot/domain/duration.ts'
import { buttonsOf, elementsOf, elementsOfType, factsOf, inputIdsOf, linksOf, rendered, textsOf } from './card-parts.ts'
import {
  activationSample,
  alex,
  approvalSample,
  globalAdministrator,
  requestSample,
  SAMPLES,
  SUBMITTED,
  sampleFacts,
} from './sample-views.ts'

const pending = approvalSample('pendingApproval')
const ticketAt = (url: string | null) => ({ ...pending.terms, ticket: { text: 'INC-1234', url } })

describe('facts of each face in each status', () => {
  const faces = SAMPLES.filter(({ view }) => ['request', 'approval', 'activation'].includes(view.card))

  it.each(faces)('$name', ({ view }) => {
    expect(rendered(view).fallbackText).toMatchSnapshot()
  })

  it('say the status in words, not by colour alone', () => {
    const titles = STATUSES.map((status) => textsOf(rendered(requestSample(status)).card)[0])
    expect(new Set(titles).size).toBe(STATUSES.length)
  })
})

describe('the approval card', () => {
  it('holds all that the decision needs', () => {
    const { card, fallbackText } = rendered(pending)
    expect(textsOf(card)).toContain('Adele Vance asks for Exchange Administrator')
    expect(textsOf(card)).toEqual(expect.arrayContaining(['Unusual', 'Asked outside working hours']))
    expect(factsOf(card)).toMatchObject({
      Duration: '1 hour',
      Justification: 'Mail flow to the Montréal office is stuck',
      Ticket: 'INC-1234',
      Scope: 'Whole directory',
      Tier: 'Workload: full control of one service, such as mail or files',
      'Last activations': 'May 1, 2026 (1 hour); Apr 22, 2026 (2 hours)',
      Approvals: '1 of 2',
      'Approved by': 'Alex Wilber, 16:04 EDT (30 minutes)',
      Reach: '2 of 3 approvers reached',
      'Can also decide': 'Pradeep Gupta',
      'Decide by': '17:00 EDT',
      Asked: 'May 4, 2026, 16:00 EDT',
    })
    expect(fallbackText).toContain('Approval needed · EL-4F7K')
  })

  it('counts one approver in the singular', () => {
    const approvals = pending.approvals && { ...pending.approvals, reached: { reached: 1, asked: 1 } }
    expect(factsOf(rendered({ ...pending, approvals }).card)).toHaveProperty('Reach', '1 of 1 approver reached')
  })

  it('sends a reason and a shorter duration with its buttons', () => {
    const { card } = rendered(pending)
    expect(buttonsOf(card).map(({ title, style }) => [title, style])).toEqual([
      ['Approve', 'positive'],
      ['Approve for less time', 'default'],
      ['Deny', 'destructive'],
    ])
    expect(inputIdsOf(card)).toEqual(['duration', 'reason'])
    const [less] = elementsOfType(card, 'Input.ChoiceSet')
    expect(less?.choices).toEqual([
      { title: '15 minutes', value: 'PT15M' },
      { title: '30 minutes', value: 'PT30M' },
    ])
  })

  it('asks for a confirmation where the tier demands it, and nowhere else', () => {
    const terms = { ...pending.terms, activatable: globalAdministrator }
    const critical = rendered({ ...pending, terms, confirm: true }).card
    expect(elementsOfType(critical, 'Input.Toggle')).toMatchObject([
      { id: 'confirm', title: 'I have checked this request', valueOn: 'true', valueOff: 'false' },
    ])
    expect(inputIdsOf(rendered(pending).card)).not.toContain('confirm')
    expect(inputIdsOf(rendered({ ...pending, confirm: true, actions: ['takeBack'] }).card)).toEqual([])
  })

  it('offers no shorter duration where there is none', () => {
    const { card } = rendered({ ...pending, lessTime: [], actions: ['approve', 'deny'] })
    expect(inputIdsOf(card)).toEqual(['reason'])
  })

  it('has no box for anything unusual when nothing is', () => {
    const { card } = rendered({ ...pending, unusual: [] })
    expect(elementsOfType(card, 'Container')).toEqual([])
    expect(textsOf(card)).not.toContain('Unusual')
  })

  it('opens the ticket only at a web address', () => {
    expect(linksOf(rendered(pending).card)).toMatchObject([
      { title: 'Open INC-1234', url: 'https://tickets.example.com/INC-1234' },
    ])
    for (const url of [
      null,
      '',
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://example.com',
      'INC-1234',
      '//x',
      'https:x',
      'https://',
    ]) {
      const { card } = rendered({ ...pending, terms: ticketAt(url) })
      expect(linksOf(card)).toEqual([])
      expect(factsOf(card)['Ticket']).toBe('INC-1234')
    }
  })

  it('tells an approver who has voted that others still have to, with Take back', () => {
    const { card } = rendered({ ...pending, viewer: alex, actions: ['takeBack'] })
    expect(textsOf(card)).toContain('You have approved. Other approvers still have to.')
    expect(textsOf(card)).not.toContain('Approval needed')
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Take back'])
  })

  it('says who decided, when and why, once it is decided', () => {
    const { card } = rendered(approvalSample('denied'))
    expect(factsOf(card)).toMatchObject({
      'Denied by': 'Megan Bowen, 16:06 EDT',
      Reason: 'Please use the Exchange Recipient Administrator role for this',
    })
    expect(factsOf(card)).not.toHaveProperty('Decide by')
    expect(textsOf(card)).not.toContain('Unusual')
  })

  it('lists of many approvers the first and how many more', () => {
    const waitingFor = Array.from({ length: 7 }, (_, n) => ({ id: `p${n}`, displayName: `P${n}` }))
    const approvals = pending.approvals && { ...pending.approvals, waitingFor }
    expect(factsOf(rendered({ ...pending, approvals }).card)['Can also decide']).toBe('P0, P1, P2, P3, P4 and 2 more')
  })
})

describe('the request card', () => {
  it('links to the proof of identity while that is waited for, and only then', () => {
    const { card } = rendered(requestSample('pendingVerification'))
    expect(linksOf(card)).toMatchObject([{ title: 'Prove it is you', url: 'https://elevate.example.com/verify/3kq9' }])
    expect(linksOf(rendered(requestSample('pendingApproval')).card)).toEqual([])
    const unsafe = requestSample('pendingVerification', { verifyUrl: 'javascript:alert(1)' })
    expect(linksOf(rendered(unsafe).card)).toEqual([])
  })

  it('says that a linked request starts afterwards, and that nothing is prolonged', () => {
    expect(textsOf(rendered(requestSample('approved')).card)).toContain(
      'Starts when the running activation EL-9Q2M has ended; a running activation cannot be prolonged.',
    )
  })

  it('says while active until when, and that services may lag', () => {
    const { card } = rendered(requestSample('active'))
    expect(textsOf(card)).toContain('Active until 17:05 EDT')
    expect(textsOf(card).join()).toContain('Some services take a few minutes')
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['End now', 'Again', 'Not me'])
  })

  it('dates an end that falls on another day', () => {
    const activation = { startedAt: SUBMITTED, endsAt: SUBMITTED + 8 * 60 * MINUTE, overdue: false }
    expect(textsOf(rendered(requestSample('active', { activation })).card)).toContain(
      'Active until May 5, 2026, 00:00 EDT',
    )
  })

  it('says no more than is known about an activation that outlives its end', () => {
    const activation = { startedAt: SUBMITTED, endsAt: SUBMITTED + MINUTE, overdue: true }
    const { fallbackText } = rendered(requestSample('active', { activation }))
    expect(fallbackText).toContain('Still active after its end')
    expect(fallbackText).not.toContain('Active until')
  })

  it('says when the end was confirmed, and that tokens may outlive it', () => {
    const { card } = rendered(requestSample('expired'))
    expect(factsOf(card)['Ended']).toBe('17:05 EDT, confirmed by the directory')
    expect(textsOf(card).join()).toContain('up to about an hour longer')
  })

  it('claims no end and warns of no tokens before the directory confirmed the end', () => {
    for (const status of ['active', 'ending', 'denied', 'canceled', 'timedOut', 'failed'] as const) {
      const { fallbackText } = rendered(requestSample(status))
      expect(fallbackText).not.toContain('confirmed by the directory')
      expect(fallbackText).not.toContain('Tokens')
    }
  })

  it('says why it failed and what to do', () => {
    const { card } = rendered(requestSample('failed'))
    expect(textsOf(card)).toContain('The directory refused. It did not accept the activation.')
    expect(textsOf(card)).toContain('Show this to an administrator, then ask again.')
    expect(factsOf(card)['Reason']).toBe('RoleAssignmentExists: the role assignment already exists')
  })

  it('says when a delayed end will come', () => {
    expect(textsOf(rendered(requestSample('ending')).card).join()).toContain('It will be ended at 16:10 EDT.')
  })
})

describe('the activation card of the feed', () => {
  it('says who, role, scope, ticket, approvers, since and until', () => {
    const { card } = rendered(activationSample('active'))
    expect(textsOf(card)).toContain('Adele Vance: Exchange Administrator')
    expect(factsOf(card)).toMatchObject({
      Scope: 'Whole directory',
      Ticket: 'INC-1234',
      'Approved by': 'Alex Wilber, 16:04 EDT',
      Since: 'May 4, 2026, 16:05 EDT',
      Until: '17:05 EDT',
    })
  })

  it('tells the confirmed end in place of the planned one', () => {
    const facts = factsOf(rendered(activationSample('deactivated')).card)
    expect(facts).toMatchObject({
      'Ended by': 'Adele Vance, 16:40 EDT',
      Ended: '16:40 EDT, confirmed by the directory',
    })
    expect(facts).not.toHaveProperty('Until')
  })

  it('asks for a reason only beside Revoke', () => {
    expect(inputIdsOf(rendered(activationSample('active')).card)).toEqual([])
    expect(inputIdsOf(rendered(activationSample('active', { actions: ['revoke'] })).card)).toEqual(['reason'])
  })
})

describe('notices', () => {
  it('warn before the end with Again, End now and Not me', () => {
    const actions = ['again', 'deactivate', 'notMe'] as const
    const { card } = rendered({ ...sampleFacts('active'), card: 'notice', notice: 'endingSoon', actions })
    expect(textsOf(card)[0]).toBe('Ends soon, at 17:05 EDT')
    expect(buttonsOf(card).map(({ title }) => title)).toEqual(['Again', 'End now', 'Not me'])
  })

  it('tell the holder of their own activation, without their name and in no colour that would outlive it', () => {
    const { card, summary } = rendered({ ...sampleFacts('active'), card: 'notice', notice: 'activated', actions: [] })
    expect(textsOf(card)[0]).toBe('You hold this role until 17:05 EDT')
    expect(`${textsOf(card).join()} ${summary}`).not.toContain('Adele Vance')
    expect(elementsOfType(card, 'TextBlock')[0]?.color).toBe('accent')
  })

  it('name the requester to those who are to decide', () => {
    const { card } = rendered({ ...sampleFacts('pendingApproval'), card: 'notice', notice: 'reminder', actions: [] })
    expect(textsOf(card)).toContain('Adele Vance: Exchange Administrator')
  })

  it('tell the requester of an escalation, not that they may decide themselves', () => {
    const { card } = rendered({ ...sampleFacts('pendingApproval'), card: 'notice', notice: 'escalated', actions: [] })
    expect(textsOf(card)).toContain('Nobody has decided on your request so far, so more people can decide now.')
  })

  it('say how a decision fell', () => {
    const { card } = rendered({ ...sampleFacts('denied'), card: 'notice', notice: 'decided', actions: [] })
    expect(textsOf(card)[0]).toBe('Denied')
    expect(factsOf(card)).toHaveProperty('Denied by', 'Megan Bowen, 16:06 EDT')
    expect(elementsOf(card).some(({ type }) => type === 'ActionSet')).toBe(false)
  })

  it('say from when a refused end is tried again', () => {
    const { card } = rendered({ ...sampleFacts('ending'), card: 'notice', notice: 'endDelayed', actions: [] })
    expect(textsOf(card)[0]).toBe('End delayed until 16:10 EDT')
  })
})
