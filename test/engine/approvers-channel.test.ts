import { afterEach, describe, expect, it } from 'vitest'
import type { Organisation } from '../../bot/domain/organisation.ts'
import { APPROVAL, approvedIn, LINE, ORGANISATION, pendingIn, type Story, tellStory } from './story.ts'

const CHANNEL = 'channel:approvals'

/** As everywhere in these stories, and approvals of most roles are asked in a channel as well. */
function withChannel(required = 1): Pick<Organisation, 'roleSettings'> {
  const channels = [{ platform: 'web', channelId: 'approvals' }]
  const roleSettings = ORGANISATION.roleSettings.map(({ matches, settings }) => ({
    matches,
    settings: settings.approval ? { ...settings, approval: { ...APPROVAL, required, channels } } : settings,
  }))
  return { roleSettings }
}

let story: Story
afterEach(() => story.end())

describe('an approvers’ channel', () => {
  it('gets the approval card beside the approvers’ own, and is told once', async () => {
    story = await tellStory({ organisation: withChannel() })
    await pendingIn(story)
    expect(story.platform.seenBy(CHANNEL)).toMatchObject([
      { card: 'approval', viewer: null, status: 'pendingApproval', actions: ['approve', 'approveLess', 'deny'] },
    ])
    for (const approver of ['alex', 'megan']) expect(story.lastSeenBy(approver)).toMatchObject({ card: 'approval' })
  })

  it('shows the outcome once it is decided there, on every copy, and offers nobody to take it back', async () => {
    story = await tellStory({ organisation: withChannel() })
    await approvedIn(story)
    expect(await story.holds('adele')).toBe(true)
    expect(story.platform.seenBy(CHANNEL)).toMatchObject([{ status: 'active', actions: [] }])
    const [alexs] = story.platform.seenBy('alex')
    expect(alexs).toMatchObject({ card: 'approval', actions: ['takeBack'] })
    expect(story.platform.seenBy('megan')).toMatchObject([{ card: 'approval', status: 'active', actions: [] }])
  })

  it('keeps its buttons after the first of two approvals, which counts for who gave it', async () => {
    story = await tellStory({ organisation: withChannel(2) })
    const request = await approvedIn(story)
    expect(request).toMatchObject({ status: 'pendingApproval', votes: [{ personId: 'alex' }] })
    const [shown] = story.platform.seenBy(CHANNEL)
    expect(shown).toMatchObject({ approvals: { given: [{ id: 'alex' }], required: 2 } })
    expect(shown).toMatchObject({ actions: ['approve', 'approveLess', 'deny'] })
    await story.presses('alex', 'approve', request)
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval' })
    await story.presses('megan', 'approve', request)
    expect(await story.newest()).toMatchObject({ status: 'active' })
  })

  it.each(['lidia', 'soc', 'pradeep', 'adele'])('gives %s, who reads there, no say', async (who) => {
    story = await tellStory({ organisation: withChannel() })
    const request = await pendingIn(story)
    await story.presses(who, 'approve', request)
    await story.presses(who, 'deny', request, { reason: 'no' })
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval', votes: [], outcome: null })
    expect(story.lastSeenBy(who)).toMatchObject({ card: 'refusal' })
    expect(await story.holds('adele')).toBe(false)
  })

  it('hears nothing of what nobody has to approve', async () => {
    story = await tellStory({ organisation: withChannel() })
    await story.says('adele', '/elevate User Administrator 1h INC-1234')
    expect(await story.newest()).toMatchObject({ status: 'active' })
    expect(story.platform.seenBy(CHANNEL)).toEqual([])
  })

  it('hears nothing before the requester has proved who they are', async () => {
    story = await tellStory({ organisation: withChannel() })
    await story.says('adele', LINE)
    expect(story.platform.seenBy(CHANNEL)).toEqual([])
  })

  it('that cannot be reached is told to the alerts channel, and stops nobody', async () => {
    story = await tellStory({ organisation: withChannel() })
    story.platform.answerWith(({ address }) =>
      address === CHANNEL ? { outcome: 'unreachable', reason: 'not_in_channel' } : null,
    )
    await approvedIn(story)
    expect(await story.holds('adele')).toBe(true)
    const told = { alert: 'effectAbandoned', params: { recipient: 'approvals', reason: 'not_in_channel' } }
    expect(story.platform.seenBy('channel:alerts')).toMatchObject([told])
  })
})
