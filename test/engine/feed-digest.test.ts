import { afterEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage } from '../../bot/ports/chat-platform.ts'
import { eventually } from '../eventually.ts'
import { type Story, tellStory } from './story.ts'

/** Of the operations tier, so that nobody has to prove or approve anything. */
const ROLES = [
  'User Administrator',
  'Helpdesk Administrator',
  'Groups Administrator',
  'License Administrator',
  'Directory Readers',
  'Reports Reader',
  'Message Center Reader',
  'Guest Inviter',
  'Printer Administrator',
  'Search Editor',
  'Insights Analyst',
  'Usage Summary Reports Reader',
]
const PEOPLE = ['adele', 'lidia']
const FEED = 'channel:feed'

let story: Story
afterEach(() => story.end())

/** Everybody activates everything while the feed is held up; then it goes on. */
async function rush(options: { readonly feedInterval?: number; readonly people?: readonly string[] } = {}) {
  const { people = PEOPLE, ...more } = options
  const eligible = PEOPLE.flatMap((person) => ROLES.map((role) => ({ person, role })))
  story = await tellStory({
    ...more,
    eligible,
    organisation: {
      requestLimit: { count: 100, per: 'PT1H' },
      roleSettings: [
        {
          matches: [{ kind: 'any' }],
          settings: {
            maximumDuration: 'PT2H',
            defaultDuration: 'PT1H',
            require: ['justificationOrTicket'],
            approval: null,
            approverStepUp: false,
          },
        },
      ],
    } as never,
  })
  let release = () => {}
  const held = new Promise<null>((resolve) => {
    release = () => resolve(null)
  })
  story.platform.answerWith(({ address }: OutgoingMessage) => (address === FEED ? held : null))
  let deliveries = 0
  for (const from of people) {
    for (const role of ROLES) {
      deliveries += 1
      const raw = { from, text: `/elevate ${role} 1h INC-1234` }
      const receivedAt = story.engine.now()
      await story.engine.receive({ platform: 'web', deliveryKey: `rush-${deliveries}`, receivedAt, raw })
    }
  }
  const count = people.length * ROLES.length
  await eventually(async () => expect(await started()).toBe(count))
  release()
  await story.settles()
  story.platform.answerWith(null)
  return count
}

async function started(): Promise<number> {
  return (await story.auditTypes()).filter((type) => type === 'activationStarted').length
}

/** What the feed shows of each request now, by id. */
function told(): Map<string, string[]> {
  const statuses = new Map<string, string[]>()
  for (const view of story.platform.seenBy(FEED)) {
    const facts = view.card === 'list' ? view.items : view.card === 'activation' ? [view] : []
    for (const { requestId, status } of facts) statuses.set(requestId, [...(statuses.get(requestId) ?? []), status])
  }
  return statuses
}

describe('a busy feed', () => {
  it('tells many activations in few messages, each of them once', async () => {
    const count = await rush({ feedInterval: 1000 })
    const messages = story.platform.seenBy(FEED)
    expect(messages.length).toBeLessThan((count * 2) / 3)
    expect(messages.some((view) => view.card === 'list' && view.list === 'feed')).toBe(true)
    expect(told().size).toBe(count)
    for (const statuses of told().values()) expect(statuses).toEqual(['active'])
  })

  it('shows the verified end of each there, in the same messages', async () => {
    const count = await rush({ feedInterval: 1000 })
    const before = story.platform.seenBy(FEED).length
    await story.passes('PT1H1M')
    expect(story.platform.seenBy(FEED)).toHaveLength(before)
    expect([...told().values()].filter(([status]) => status === 'expired')).toHaveLength(count)
  })

  it('gives each activation a card of its own where few wait, or the chat has no such limit', async () => {
    expect(await rush()).toBe(story.platform.seenBy(FEED).filter(({ card }) => card === 'activation').length)
    await story.end()
    story = await tellStory({ feedInterval: 1000 })
    await story.says('adele', '/elevate User Administrator 1h INC-1234')
    expect(story.platform.seenBy(FEED)).toMatchObject([{ card: 'activation', status: 'active' }])
  })

  it('holds up nobody: alerts and people’s own cards arrive while it waits', async () => {
    await rush({ feedInterval: 1000 })
    const lastOfFeed = story.platform.posted.findLastIndex(({ address }) => address === FEED)
    const own = story.platform.posted.filter(({ address, view }) => PEOPLE.includes(address) && view.card === 'request')
    expect(own).toHaveLength(PEOPLE.length * ROLES.length)
    for (const card of own) expect(story.platform.posted.indexOf(card)).toBeLessThan(lastOfFeed)
  })

  it('notes in one write which message tells of which activation, and intends to send it', async () => {
    const count = await rush({ feedInterval: 1000 })
    const noted = await story.sqlite.store.facts('digested:')
    expect(noted.length).toBeGreaterThan(count / 2)
    for (const { key, value } of noted) {
      const id = key.split(':')[2]
      expect((await story.sqlite.store.fact(`digest:${value}`))?.value).toContain(id)
      expect((await story.sqlite.store.messageReference(String(value)))?.messageId).not.toBeNull()
    }
  })
})
