import { afterEach, describe, expect, it } from 'vitest'
import { activatableKey } from '../../bot/domain/activatable.ts'
import {
  APPROVAL,
  approvedIn,
  LINE,
  ORGANISATION,
  pendingIn,
  refusalIn,
  type Story,
  type StoryOptions,
  tellStory,
} from './story.ts'

let story: Story
afterEach(() => story.end())

async function begin(options: StoryOptions = {}): Promise<Story> {
  story = await tellStory(options)
  return story
}

const pending = () => pendingIn(story)
const active = () => approvedIn(story)

const refusalSeenBy = (who: string) => refusalIn(story, who)

describe('the main job', () => {
  it('request, proof, approval, activation, verified end: every step shown and audited', async () => {
    await begin()

    await story.says('adele', LINE)
    const asked = await story.newest()
    expect(asked).toMatchObject({ status: 'pendingVerification', terms: { duration: 'PT1H', ticket: 'INC-1234' } })
    expect(story.platform.seenBy('adele').map(({ card }) => card)).toEqual(['request'])
    expect(story.platform.seenBy('alex')).toEqual([])

    expect(await story.proves('adele', asked)).toBe('accepted')
    expect((await story.newest()).status).toBe('pendingApproval')
    expect(story.platform.seenBy('alex')).toMatchObject([
      { card: 'approval', actions: ['approve', 'approveLess', 'deny'] },
    ])
    expect(await story.holds('adele')).toBe(false)

    await story.presses('alex', 'approve', asked)
    expect((await story.newest()).status).toBe('active')
    expect(await story.holds('adele')).toBe(true)
    expect(story.platform.seenBy('channel:feed')).toMatchObject([{ card: 'activation', status: 'active' }])

    await story.passes('PT50M')
    expect(story.lastSeenBy('adele')).toMatchObject({
      card: 'notice',
      notice: 'endingSoon',
      actions: ['again', 'deactivate', 'notMe'],
    })
    expect(await story.holds('adele')).toBe(true)

    await story.passes('PT10M')
    expect(await story.holds('adele')).toBe(false)
    expect(await story.newest()).toMatchObject({ status: 'expired', endVerifiedAt: expect.any(Number) })
    expect(story.platform.seenBy('channel:feed')).toMatchObject([{ card: 'activation', status: 'expired' }])
    expect(story.platform.seenBy('adele')[0]).toMatchObject({ card: 'request', status: 'expired', actions: ['again'] })
    expect(await story.auditTypes()).toEqual([
      'serverStarted',
      'settingsApplied',
      'requestSubmitted',
      'identityProven',
      'requestApproved',
      'provisioningAttempted',
      'provisioningAccepted',
      'activationStarted',
      'activationEndingSoon',
      'activationEnded',
    ])
    expect((await story.sqlite.verifyAudit()).events).toMatchObject({ outcome: 'intact' })
  })

  it('posts one card each and brings it up to date, rather than posting another', async () => {
    await begin()
    await active()
    await story.passes('PT2H')
    const cards = story.platform.posted.filter(({ view }) => ['request', 'approval', 'activation'].includes(view.card))
    expect(cards.map(({ address }) => address).sort()).toEqual(['adele', 'alex', 'channel:feed', 'megan'])
    for (const { view } of cards) expect(view).toMatchObject({ status: 'expired' })
  })

  it('asks with a form for what is missing, and for nothing else', async () => {
    await begin()
    await story.says('adele', '/elevate Exchange Administrator 1h')
    expect(story.lastSeenBy('adele')).toMatchObject({
      card: 'form',
      values: { duration: 'PT1H', ticket: null },
      missing: [{ code: 'justificationMissing' }],
    })
    expect(await story.sqlite.store.requests({ limit: 1 })).toEqual([])
  })

  it('offers and chooses in the form no duration that the chosen role does not permit', async () => {
    await begin()
    const chosen = (await story.directory.eligibleAssignments('adele'))[0]
    const activatable = chosen ? activatableKey(chosen.activatable) : ''
    await story.presses('adele', 'submit', null, { activatable, duration: 'PT8H', ticket: 'not a ticket' })
    expect(story.lastSeenBy('adele')).toMatchObject({
      card: 'form',
      durations: ['PT15M', 'PT30M', 'PT1H', 'PT2H'],
      values: { activatableKey: activatable, duration: null },
      missing: [{ code: 'ticketNotUnderstood' }, { code: 'durationTooLong', params: { maximum: 'PT2H' } }],
    })
  })

  it('ends early when the holder says so', async () => {
    await begin()
    await story.presses('adele', 'deactivate', await active())
    expect(await story.newest()).toMatchObject({ status: 'deactivated', endVerifiedAt: expect.any(Number) })
    expect(await story.holds('adele')).toBe(false)
  })

  it('goes without approval and proof where the settings ask for neither', async () => {
    await begin({ eligible: [{ person: 'adele', role: 'Helpdesk Administrator' }] })
    await story.says('adele', '/elevate helpdesk 30m because a user is locked out')
    expect(await story.newest()).toMatchObject({ status: 'active', votes: [] })
    expect(await story.holds('adele', 'Helpdesk Administrator')).toBe(true)
  })
})

describe('deciding', () => {
  it('is denied with a reason that the requester is told', async () => {
    await begin()
    await story.presses('megan', 'deny', await pending(), { reason: 'Use the recipient role' })
    expect(await story.newest()).toMatchObject({ status: 'denied', outcome: { reason: 'Use the recipient role' } })
    expect(story.lastSeenBy('adele')).toMatchObject({
      card: 'notice',
      notice: 'decided',
      outcome: { reason: 'Use the recipient role' },
    })
    expect(await story.holds('adele')).toBe(false)
  })

  it.each(['approve', 'deny'])('says to %s that nothing waits for a decision', async (text) => {
    await begin()
    await story.says('alex', `/elevate ${text}`)
    expect(refusalSeenBy('alex')).toBe('nothingPending')
  })

  it('is not denied without a reason', async () => {
    await begin()
    await story.presses('megan', 'deny', await pending())
    expect(refusalSeenBy('megan')).toBe('reasonMissing')
    expect((await story.newest()).status).toBe('pendingApproval')
  })

  it('refuses the requester, even one who is an approver, and records no vote', async () => {
    await begin()
    await story.says('alex', LINE)
    const request = await story.newest()
    await story.proves('alex', request)
    await story.presses('alex', 'approve', request)
    expect(refusalSeenBy('alex')).toBe('ownRequest')
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval', votes: [] })
    expect(await story.auditTypes()).toContain('actionRefused')
  })

  it('refuses who is no approver, notified or not', async () => {
    await begin()
    await story.presses('lidia', 'approve', await pending())
    expect(refusalSeenBy('lidia')).toBe('notApprover')
    expect((await story.newest()).votes).toEqual([])
  })

  it('tells the second click who stands decided, and changes nothing', async () => {
    await begin()
    const request = await active()
    await story.presses('megan', 'approve', request)
    expect(refusalSeenBy('megan')).toBe('alreadyDecided')
    expect((await story.newest()).votes).toHaveLength(1)
  })

  it('takes the same delivery once', async () => {
    await begin()
    const request = await pending()
    const raw = { from: 'alex', verb: 'approve', requestId: request.id, termsVersion: 1, inputs: {} }
    const delivery = { platform: 'web', deliveryKey: 'same', receivedAt: story.engine.now(), raw }
    expect(await story.engine.receive(delivery)).toBe('stored')
    expect(await story.engine.receive(delivery)).toBe('duplicate')
    await story.settles()
    expect(await story.engine.receive(delivery)).toBe('duplicate')
    await story.settles()
    expect((await story.auditTypes()).filter((type) => type === 'requestApproved')).toHaveLength(1)
  })

  it('needs two different people for the critical tier', async () => {
    await begin()
    await story.says('adele', '/elevate Global Administrator 1h INC-1234 because the tenant is on fire')
    const request = await story.newest()
    await story.proves('adele', request)
    await story.presses('alex', 'approve', request, { confirm: 'true' })
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval', votes: [{ personId: 'alex' }] })
    await story.presses('alex', 'approve', request, { confirm: 'true' })
    expect(refusalSeenBy('alex')).toBe('alreadyApproved')
    expect(await story.holds('adele', 'Global Administrator')).toBe(false)
    await story.presses('megan', 'approve', request, { confirm: 'true' })
    expect(await story.holds('adele', 'Global Administrator')).toBe(true)
  })

  it('asks for the tick before an approval of the critical tier counts', async () => {
    await begin()
    await story.says('adele', '/elevate Global Administrator 1h INC-1234 because the tenant is on fire')
    await story.proves('adele', await story.newest())
    await story.presses('alex', 'approve', await story.newest())
    expect(refusalSeenBy('alex')).toBe('confirmationMissing')
    expect((await story.newest()).votes).toEqual([])
  })

  it('approves for less time', async () => {
    await begin()
    await story.presses('alex', 'approveLess', await pending(), { duration: 'PT15M' })
    const { activation } = await story.newest()
    expect((activation?.endsAt ?? 0) - (activation?.startedAt ?? 0)).toBe(15 * 60_000)
  })

  it('is taken back after a wrong click: the role is gone', async () => {
    await begin()
    await story.presses('alex', 'takeBack', await active())
    expect(await story.newest()).toMatchObject({ status: 'revoked' })
    expect(await story.holds('adele')).toBe(false)
  })

  it('times out when nobody decides, after reminders and escalation', async () => {
    await begin()
    await pending()
    await story.passes('PT15M')
    expect(story.lastSeenBy('alex')).toMatchObject({ notice: 'reminder' })
    await story.passes('PT16M')
    expect(story.platform.seenBy('lead').map(({ card }) => card)).toEqual(['approval'])
    await story.passes('PT30M')
    expect((await story.newest()).status).toBe('timedOut')
    expect(story.lastSeenBy('adele')).toMatchObject({ notice: 'decided', status: 'timedOut' })
    const reminders = (await story.auditTypes()).filter((type) => type === 'approvalReminded')
    expect(reminders).toHaveLength(2)
  })

  it('lets escalation people decide only once it has escalated', async () => {
    await begin()
    const request = await pending()
    await story.presses('lead', 'approve', request)
    expect(refusalSeenBy('lead')).toBe('notApprover')
    await story.passes('PT31M')
    await story.presses('lead', 'approve', request)
    expect((await story.newest()).status).toBe('active')
  })

  it('spares approvers who are away, and hears them all the same', async () => {
    await begin()
    await story.says('alex', '/elevate away until friday')
    await pending()
    expect(story.platform.seenBy('alex').filter(({ card }) => card === 'approval')).toEqual([])
    await story.says('alex', `/elevate approve ${(await story.newest()).id}`)
    expect((await story.newest()).status).toBe('active')
  })
})

describe('refusing at once', () => {
  it('a request that nobody can approve, saying so', async () => {
    const nobody = { ...APPROVAL, approvers: [{ kind: 'person' as const, personId: 'adele' }] }
    const roleSettings = ORGANISATION.roleSettings.map(({ matches, settings }) => ({
      matches,
      settings: { ...settings, approval: nobody },
    }))
    await begin({ organisation: { roleSettings } })
    await story.says('adele', LINE)
    expect(refusalSeenBy('adele')).toBe('nobodyCanApprove')
    expect(await story.sqlite.store.requests({ limit: 1 })).toEqual([])
    expect(await story.auditTypes()).toContain('submitRefused')
  })

  it('a role that one is not eligible for', async () => {
    await begin()
    await story.says('lidia', LINE)
    expect(refusalSeenBy('lidia')).toBe('notEligible')
    expect(await story.sqlite.store.requests({ limit: 1 })).toEqual([])
  })

  it('more time than permitted', async () => {
    await begin()
    await story.says('adele', '/elevate Exchange Administrator 3h INC-1234')
    expect(refusalSeenBy('adele')).toBe('durationTooLong')
  })

  it('somebody without a factor, where proof is asked', async () => {
    await begin({ enrolled: () => false })
    await story.says('adele', LINE)
    expect(refusalSeenBy('adele')).toBe('notEnrolled')
  })

  it('a stranger, without a word about anybody', async () => {
    await begin()
    await story.says('mallory', LINE)
    expect(refusalSeenBy('mallory')).toBe('strangerRefused')
    expect(story.platform.posted).toHaveLength(1)
  })

  it.each([
    '/elevate Global Administrator 1h INC-1234 because',
    '/elevate Exchange Administrator 1h INC-1234',
    '/elevate Global Administrator 9h',
  ])('an emergency account, told that it is one: %s', async (text) => {
    await begin()
    await story.says('breakglass-1', text)
    const refusals = [{ code: 'personDisabled', params: { emergency: true } }]
    expect(story.lastSeenBy('breakglass-1')).toMatchObject({ card: 'refusal', refusals })
    expect(await story.sqlite.store.requests({ limit: 1 })).toEqual([])
  })

  it('settings that do not exist', async () => {
    await begin({ organisation: { roleSettings: [] } })
    await story.says('adele', LINE)
    expect(refusalSeenBy('adele')).toBe('noSettings')
  })

  it('a second request: the open one is shown', async () => {
    await begin()
    const first = await pending()
    await story.says('adele', LINE)
    expect(story.lastSeenBy('adele')).toMatchObject({ card: 'list', list: 'open', items: [{ requestId: first.id }] })
    expect(await story.sqlite.store.requests({ limit: 5 })).toHaveLength(1)
  })

  it('more requests than the limit', async () => {
    await begin({ organisation: { requestLimit: { count: 2, per: APPROVAL.window } } })
    for (let i = 0; i < 3; i += 1) {
      await story.says('adele', LINE)
      await story.says('adele', '/elevate cancel')
    }
    expect(
      story.platform
        .seenBy('adele')
        .some((view) => view.card === 'refusal' && view.refusals[0]?.code === 'rateLimited'),
    ).toBe(true)
    expect(await story.sqlite.store.requests({ limit: 5 })).toHaveLength(2)
  })
})

describe('ending and revoking', () => {
  it('revokes a person: what runs ends, what waits ends, nothing new starts until lifted', async () => {
    await begin()
    await active()
    await story.says('adele', '/elevate User Administrator 30m INC-1234')
    await story.says('soc', '/elevate revoke @Adele account looks taken over')
    const requests = await story.sqlite.store.requests({ requesterId: 'adele', limit: 5 })
    expect(requests.every(({ status }) => status === 'revoked')).toBe(true)
    expect(await story.holds('adele')).toBe(false)
    expect(story.lastSeenBy('channel:alerts')).toMatchObject({ card: 'alert', alert: 'personBlocked' })

    await story.says('adele', LINE)
    expect(refusalSeenBy('adele')).toBe('requesterBlocked')
    await story.says('adele', '/elevate unblock @Adele')
    expect(refusalSeenBy('adele')).toBe('ownRequest')
    await story.says('soc', '/elevate unblock @Adele')
    await story.says('adele', LINE)
    expect((await story.newest()).status).toBe('pendingVerification')
  })

  it('lets nobody without access revoke', async () => {
    await begin()
    const request = await active()
    await story.says('lidia', `/elevate revoke ${request.id} for fun`)
    expect(refusalSeenBy('lidia')).toBe('notAllowed')
    expect(await story.holds('adele')).toBe(true)
  })

  it('revokes everything of a ticket', async () => {
    await begin()
    await active()
    await story.says('soc', '/elevate revoke INC-1234 ticket was forged')
    expect((await story.newest()).status).toBe('revoked')
    expect(await story.holds('adele')).toBe(false)
  })

  it('Not me: everything of mine ends, I am blocked, the alerts channel knows', async () => {
    await begin()
    await story.presses('adele', 'notMe', await active())
    expect((await story.newest()).status).toBe('revoked')
    expect(story.lastSeenBy('channel:alerts')).toMatchObject({ alert: 'notMe' })
    await story.says('adele', LINE)
    expect(refusalSeenBy('adele')).toBe('requesterBlocked')
  })

  it('Not me works on nobody else’s request', async () => {
    await begin()
    await story.presses('lidia', 'notMe', await active())
    expect(await story.holds('adele')).toBe(true)
  })

  it('Again while active waits for the end of the running one, under full settings', async () => {
    await begin()
    const first = await active()
    await story.presses('adele', 'again', first)
    const second = await story.newest()
    expect(second).toMatchObject({ status: 'pendingVerification', continuesRequestId: first.id })
    await story.proves('adele', second)
    await story.presses('alex', 'approve', second)
    expect((await story.newest()).status).toBe('approved')
    await story.passes('PT1H')
    await story.passes('PT1M')
    expect(await story.sqlite.store.request(first.id)).toMatchObject({ status: 'expired' })
    expect(await story.sqlite.store.request(second.id)).toMatchObject({ status: 'active' })
  })

  it('a revoked activation takes the one waiting behind it along', async () => {
    await begin()
    const first = await active()
    await story.presses('adele', 'again', first)
    const second = await story.newest()
    await story.proves('adele', second)
    await story.presses('alex', 'approve', second)
    await story.says('soc', `/elevate revoke ${first.id} stop`)
    expect(await story.sqlite.store.request(second.id)).toMatchObject({ status: 'revoked' })
    expect(await story.holds('adele')).toBe(false)
  })

  it('loses the role when the eligible assignment is taken away', async () => {
    await begin()
    const request = await active()
    await story.directory.removeEligible('adele', request.terms.activatable)
    await story.engine.reconcile()
    await story.settles()
    expect((await story.newest()).status).toBe('revoked')
    expect(await story.holds('adele')).toBe(false)
  })

  it('fails an approved request whose eligible assignment is gone by then, and activates nothing', async () => {
    await begin()
    const request = await pending()
    await story.directory.removeEligible('adele', request.terms.activatable)
    await story.presses('alex', 'approve', request)
    expect(await story.newest()).toMatchObject({ status: 'failed', outcome: { code: 'eligibilityLost' } })
    expect(await story.holds('adele')).toBe(false)
  })
})

describe('time', () => {
  it('blocks activations after an unexplained jump forward until somebody confirms', async () => {
    await begin()
    story.clock.step(3_600_000)
    await story.says('adele', LINE)
    expect(refusalSeenBy('adele')).toBe('clockUnconfirmed')
    expect(story.lastSeenBy('channel:alerts')).toMatchObject({ alert: 'clockJumped', actions: ['confirmClock'] })
    await story.presses('adele', 'confirmClock', null)
    expect(refusalSeenBy('adele')).toBe('notAllowed')
    await story.presses('soc', 'confirmClock', null)
    await story.says('adele', LINE)
    expect((await story.newest()).status).toBe('pendingVerification')
  })

  it('revives and prolongs nothing when the clock is set back', async () => {
    await begin()
    await active()
    story.clock.step(-7_200_000)
    await story.passes('PT1H')
    expect((await story.newest()).status).toBe('expired')
    expect(await story.holds('adele')).toBe(false)
  })

  it('cuts an activation at the time of day asked for', async () => {
    await begin()
    await story.says('adele', '/elevate Exchange Administrator until 11:30 INC-1234')
    const request = await story.newest()
    await story.proves('adele', request)
    await story.passes('PT30M')
    await story.presses('alex', 'approve', request)
    expect((await story.newest()).activation?.endsAt).toBe(Date.UTC(2026, 10, 23, 16, 30))
  })
})
