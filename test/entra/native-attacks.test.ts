import { afterEach, describe, expect, it } from 'vitest'
import { type ApprovalCardView, DAY } from '../../bot/index.ts'
import { LINE } from '../engine/story.ts'
import { type DelegatedStory, tellDelegatedStory } from './delegated-story.ts'
import { askedInTenant, finishCleanly, newestApproval } from './native-story.ts'
import { exchange } from './story.ts'

let story: DelegatedStory
async function asked(): Promise<void> {
  story = await askedInTenant()
}
const inTenant = () => newestApproval(story)

afterEach(() => finishCleanly(story))

describe('attacks on an answer', () => {
  it('refused: another person’s sign-in answers an approver’s click', async () => {
    await asked()
    await story.presses('alex', 'approve', await story.newest())
    expect((await story.signsIn('alex', { oid: 'megan' })).status).toBe(403)
    expect((await story.signsIn('alex', { oid: 'adele' })).status).toBe(403)
    expect(inTenant().result).toBe('NotReviewed')
    expect(await story.auditTypes()).not.toContain('directoryAnswerSent')
  })

  it('refused: the requester answers, by button, by word, or by a link made for them', async () => {
    await asked()
    const { id: requestId, termsVersion } = await story.newest()
    story.tenant.group('approvers', { members: ['alex', 'megan', 'adele'] })
    await story.presses('adele', 'approve', await story.newest())
    expect(story.lastSeenBy('adele')).toMatchObject({ refusals: [{ code: 'ownRequest' }] })
    await story.says('adele', `approve ${requestId}`)
    const purpose = { kind: 'answer', requestId, termsVersion, verdict: 'approve', reason: null } as const
    const proven = await story.engine.proveIdentity(purpose, 'adele', 'oidc')
    expect(proven).toMatchObject({ outcome: 'refused', refusal: { code: 'ownRequest' } })
    expect(inTenant().result).toBe('NotReviewed')
    expect(story.tenant.graph.calls.filter(({ method }) => method === 'PATCH')).toEqual([])
  })

  it('refused: an approver whom only our settings name, and one who left the tenant’s list meanwhile', async () => {
    story = await tellDelegatedStory()
    story.tenant.policy(exchange, { approvers: [{ userId: 'alex' }] })
    await story.says('adele', LINE)
    await story.signsIn('adele')
    await story.presses('megan', 'approve', await story.newest())
    expect(story.lastSeenBy('megan')).toMatchObject({ refusals: [{ code: 'notApprover' }] })

    await story.presses('alex', 'approve', await story.newest())
    Object.assign(inTenant(), { approvers: ['lead'] })
    expect(await story.signsIn('alex')).toMatchObject({ status: 409 })
    expect(await story.newest()).toMatchObject({ status: 'provisioning', votes: [] })
    expect(story.tenant.inForce('adele')).toEqual([])
  })

  it('refused: the same sign-in, code and state a second time, and the link once it is decided', async () => {
    await asked()
    await story.presses('alex', 'approve', await story.newest())
    const link = story.linkOf('alex')
    const page = await story.signsIn('alex')
    const before = story.tenant.graph.calls.length
    expect(await story.browser.open(page.url)).toMatchObject({ status: 410 })
    expect(await story.browser.open(link)).toMatchObject({ status: 410 })
    const answers = story.tenant.graph.calls.slice(before).filter(({ method }) => method === 'PATCH')
    expect(answers).toEqual([])
  })

  it('hands over nothing once the request itself may go no further', async () => {
    await asked()
    await story.presses('alex', 'approve', await story.newest())
    story.tenant.removeEligible('adele', exchange)
    expect(await story.signsIn('alex')).toMatchObject({ status: 409 })
    expect(inTenant().result).toBe('NotReviewed')
    expect(story.tenant.graph.calls.filter(({ method }) => method === 'PATCH')).toEqual([])
    expect(await story.auditTypes()).not.toContain('directoryAnswerSent')
    expect(await story.newest()).toMatchObject({ status: 'ending', ending: { code: 'eligibilityLost' } })
    expect(story.tenant.inForce('adele')).toEqual([])
  })

  it('refused: less time than was asked for, which Entra cannot approve, and a denial without a reason', async () => {
    await asked()
    const { id } = await story.newest()
    await story.says('alex', `approve ${id} 30m`)
    expect(story.lastSeenBy('alex')).toMatchObject({ refusals: [{ code: 'directoryTakesWhole' }] })
    await story.presses('alex', 'deny', await story.newest())
    expect(story.lastSeenBy('alex')).toMatchObject({ refusals: [{ code: 'reasonMissing' }] })
    expect(inTenant().result).toBe('NotReviewed')
  })

  it('refused: an answer after Entra waited in vain, which changes nothing and tells the approver that nothing is left to do', async () => {
    await asked()
    await story.presses('alex', 'approve', await story.newest())
    for (const request of story.tenant.state.requests) Object.assign(request, { createdAt: request.createdAt - DAY })
    const page = await story.signsIn('alex')
    expect(page.status).toBe(409)
    expect(page.html).toContain('This request is already decided')
    expect(page.html).toContain('There is nothing to do.')
    expect(inTenant().result).toBe('NotReviewed')
    expect(story.tenant.graph.calls.filter(({ method }) => method === 'PATCH')).toEqual([])
    expect(story.tenant.inForce('adele')).toEqual([])
  })

  it('an answer that was taken though nobody could see it is theirs, when they give it once more', async () => {
    await asked()
    await story.presses('alex', 'approve', await story.newest())
    const lost = { kind: 'status', status: 403, code: 'Authorization_RequestDenied' } as const
    story.tenant.graph.faults.fail('PATCH', 'roleAssignmentApprovals', { kind: 'resetAfter' })
    story.tenant.graph.faults.fail('GET', 'roleAssignmentApprovals', lost, 1, 1)
    expect(await story.signsIn('alex')).toMatchObject({ status: 200, title: 'Your answer may not have arrived' })
    expect(await story.newest()).toMatchObject({ status: 'provisioning', votes: [] })

    await story.presses('alex', 'approve', await story.newest())
    expect(await story.signsIn('alex')).toMatchObject({ status: 200, title: 'Thank you, your answer is on its way' })
    expect(await story.newest()).toMatchObject({ status: 'active', votes: [{ personId: 'alex', proven: true }] })
    expect((await story.auditTypes()).filter((type) => type === 'requestApproved')).toHaveLength(1)
  })

  it('a lost answer is asked after, and never said to be given', async () => {
    await asked()
    await story.presses('alex', 'approve', await story.newest())
    story.tenant.graph.faults.fail('PATCH', 'roleAssignmentApprovals', { kind: 'reset' })
    await story.signsIn('alex')
    expect(inTenant().result).toBe('NotReviewed')
    expect(await story.newest()).toMatchObject({ status: 'provisioning', votes: [] })
    await story.presses('alex', 'approve', await story.newest())
    story.tenant.graph.faults.fail('PATCH', 'roleAssignmentApprovals', { kind: 'resetAfter' })
    await story.signsIn('alex')
    expect(await story.newest()).toMatchObject({ status: 'active', votes: [{ personId: 'alex' }] })
    const card = story.platform.seenBy('alex').find((view): view is ApprovalCardView => view.card === 'approval')
    expect(card).toMatchObject({ status: 'active', actions: ['takeBack'] })
  })
})
