import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { LINE } from '../engine/story.ts'
import { type DelegatedStory, secretsWritten, tellDelegatedStory } from './delegated-story.ts'
import { exchange, helpdesk, onCall, reader, UNIT } from './story.ts'

let story: DelegatedStory

async function endStory(): Promise<void> {
  expect(story.tenant.graph.violations).toEqual([])
  expect(secretsWritten(story)).toEqual([])
  await story.finish()
}

async function approved(): Promise<void> {
  await story.says('adele', LINE)
  await story.presses('alex', 'approve', await story.newest())
}

describe('a tenant of Entra in delegated mode', () => {
  afterEach(endStory)

  it('activates with the requester’s own sign-in after the approval, and holds no power to assign', async () => {
    story = await tellDelegatedStory()
    await approved()
    expect(await story.newest()).toMatchObject({ status: 'approved', proof: null })
    expect(story.tenant.inForce('adele')).toEqual([])

    expect(await story.signsIn('adele')).toMatchObject({ status: 200, title: 'Thank you, you are signed in' })
    expect(await story.newest()).toMatchObject({ status: 'active', proof: { method: 'oidc' } })
    expect(story.isHeld('adele', exchange)).toBe(true)
    const [request] = story.tenant.state.requests
    expect(request).toMatchObject({ action: 'selfActivate', createdBy: { user: 'adele', application: null } })
    await story.passes('PT3M')
    expect(story.kept()).toBe(0)
  })

  it('expires on its own and says so once read back', async () => {
    story = await tellDelegatedStory()
    await approved()
    await story.signsIn('adele')
    await story.passes('PT1H2M')
    expect((await story.newest()).status).toBe('expired')
    expect(story.isHeld('adele', exchange)).toBe(false)
    expect(story.made('adele', exchange)).toBe(1)
  })

  it('ends early with the permission that can only remove', async () => {
    story = await tellDelegatedStory()
    await approved()
    await story.signsIn('adele')
    await story.passes('PT10M')
    await story.presses('adele', 'deactivate', await story.newest())
    expect((await story.newest()).status).toBe('deactivated')
    expect(story.isHeld('adele', exchange)).toBe(false)
    expect(story.tenant.state.requests.at(-1)).toMatchObject({ action: 'adminRemove', createdBy: { user: null } })
  })

  it('queues a revocation of the first five minutes and carries it out', async () => {
    story = await tellDelegatedStory()
    await approved()
    await story.signsIn('adele')
    await story.says('soc', `revoke ${(await story.newest()).id} laptop stolen`)
    expect((await story.newest()).status).toBe('ending')
    expect(story.isHeld('adele', exchange)).toBe(true)
    await story.passes('PT5M')
    expect((await story.newest()).status).toBe('revoked')
    expect(story.isHeld('adele', exchange)).toBe(false)
  })

  it('answers the claims challenge of an authentication context on the same way', async () => {
    story = await tellDelegatedStory()
    story.tenant.policy(exchange, { authenticationContext: 'c7' })
    await approved()
    const page = await story.signsIn('adele', { acrs: ['c7'] })
    expect(page).toMatchObject({ status: 200 })
    expect((await story.newest()).status).toBe('active')
  })

  it('says that a sign-in was not enough, and stays open for a stronger one', async () => {
    story = await tellDelegatedStory()
    story.tenant.policy(exchange, { authenticationContext: 'c7' })
    await approved()
    const page = await story.signsIn('adele')
    expect(page).toMatchObject({ status: 409, title: 'Not enough for this role' })
    expect(story.idp.asked).toHaveLength(2)
    expect(JSON.parse(String(story.idp.asked[1]?.['claims'])).access_token.acrs).toEqual({
      essential: true,
      value: 'c7',
    })
    expect(await story.newest()).toMatchObject({ status: 'approved', signIn: { unsettled: false } })
    expect(story.tenant.inForce('adele')).toEqual([])
    await story.signsIn('adele', { acrs: ['c7'] })
    expect((await story.newest()).status).toBe('active')
  })

  it('activates what is held through a group, within an administrative unit, and the joining of a group', async () => {
    story = await tellDelegatedStory()
    await story.says('lidia', '/elevate Security Reader 30m INC-1234')
    await story.presses('alex', 'approve', await story.newest())
    await story.signsIn('lidia')
    expect((await story.newest()).status).toBe('active')
    expect(story.isHeld('lidia', reader)).toBe(true)

    await story.says('adele', '/elevate Helpdesk Administrator in Montreal 1h INC-1234')
    expect((await story.newest()).status).toBe('approved')
    await story.signsIn('adele')
    expect(story.isHeld('adele', { ...helpdesk, scope: UNIT })).toBe(true)
    expect(story.isHeld('adele', helpdesk)).toBe(false)

    await story.says('adele', '/elevate On call 1h INC-1234')
    await story.presses('alex', 'approve', await story.newest())
    await story.signsIn('adele')
    expect((await story.newest()).status).toBe('active')
    expect(story.isHeld('adele', onCall)).toBe(true)
  })

  it('asks for another sign-in where a call was never answered and nothing came of it', async () => {
    story = await tellDelegatedStory()
    await approved()
    story.tenant.graph.faults.fail('POST', 'roleAssignmentScheduleRequests', { kind: 'reset' }, 2)
    await story.signsIn('adele')
    expect((await story.newest()).status).toBe('provisioning')
    await story.passes('PT3M')
    expect(await story.newest()).toMatchObject({ status: 'approved', signIn: { unsettled: true } })
    expect(story.made('adele', exchange)).toBe(0)
    await story.signsIn('adele')
    expect((await story.newest()).status).toBe('active')
    expect(story.made('adele', exchange)).toBe(1)
  })

  it('does not double what an unanswered call did make', async () => {
    story = await tellDelegatedStory({ waitForChallengeMs: 200 })
    await approved()
    story.tenant.graph.faults.fail('POST', 'roleAssignmentScheduleRequests', { kind: 'resetAfter' }, 1)
    await story.signsIn('adele')
    await story.passes('PT2M')
    expect((await story.newest()).status).toBe('active')
    expect(story.made('adele', exchange)).toBe(1)
  })
})

describe('attacks on a delegated activation', () => {
  beforeAll(async () => {
    story = await tellDelegatedStory()
    await approved()
  })
  afterAll(endStory)

  const attacks: readonly [string, Parameters<DelegatedStory['signsIn']>[1]][] = [
    ['another person signs in on my page', { oid: 'megan' }],
    ['an account of another tenant', { tid: 'dead0000-0000-4000-8000-000000000009' }],
    ['a guest', { claims: { acct: 1 } }],
    ['a sign-in without multifactor authentication', { amr: ['pwd'] }],
    ['a sign-in from before the request', { agoMs: 30 * 86_400_000 }],
  ]

  it.each(attacks)('refused: %s', async (_name, as) => {
    expect((await story.signsIn('adele', as)).status).toBe(403)
    expect(await story.newest()).toMatchObject({ status: 'approved', proof: null })
    expect(story.tenant.state.requests).toEqual([])
    expect(await story.auditTypes()).toContain('proofRefused')
    expect(story.kept()).toBe(0)
  })

  it('leave the way open for the requester’s own sign-in', async () => {
    await story.signsIn('adele')
    expect((await story.newest()).status).toBe('active')
  })
})

describe('further attacks on it', () => {
  afterEach(endStory)

  it('refused: a link used twice', async () => {
    story = await tellDelegatedStory()
    await approved()
    const link = story.linkOf('adele')
    await story.signsIn('adele')
    expect(await story.browser.open(link)).toMatchObject({ status: 410 })
    expect(story.made('adele', exchange)).toBe(1)
  })

  it('refused: a group with a look-alike name gives nobody a say', async () => {
    story = await tellDelegatedStory()
    story.tenant.group('approvers-2', { displayName: 'approvers', members: ['lidia'] })
    await story.says('adele', LINE)
    await story.presses('lidia', 'approve', await story.newest())
    expect((await story.newest()).status).toBe('pendingApproval')
    expect(story.lastSeenBy('lidia')).toMatchObject({ card: 'refusal' })
    await story.presses('alex', 'approve', await story.newest())
    expect((await story.newest()).status).toBe('approved')
  })

  it('refused: a sign-in for one request activates no other of the same person', async () => {
    story = await tellDelegatedStory()
    await approved()
    const first = await story.newest()
    await story.says('adele', '/elevate Helpdesk Administrator in Montreal 1h INC-1234')
    const second = await story.newest()
    expect(second).toMatchObject({ status: 'approved' })
    await story.signsIn('adele')
    expect(await story.sqlite.store.request(second.id)).toMatchObject({ status: 'active' })
    expect(await story.sqlite.store.request(first.id)).toMatchObject({ status: 'approved', proof: null })
    expect(story.isHeld('adele', exchange)).toBe(false)
    expect(story.tenant.state.requests).toHaveLength(1)
  })

  it('refused: a guest of the tenant whose token does not say so, whatever they are eligible for', async () => {
    story = await tellDelegatedStory()
    await approved()
    story.tenant.user('adele', { displayName: 'Adele', userType: 'Guest' })
    expect((await story.signsIn('adele')).status).not.toBe(200)
    expect(story.tenant.state.requests).toEqual([])
    expect(story.kept()).toBe(0)
    story.tenant.user('adele', { displayName: 'Adele' })
    await story.signsIn('adele')
    expect((await story.newest()).status).toBe('active')
  })
})
