import { afterEach, describe, expect, it } from 'vitest'
import type { LinkEvent } from '../../bot/ports/engine.ts'
import { START, type Story, tellStory } from './story.ts'

let story: Story
afterEach(() => story.end())

const identity = { platform: 'web', tenant: 'local', userId: 'U1' }
const LINKED: LinkEvent = {
  kind: 'linked',
  identity,
  account: 'Chat: adele',
  at: START,
  personId: 'adele',
  by: 'proof',
}

async function told(event: LinkEvent): Promise<void> {
  await story.engine.recordLink(event)
  await story.settles()
}

describe('links of chat accounts', () => {
  it('are recorded and told to the person and the alerts channel', async () => {
    story = await tellStory()
    await told(LINKED)
    await told({ kind: 'unlinked', identity, account: 'Chat: adele', at: START + 1, personId: 'adele' })
    expect(await story.auditTypes()).toEqual(expect.arrayContaining(['accountLinked', 'accountUnlinked']))
    const alerts = ['accountLinked', 'accountUnlinked'].map((alert) => ({ card: 'alert', alert }))
    for (const who of ['adele', 'channel:alerts']) expect(story.platform.seenBy(who)).toMatchObject(alerts)
    expect(story.lastSeenBy('adele')).toMatchObject({ params: { account: 'Chat: adele', person: 'Adele' } })
  })

  it('are recorded and told once, however often they are told of', async () => {
    story = await tellStory()
    for (let again = 0; again < 3; again += 1) await told(LINKED)
    expect((await story.auditTypes()).filter((type) => type === 'accountLinked')).toHaveLength(1)
    expect(story.platform.seenBy('channel:alerts')).toHaveLength(1)
    await told({ ...LINKED, at: START + 60_000 })
    expect((await story.auditTypes()).filter((type) => type === 'accountLinked')).toHaveLength(2)
  })

  it('that are refused are all recorded, and told once an hour of each account', async () => {
    story = await tellStory()
    const refused = { kind: 'refused', identity, account: 'Chat: eve', personId: null, code: 'proofWrong' } as const
    for (let minute = 0; minute < 10; minute += 1) await told({ ...refused, at: START + minute * 60_000 })
    expect((await story.auditTypes()).filter((type) => type === 'accountLinkRefused')).toHaveLength(10)
    expect(story.platform.seenBy('channel:alerts')).toHaveLength(1)
    expect(story.platform.seenBy('adele')).toHaveLength(0)
  })

  it('leave no account name in the audit event itself', async () => {
    story = await tellStory()
    await told({ ...LINKED, account: 'Chat: secret-handle' })
    const rows = await story.sqlite.store.auditEvents({ limit: 100 })
    expect(rows.map(({ canonical }) => canonical).join()).not.toContain('secret-handle')
  })
})
