import { afterEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../bot/index.ts'
import { APPROVAL, LINE, ORGANISATION } from '../engine/story.ts'
import { type DelegatedStory, tellDelegatedStory } from './delegated-story.ts'
import { wordsOf } from './faults/witness.ts'
import { cancel, decide } from './graph/tenant.ts'
import { askedInTenant, finishCleanly, NAMED, newestApproval } from './native-story.ts'
import { exchange, helpdesk, onCall, UNIT } from './story.ts'

let story: DelegatedStory
async function asked(...how: Parameters<typeof askedInTenant>): Promise<void> {
  story = await askedInTenant(...how)
}
const inTenant = () => newestApproval(story)

/** Without Elevate. */
function decidesInPortal(who: string, reviewResult: 'Approve' | 'Deny'): void {
  const { id, stepId } = inTenant()
  const caller = { kind: 'user', id: who, permissions: [], amr: ['mfa'], acrs: [], capabilities: [] } as const
  decide(story.tenant.state, caller, id, stepId, { reviewResult, justification: 'seen' })
}

/** Whoever reads the policy before the call is told of an approval, and the call itself meets none. */
function demandIsDroppedAtTheCall(): void {
  story.tenant.graph.faults.watch = async (_method, path, moment) => {
    if (moment === 'before' && path.endsWith('/roleAssignmentScheduleRequests'))
      story.tenant.policy(exchange, { approvers: null })
  }
}

const quorumOfTwo = {
  organisation: {
    roleSettings: ORGANISATION.roleSettings.map((entry) =>
      entry.settings.approval
        ? { ...entry, settings: { ...entry.settings, approval: { ...APPROVAL, required: 2 } } }
        : entry,
    ),
  },
}

afterEach(() => finishCleanly(story))

describe('where the tenant itself demands approval', () => {
  it('the requester signs in at once, and Entra is seen to wait before anybody is asked in chat', async () => {
    story = await tellDelegatedStory()
    story.tenant.policy(exchange, NAMED)
    await story.says('adele', LINE)
    expect(await story.newest()).toMatchObject({ status: 'approved', approval: null })
    expect(story.platform.seenBy('alex')).toEqual([])
    await story.signsIn('adele')

    expect(await story.newest()).toMatchObject({
      status: 'provisioning',
      provisioning: { outcome: 'waitingForDirectory' },
      approval: { inDirectory: true, asked: ['alex', 'megan'] },
    })
    expect(story.lastSeenBy('alex')).toMatchObject({ card: 'approval', actions: ['approve', 'deny'], lessTime: [] })
    expect(story.platform.seenBy('adele')).toContainEqual(expect.objectContaining({ awaitsDirectory: true }))
    expect(story.tenant.inForce('adele')).toEqual([])
    expect(await story.auditTypes()).toContain('directoryApprovalAwaited')
  })

  it('Approve in chat opens the approver’s sign-in, which answers Entra with their own token and words', async () => {
    await asked()
    await story.presses('alex', 'approve', await story.newest(), { reason: 'mailboxes are down' })
    expect(story.lastSeenBy('alex')).toMatchObject({ card: 'refusal', refusals: [{ code: 'directoryTakesAnswer' }] })
    expect(inTenant().result).toBe('NotReviewed')

    expect(await story.signsIn('alex')).toMatchObject({ status: 200, title: 'Thank you, your answer is on its way' })
    const request = await story.newest()
    expect(inTenant()).toMatchObject({ result: 'Approve', reviewedBy: 'alex' })
    expect(inTenant().justification).toBe(`mailboxes are down (${request.id})`)
    expect(request).toMatchObject({ status: 'active', votes: [{ personId: 'alex', proven: true }] })
    expect(story.isHeld('adele', exchange)).toBe(true)
    const types = await story.auditTypes()
    expect(types.indexOf('directoryAnswerSent')).toBeLessThan(types.indexOf('requestApproved'))
  })

  it('Deny hands over the reason, and the requester reads it', async () => {
    await asked()
    await story.presses('megan', 'deny', await story.newest(), { reason: 'not tonight' })
    await story.signsIn('megan')
    const request = await story.newest()
    expect(inTenant()).toMatchObject({
      result: 'Deny',
      reviewedBy: 'megan',
      justification: `not tonight (${request.id})`,
    })
    expect(request).toMatchObject({
      status: 'denied',
      outcome: { by: { kind: 'person', personId: 'megan' }, reason: 'not tonight' },
    })
    expect(story.tenant.inForce('adele')).toEqual([])
  })

  it('what was approved in the portal meanwhile is found and told, without a name that Entra does not give', async () => {
    await asked()
    decidesInPortal('megan', 'Approve')
    await story.passes('PT2M')
    expect(await story.newest()).toMatchObject({ status: 'active', votes: [] })
    await story.presses('alex', 'approve', await story.newest())
    expect(story.lastSeenBy('alex')).toMatchObject({ refusals: [{ code: 'alreadyDecided' }] })
  })

  it('what was approved there after hours becomes active, and does not pass for never confirmed', async () => {
    await asked()
    await story.clock.advance(3 * HOUR)
    await story.settles()
    story.tenant.lag({ appearsAfterMs: 20_000 })
    decidesInPortal('megan', 'Approve')
    await story.passes('PT3M')
    expect((await story.newest()).status).toBe('active')
  })

  it('what was denied in the portal ends as denied', async () => {
    await asked()
    decidesInPortal('megan', 'Deny')
    await story.passes('PT2M')
    expect(await story.newest()).toMatchObject({ status: 'denied', outcome: { by: { kind: 'directory' } } })
  })

  it('the first answer wins: who comes second is told so, and the card shows the answer that Entra took', async () => {
    await asked()
    const request = await story.newest()
    await story.presses('alex', 'deny', request, { reason: 'no' })
    decidesInPortal('megan', 'Approve')
    expect(await story.signsIn('alex')).toMatchObject({ status: 409 })
    expect(inTenant()).toMatchObject({ result: 'Approve', reviewedBy: 'megan' })
    expect(await story.newest()).toMatchObject({ status: 'active', votes: [{ personId: 'megan', proven: false }] })
  })

  it('times out when Entra says so', async () => {
    await asked()
    // A day ago, as the tenant sees it.
    for (const request of story.tenant.state.requests) Object.assign(request, { createdAt: request.createdAt - DAY })
    await story.passes('PT2M')
    expect(await story.newest()).toMatchObject({ status: 'timedOut', outcome: { code: 'directoryTimedOut' } })
    expect(story.tenant.inForce('adele')).toEqual([])
  })

  it('reminds and escalates among those whom the tenant names too', async () => {
    story = await tellDelegatedStory()
    story.tenant.policy(exchange, { approvers: [{ userId: 'alex' }, { userId: 'lead' }] as never })
    await story.says('adele', LINE)
    await story.signsIn('adele')
    expect((await story.newest()).approval?.asked).toEqual(['alex'])
    for (const minutes of [16, 15]) {
      await story.clock.advance(minutes * MINUTE)
      await story.settles()
    }
    const notices = story.platform.seenBy('alex').filter((view) => view.card === 'notice' && view.notice === 'reminder')
    expect(notices.length).toBeGreaterThan(0)
    expect(story.lastSeenBy('lead')).toMatchObject({ card: 'approval', actions: ['approve', 'deny'] })
    expect(story.platform.seenBy('megan')).toEqual([])
  })

  it('keeps our quorum in chat: the first approval stays here, the last one is handed over', async () => {
    await asked(quorumOfTwo)
    await story.presses('alex', 'approve', await story.newest())
    await story.signsIn('alex')
    expect(inTenant().result).toBe('NotReviewed')
    expect(await story.newest()).toMatchObject({ status: 'provisioning', votes: [{ personId: 'alex' }] })
    await story.presses('megan', 'approve', await story.newest())
    await story.signsIn('megan')
    expect(inTenant()).toMatchObject({ result: 'Approve', reviewedBy: 'megan' })
    expect(await story.newest()).toMatchObject({
      status: 'active',
      votes: [{ personId: 'alex' }, { personId: 'megan' }],
    })
  })

  it('also where our settings ask nobody: the tenant’s approvers are asked, for the joining of a group as well', async () => {
    story = await tellDelegatedStory()
    story.tenant.policy({ ...helpdesk, scope: UNIT }, { approvers: [{ userId: 'megan' }] })
    story.tenant.policy(onCall, { approvers: [{ userId: 'alex' }] })
    for (const [line, approver] of [
      ['/elevate Helpdesk Administrator in Montreal 1h INC-1234', 'megan'],
      ['/elevate On call 1h INC-1234', 'alex'],
    ] as const) {
      await story.says('adele', line)
      await story.signsIn('adele')
      await story.says(approver, `approve ${(await story.newest()).id}`)
      await story.signsIn(approver)
      expect(await story.newest()).toMatchObject({ status: 'active', votes: [{ personId: approver }] })
    }
    expect(story.isHeld('adele', onCall)).toBe(true)
  })

  it('where the tenant names nobody, its role administrators are asked; without any the request is refused', async () => {
    story = await tellDelegatedStory()
    story.tenant.policy({ ...helpdesk, scope: UNIT }, { approvers: [] })
    await story.says('adele', '/elevate Helpdesk Administrator in Montreal 1h INC-1234')
    expect(story.lastSeenBy('adele')).toMatchObject({ refusals: [{ code: 'nobodyCanApprove' }] })
    story.tenant.standing('pradeep', {
      kind: 'role',
      roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10',
      scope: '/',
    })
    await story.says('adele', '/elevate Helpdesk Administrator in Montreal 1h INC-1234')
    await story.signsIn('adele')
    expect((await story.newest()).approval?.asked).toEqual(['pradeep'])
  })

  it('what is canceled here is canceled in the portal by whoever asked: the card says so until it is, and nobody is alarmed', async () => {
    await asked()
    await story.presses('adele', 'cancel', await story.newest())
    expect(story.platform.seenBy('adele')).toContainEqual(expect.objectContaining({ confirmation: 'cancelStarted' }))
    await story.passes('PT5M')
    const open = await story.newest()
    expect(open).toMatchObject({ status: 'ending', ending: { reason: 'canceled' } })
    const card = story.platform.seenBy('adele').find((view) => view.card === 'request')
    expect(card).toMatchObject({ status: 'ending', awaitsDirectory: true })
    expect(card && wordsOf(card, 'en')).toContain('Cancel it among your own requests in the directory’s portal')
    expect(await story.auditTypes()).not.toContain('endingStuck')
    await story.presses('alex', 'approve', open)
    expect(story.lastSeenBy('alex')).toMatchObject({ refusals: [{ code: 'alreadyDecided' }] })
    expect(inTenant().result).toBe('NotReviewed')

    cancel(story.tenant.state, inTenant().id)
    await story.passes('PT5M')
    expect((await story.newest()).status).toBe('canceled')
    expect(story.tenant.inForce('adele')).toEqual([])
  })

  it('takes back what Entra gave without the approval that it had said it would ask for', async () => {
    story = await tellDelegatedStory()
    story.tenant.policy(exchange, NAMED)
    await story.says('adele', LINE)
    demandIsDroppedAtTheCall()
    await story.signsIn('adele')
    expect(await story.newest()).toMatchObject({ status: 'ending', ending: { code: 'approvalIncomplete' } })
    await story.passes('PT6M')
    expect((await story.newest()).status).toBe('revoked')
    expect(story.isHeld('adele', exchange)).toBe(false)
  })

  it('takes it back also where the answer to the call was lost, and the role was only seen later', async () => {
    story = await tellDelegatedStory({ waitForChallengeMs: 200 })
    story.tenant.policy(exchange, NAMED)
    await story.says('adele', LINE)
    demandIsDroppedAtTheCall()
    story.tenant.graph.faults.fail('POST', 'roleAssignmentScheduleRequests', { kind: 'resetAfter' })
    await story.signsIn('adele')
    await story.passes('PT1M')
    expect(story.platform.seenBy('adele')).not.toContainEqual(expect.objectContaining({ status: 'active' }))
    expect(await story.newest()).toMatchObject({ status: 'ending', ending: { code: 'approvalIncomplete' } })
    await story.passes('PT6M')
    expect((await story.newest()).status).toBe('revoked')
    expect(story.isHeld('adele', exchange)).toBe(false)
  })
})
