import { afterEach, describe, expect, it } from 'vitest'
import { approvedIn, pendingIn, type Story, tellStory } from './story.ts'

let story: Story
afterEach(() => story.end())

function actionsIn(view: unknown): unknown {
  return view !== null && typeof view === 'object' && 'actions' in view ? view.actions : null
}

describe('what one viewer sees of a request', () => {
  it('offers an approver the decision, the requester their own card, and a stranger nothing', async () => {
    story = await tellStory()
    const request = await pendingIn(story)
    const seenBy = (who: string) => story.engine.viewOf({ kind: 'request', requestId: request.id }, who)
    expect(await seenBy('megan')).toMatchObject({ card: 'approval', viewer: { id: 'megan' } })
    expect(actionsIn(await seenBy('megan'))).toEqual(['approve', 'approveLess', 'deny'])
    expect(await seenBy('adele')).toMatchObject({ card: 'request', actions: ['cancel', 'notMe'] })
    expect(await seenBy('lidia')).toBeNull()
    expect(await seenBy('nobody')).toBeNull()
    expect(await seenBy('soc')).toMatchObject({ card: 'approval', viewer: null, actions: [] })
    expect(await story.engine.viewOf({ kind: 'request', requestId: 'EL-0000' }, 'megan')).toBeNull()
  })

  it('offers the escalation people nothing before the request has escalated', async () => {
    story = await tellStory()
    const request = await pendingIn(story)
    const about = { kind: 'request', requestId: request.id } as const
    expect(await story.engine.viewOf(about, 'lead')).toBeNull()
    await story.passes('PT31M')
    expect(actionsIn(await story.engine.viewOf(about, 'lead'))).toContain('approve')
  })

  it('lets a voter take back, and no other approver, once the role is active', async () => {
    story = await tellStory()
    const { id } = await approvedIn(story)
    const about = { kind: 'request', requestId: id } as const
    expect(actionsIn(await story.engine.viewOf(about, 'alex'))).toEqual(['takeBack'])
    expect(actionsIn(await story.engine.viewOf(about, 'megan'))).toEqual([])
  })

  it('lets everybody read what is posted in a channel, and nobody the card of another person', async () => {
    story = await tellStory()
    const { id } = await approvedIn(story)
    const feed = { kind: 'posted', key: `card:${id}:activation:web:feed` } as const
    expect(await story.engine.viewOf(feed, 'lidia')).toMatchObject({
      card: 'activation',
      status: 'active',
      actions: [],
    })
    const adeles = { kind: 'posted', key: `card:${id}:request:person:adele` } as const
    expect(await story.engine.viewOf(adeles, 'lidia')).toBeNull()
    expect(await story.engine.viewOf(adeles, 'alex')).toBeNull()
    expect(await story.engine.viewOf(adeles, 'adele')).toMatchObject({ card: 'request' })
  })

  it('shows a bystander nothing of a key that was never posted, nor of one that is no card', async () => {
    story = await tellStory()
    const { id } = await pendingIn(story)
    for (const key of [
      `card:${id}:activation:web:feed`,
      `card:${id}:approval:web:made-up`,
      `notice:${id}:ended:x`,
      '',
    ]) {
      expect(await story.engine.viewOf({ kind: 'posted', key }, 'lidia')).toBeNull()
    }
  })

  it('changes nothing', async () => {
    story = await tellStory()
    const before = await pendingIn(story)
    const posted = story.platform.posted.length
    const types = await story.auditTypes()
    await story.engine.viewOf({ kind: 'request', requestId: before.id }, 'megan')
    await story.settles()
    expect(await story.newest()).toEqual(before)
    expect(story.platform.posted.length).toBe(posted)
    expect(await story.auditTypes()).toEqual(types)
  })
})
