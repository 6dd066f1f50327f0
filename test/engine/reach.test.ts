import { afterEach, describe, expect, it } from 'vitest'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { OutgoingMessage, SendOutcome } from '../../bot/ports/chat-platform.ts'
import { createRecordingPlatform } from './recording-platform.ts'
import { APPROVAL, ORGANISATION, pendingIn, type Story, tellStory } from './story.ts'

let story: Story
afterEach(() => story.end())

const GONE: SendOutcome = { outcome: 'unreachable', reason: 'account_inactive' }
const DOWN: SendOutcome = { outcome: 'retry', notBefore: null, reason: 'down' }

function answering(outcome: SendOutcome, people: readonly string[]) {
  return ({ address }: OutgoingMessage) => (people.includes(address) ? outcome : null)
}

function quorumOf(required: number, more: Partial<typeof APPROVAL> = {}): Partial<Organisation> {
  const roleSettings = ORGANISATION.roleSettings.map(({ matches, settings }) => ({
    matches,
    settings: settings.approval ? { ...settings, approval: { ...APPROVAL, required, ...more } } : settings,
  }))
  return { roleSettings }
}

async function tellUnreached(people: readonly string[], organisation = quorumOf(1)): Promise<void> {
  story = await tellStory({ organisation })
  story.platform.answerWith(answering(GONE, people))
  await pendingIn(story)
}

const approvals = (who: string) => {
  const view = story.platform.seenBy(who)[0]
  return view && 'approvals' in view ? view.approvals : null
}

describe('an approver who cannot be reached', () => {
  it('is shown on the requester’s card and on the other approvers’, and is in the audit log', async () => {
    await tellUnreached(['megan'])
    for (const who of ['adele', 'alex'])
      expect(approvals(who)).toMatchObject({ reached: { reached: 1, asked: 2 }, unreached: [{ id: 'megan' }] })
    const rows = await story.sqlite.store.auditEvents({ limit: 100 })
    const found = rows.filter(({ event }) => event.type === 'approverUnreachable')
    expect(found).toHaveLength(1)
    expect(found[0]?.event).toMatchObject({ data: { person: 'megan', reason: 'account_inactive', asked: [] } })
  })

  it('brings in nobody else and raises no alarm where those reached suffice', async () => {
    await tellUnreached(['megan'])
    expect((await story.newest()).approval).toMatchObject({ escalatedAt: null, asked: ['alex', 'megan'] })
    expect(story.platform.seenBy('lead')).toEqual([])
    expect(story.platform.seenBy('channel:alerts')).toEqual([])
  })

  it('makes the escalation people approvers at once where those reached are too few', async () => {
    await tellUnreached(['megan'], quorumOf(2))
    expect((await story.newest()).approval?.escalatedAt).not.toBeNull()
    expect(story.platform.seenBy('lead')).toMatchObject([{ card: 'approval', approvals: { escalatedEarly: true } }])
    expect(story.lastSeenBy('adele')).toMatchObject({ card: 'notice', notice: 'escalated' })
    expect(story.platform.seenBy('channel:alerts')).toEqual([])
    await story.presses('alex', 'approve', await story.newest())
    await story.presses('lead', 'approve', await story.newest())
    expect(await story.holds('adele')).toBe(true)
  })

  it('is told to the alerts channel once where nobody else is left', async () => {
    await tellUnreached(['alex', 'megan', 'lead'])
    expect(story.platform.seenBy('channel:alerts')).toMatchObject([
      { alert: 'approversUnreachable', params: { person: 'Adele', reachable: 0, needed: 1 } },
    ])
    await story.passes('PT29M')
    expect(story.platform.seenBy('channel:alerts')).toHaveLength(1)
    expect(await story.newest()).toMatchObject({ status: 'pendingApproval' })
  })

  it('may decide all the same, by any chat they find', async () => {
    await tellUnreached(['alex', 'megan', 'lead'])
    await story.says('megan', `approve ${(await story.newest()).id}`)
    expect(await story.holds('adele')).toBe(true)
  })

  it('disturbs those who are away where there is nobody else', async () => {
    story = await tellStory({ organisation: quorumOf(1, { escalateTo: [] }) })
    await story.says('alex', 'away until 2026-12-24')
    story.platform.answerWith(answering(GONE, ['megan']))
    await pendingIn(story)
    expect(story.platform.seenBy('alex').at(-1)).toMatchObject({ card: 'approval' })
    expect(story.platform.seenBy('channel:alerts')).toEqual([])
  })

  it('is not reminded in vain', async () => {
    await tellUnreached(['megan'])
    await story.passes('PT16M')
    const reminded = (await story.sqlite.store.auditEvents({ limit: 100 })).find(
      ({ event }) => event.type === 'approvalReminded',
    )
    expect(reminded?.event.data).toMatchObject({ notified: ['alex'] })
  })

  it('is asked on the next chat where they are', async () => {
    const other = createRecordingPlatform('other', ['megan'])
    story = await tellStory({ organisation: quorumOf(2), others: [other] })
    story.platform.answerWith(answering(GONE, ['megan']))
    await pendingIn(story)
    expect(other.seenBy('megan')).toMatchObject([{ card: 'approval' }])
    expect(approvals('alex')).toMatchObject({ unreached: [] })
    expect((await story.newest()).approval?.escalatedAt).toBeNull()
  })

  it('counts as reached again when a later card arrives', async () => {
    await tellUnreached(['megan'], quorumOf(2))
    story.platform.answerWith(null)
    await story.presses('alex', 'approve', await story.newest())
    expect((await story.newest()).approval?.unreachable).toEqual([])
    expect(await story.auditTypes()).toContain('approverReached')
    expect(approvals('adele')).toMatchObject({ unreached: [] })
  })
})

describe('a chat that does not answer', () => {
  it('counts as not reaching its people after a minute, not before', async () => {
    story = await tellStory({ organisation: quorumOf(1, { escalateTo: APPROVAL.escalateTo }) })
    story.platform.answerWith(answering(DOWN, ['alex', 'megan']))
    await pendingIn(story)
    await story.passes('PT20S')
    expect((await story.newest()).approval?.unreachable).toEqual([])
    await story.passes('PT2M')
    expect((await story.newest()).approval?.unreachable).toEqual(['alex', 'megan'])
    expect(story.platform.seenBy('lead')).toMatchObject([{ card: 'approval' }])
    story.platform.answerWith(null)
    await story.passes('PT5M')
    expect((await story.newest()).approval?.unreachable).toEqual([])
    expect(story.platform.seenBy('alex')).toMatchObject([{ card: 'approval' }])
  })
})
