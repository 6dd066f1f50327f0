import { afterEach, describe, expect, it } from 'vitest'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { CardView } from '../../bot/domain/views/card-view.ts'
import { createRecordingPlatform, type RecordingPlatform } from './recording-platform.ts'
import { APPROVAL, ORGANISATION, pendingIn, type Story, tellStory } from './story.ts'

/** Approvers in three chats, none of whom is in another one; the requester is on the first. */
const WHERE = { web: 'alex', second: 'megan', third: 'soc' } as const

let story: Story
let second: RecordingPlatform
let third: RecordingPlatform
afterEach(() => story.end())

async function begin(required: number): Promise<void> {
  const approvers = Object.values(WHERE).map((personId) => ({ kind: 'person' as const, personId }))
  const channels = ['second', 'third'].map((platform) => ({ platform, channelId: 'approvals' }))
  const roleSettings: Organisation['roleSettings'] = ORGANISATION.roleSettings.map(({ matches, settings }) => ({
    matches,
    settings: settings.approval ? { ...settings, approval: { ...APPROVAL, approvers, required, channels } } : settings,
  }))
  second = createRecordingPlatform('second', ['megan'], true)
  third = createRecordingPlatform('third', ['soc'], true)
  story = await tellStory({
    organisation: { roleSettings },
    onWeb: ['adele', 'alex', 'lead', 'pradeep'],
    others: [second, third],
    wrapDirectory: (inner) => ({
      ...inner,
      activation: inner.activation,
      personOf: (identity) => inner.personOf({ ...identity, platform: 'web' }),
    }),
  })
}

const chats = () => [story.platform, second, third]

/** Every approval card there is, wherever it is posted. */
function copies(): readonly CardView[] {
  return chats().flatMap(({ posted }) => posted.map(({ view }) => view).filter(({ card }) => card === 'approval'))
}

describe('a request with approvers in three chats', () => {
  it('is asked in each, to each person once, and in both channels', async () => {
    await begin(1)
    await pendingIn(story)
    expect(chats().map((chat) => chat.posted.filter(({ view }) => view.card === 'approval').length)).toEqual([1, 2, 2])
    for (const copy of copies()) expect(copy).toMatchObject({ actions: ['approve', 'approveLess', 'deny'] })
  })

  it.each(['web', 'second', 'third'] as const)('settles on every copy when it is approved in %s', async (chat) => {
    await begin(1)
    const request = await pendingIn(story)
    const approver = WHERE[chat]
    await story.presses(approver, 'approve', request, {}, chat)
    expect(await story.holds('adele')).toBe(true)
    expect(copies()).toHaveLength(5)
    for (const copy of copies()) {
      expect(copy).toMatchObject({ status: 'active', approvals: { given: [{ id: approver }] } })
      const isOwn = 'viewer' in copy && copy.viewer?.id === approver
      expect(copy).toMatchObject({ actions: isOwn ? ['takeBack'] : [] })
    }
    expect(story.platform.seenBy('adele')[0]).toMatchObject({ card: 'request', status: 'active' })
  })

  it('counts one vote a chat towards one quorum, and tells who comes late who decided', async () => {
    await begin(2)
    const request = await pendingIn(story)
    await story.presses('megan', 'approve', request, {}, 'second')
    for (const copy of copies()) expect(copy).toMatchObject({ status: 'pendingApproval' })
    await story.presses('soc', 'approve', request, {}, 'third')
    expect(await story.holds('adele')).toBe(true)
    await story.presses('alex', 'deny', request, { reason: 'late' })
    expect(await story.holds('adele')).toBe(true)
    expect(story.lastSeenBy('alex')).toMatchObject({
      card: 'refusal',
      refusals: [{ code: 'alreadyDecided', params: { by: 'Soc' } }],
    })
  })

  it('takes no vote from an account of one chat pressed in another where it is nobody', async () => {
    await begin(1)
    const request = await pendingIn(story)
    await story.presses('stranger', 'approve', request, {}, 'second')
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval', votes: [] })
    expect(await story.holds('adele')).toBe(false)
  })
})
