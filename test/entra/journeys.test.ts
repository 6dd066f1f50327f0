import { afterEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../bot/index.ts'
import { approvedIn, LINE, pendingIn } from '../engine/story.ts'
import { type EntraStory, exchange, helpdesk, onCall, reader, tellEntraStory, UNIT } from './story.ts'

let story: EntraStory
afterEach(async () => {
  expect(story.tenant.graph.violations).toEqual([])
  await story.finish()
})

describe('a tenant of Entra in application mode', () => {
  it('gives nothing before the approval; then the role with an end of its own, told as active only when shown', async () => {
    story = await tellEntraStory()
    const pending = await pendingIn(story)
    expect(pending.status).toBe('pendingApproval')
    expect(story.tenant.inForce('adele')).toEqual([])

    story.tenant.lag({ appearsAfterMs: 20_000 })
    await story.presses('alex', 'approve', pending)
    expect((await story.newest()).status).toBe('provisioning')
    await story.passes('PT30S')

    expect(await story.newest()).toMatchObject({ status: 'active' })
    const [held] = story.tenant.inForce('adele')
    expect((held?.endAt ?? 0) - (held?.startAt ?? 0)).toBe(60 * MINUTE)
    const [request] = story.tenant.state.requests
    expect(request).toMatchObject({ action: 'adminAssign', ticketInfo: { ticketNumber: 'INC-1234' } })
    expect(request?.justification).toContain((await story.newest()).id)
  })

  it('says expired once the tenant no longer shows it', async () => {
    story = await tellEntraStory()
    await approvedIn(story)
    story.tenant.lag({ goneAfterMs: 40_000 })

    await story.passes('PT1H')
    expect((await story.newest()).status).toBe('active')
    await story.passes('PT3M')

    expect((await story.newest()).status).toBe('expired')
    expect(story.isHeld('adele', exchange)).toBe(false)
    expect(story.made('adele', exchange)).toBe(1)
  })

  it('ends early when its holder says so', async () => {
    story = await tellEntraStory()
    await approvedIn(story)
    await story.passes('PT10M')

    await story.presses('adele', 'deactivate', await story.newest())

    expect((await story.newest()).status).toBe('deactivated')
    expect(story.isHeld('adele', exchange)).toBe(false)
  })

  it('queues a revocation of the first five minutes, says until when, and carries it out', async () => {
    story = await tellEntraStory()
    await approvedIn(story)
    await story.passes('PT1M')

    await story.says('soc', `revoke ${(await story.newest()).id} laptop stolen`)
    expect(await story.newest()).toMatchObject({ status: 'ending' })
    expect(story.isHeld('adele', exchange)).toBe(true)
    expect(await story.auditTypes()).not.toContain('activationEnded')
    await story.passes('PT5M')

    expect((await story.newest()).status).toBe('revoked')
    expect(story.isHeld('adele', exchange)).toBe(false)
  })

  it('activates what is held through a group, for this member alone', async () => {
    story = await tellEntraStory()
    await story.says('lidia', '/elevate Security Reader 30m INC-1234')
    await story.proves('lidia', await story.newest())
    await story.presses('alex', 'approve', await story.newest())

    expect((await story.newest()).status).toBe('active')
    expect(story.isHeld('lidia', reader)).toBe(true)
    expect(story.isHeld('readers', reader)).toBe(false)
  })

  it('activates within one administrative unit and nowhere else', async () => {
    story = await tellEntraStory()
    await story.says('adele', '/elevate Helpdesk Administrator in Montreal 1h INC-1234')

    expect((await story.newest()).status).toBe('active')
    expect(story.isHeld('adele', { ...helpdesk, scope: UNIT })).toBe(true)
    expect(story.isHeld('adele', helpdesk)).toBe(false)
  })

  it('lets somebody join a group, and leaves it again at the end', async () => {
    story = await tellEntraStory()
    await story.says('adele', '/elevate On call 1h INC-1234')
    await story.proves('adele', await story.newest())
    await story.presses('alex', 'approve', await story.newest())
    expect((await story.newest()).status).toBe('active')
    expect(story.isHeld('adele', onCall)).toBe(true)
    expect(await story.entra.membersOf('on-call')).toEqual(['adele'])

    await story.passes('PT1H2M')

    expect((await story.newest()).status).toBe('expired')
    expect(await story.entra.membersOf('on-call')).toEqual([])
  })

  it("never goes beyond the tenant's own maximum, and asks what the tenant asks", async () => {
    story = await tellEntraStory()
    story.tenant.policy(exchange, { maximumDuration: 'PT30M', activationRules: ['Ticketing'] })

    await story.says('adele', LINE)
    expect(story.lastSeenBy('adele')).toMatchObject({ card: 'refusal', refusals: [{ code: 'durationTooLong' }] })
    await story.says('adele', '/elevate Exchange Administrator 20m because mailboxes are stuck')

    expect(story.lastSeenBy('adele')).toMatchObject({ card: 'form', missing: [{ code: 'ticketMissing' }] })
    expect(story.tenant.state.requests).toEqual([])
  })

  it("asks the tenant's approvers where only the tenant demands approval, since assigning skips them", async () => {
    story = await tellEntraStory()
    story.tenant.policy({ ...helpdesk, scope: UNIT }, { approvers: [{ userId: 'megan' }] })
    await story.says('adele', '/elevate Helpdesk Administrator in Montreal 1h INC-1234')

    expect((await story.newest()).status).toBe('pendingApproval')
    await story.presses('alex', 'approve', await story.newest())
    expect((await story.newest()).status).toBe('pendingApproval')
    await story.presses('megan', 'approve', await story.newest())
    expect((await story.newest()).status).toBe('active')
  })

  it('ends an activation whose eligible assignment was taken away, and tells of one removed in the portal', async () => {
    story = await tellEntraStory()
    await approvedIn(story)
    await story.passes('PT6M')
    story.tenant.removeEligible('adele', exchange)
    await story.passes('PT6M')
    expect((await story.newest()).status).toBe('revoked')
    expect(story.isHeld('adele', exchange)).toBe(false)
  })

  it('tells once of an activation that went round Elevate, within minutes', async () => {
    story = await tellEntraStory()
    story.tenant.activatedInPortal('adele', exchange, 'PT2H')

    await story.passes('PT6M')
    await story.passes('PT6M')

    const found = (await story.auditTypes()).filter((type) => type === 'assignmentFoundOutside')
    expect(found).toHaveLength(1)
    expect(story.platform.seenBy('channel:alerts')).toMatchObject([
      { card: 'usageAlert', alert: 'wentRound', state: 'open', params: { person: 'adele' } },
    ])
    expect(story.isHeld('adele', exchange)).toBe(true)
  })

  it('takes no word of a justification for its own activation', async () => {
    story = await tellEntraStory()
    const pending = await pendingIn(story)
    story.tenant.activatedInPortal('adele', exchange, 'PT2H')
    for (const request of story.tenant.state.requests) Object.assign(request, { justification: `(${pending.id})` })

    await story.presses('alex', 'approve', pending)
    await story.passes('PT10M')

    expect((await story.newest()).status).toBe('failed')
    expect((await story.newest()).outcome).toMatchObject({ code: 'alreadyActive' })
  })
})
