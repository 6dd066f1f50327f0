import { afterEach, describe, expect, it } from 'vitest'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { CardView } from '../../bot/domain/views/card-view.ts'
import { APPROVAL, approvedIn, ORGANISATION, pendingIn, type Story, tellStory } from './story.ts'

const channels = [{ platform: 'web', channelId: 'approvals' }]
const organisation: Partial<Organisation> = {
  roleSettings: ORGANISATION.roleSettings.map(({ matches, settings }) => ({
    matches,
    settings: settings.approval ? { ...settings, approval: { ...APPROVAL, channels } } : settings,
  })),
}

let story: Story
afterEach(() => story.end())

/** What is said in the thread under the card of this kind in a channel. */
function threadUnder(card: CardView['card'], channel: string): readonly CardView[] {
  const posted = story.platform.posted.find(({ address, view }) => address === channel && view.card === card)
  return story.platform.posted.filter(({ thread }) => thread !== null && thread === posted?.key).map(({ view }) => view)
}

function steps(views: readonly CardView[]): readonly string[] {
  return views.map((view) => (view.card === 'history' ? view.step : view.card))
}

describe('the history of a request', () => {
  it('goes into the threads under the cards that channels show, each step once and in order', async () => {
    story = await tellStory({ organisation, threads: true })
    const request = await approvedIn(story)
    await story.passes('PT6M')
    await story.presses('adele', 'deactivate', request)
    await story.passes('PT1M')
    expect(await story.newest()).toMatchObject({ status: 'deactivated' })
    const under = threadUnder('approval', 'channel:approvals')
    expect(steps(under)).toEqual(['approved', 'activated', 'endingStarted', 'ended'])
    expect(under[0]).toMatchObject({ by: { person: { displayName: 'Alex' } }, params: { votes: 1, required: 1 } })
    expect(steps(threadUnder('activation', 'channel:feed'))).toEqual(['endingStarted', 'ended'])
    expect(story.platform.posted.every(({ updates, view }) => view.card !== 'history' || updates === 0)).toBe(true)
  })

  it('says who denied and why, and nothing in the feed, which never showed the request', async () => {
    story = await tellStory({ organisation, threads: true })
    await story.presses('megan', 'deny', await pendingIn(story), { reason: 'Not today' })
    const under = threadUnder('approval', 'channel:approvals')
    expect(under).toMatchObject([{ step: 'denied', by: { person: { id: 'megan' } }, params: { reason: 'Not today' } }])
    expect(story.platform.seenBy('channel:feed')).toEqual([])
  })

  it('disturbs no person: those see it on their cards', async () => {
    story = await tellStory({ organisation, threads: true })
    await approvedIn(story)
    for (const { address, view } of story.platform.posted) {
      if (view.card === 'history') expect(address).toMatch(/^channel:/)
    }
  })

  it('waits for its card, and comes after it', async () => {
    story = await tellStory({ organisation, threads: true })
    let isDown = true
    story.platform.answerWith(({ address }) =>
      isDown && address === 'channel:approvals' ? { outcome: 'retry', notBefore: null, reason: 'down' } : null,
    )
    await approvedIn(story)
    expect(story.platform.seenBy('channel:approvals')).toEqual([])
    isDown = false
    await story.passes('PT10M')
    expect(steps(story.platform.seenBy('channel:approvals'))).toEqual(['approval', 'approved', 'activated'])
    expect(steps(threadUnder('approval', 'channel:approvals'))).toEqual(['approved', 'activated'])
  })

  it('is not told under a card that cannot be posted, and raises no alarm of its own', async () => {
    story = await tellStory({ organisation, threads: true })
    story.platform.answerWith(({ address }) =>
      address === 'channel:approvals' ? { outcome: 'unreachable', reason: 'gone' } : null,
    )
    await approvedIn(story)
    expect(story.platform.seenBy('channel:approvals')).toEqual([])
    expect(story.platform.seenBy('channel:alerts')).toHaveLength(1)
  })

  it('stays out of chats without threads', async () => {
    story = await tellStory({ organisation })
    await approvedIn(story)
    expect(story.platform.posted.filter(({ view, thread }) => view.card === 'history' || thread !== null)).toEqual([])
  })
})
