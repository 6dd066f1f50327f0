import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createPace } from '../../adapters/slack/pace.ts'
import type { CardView } from '../../bot/domain/views/card-view.ts'
import type { OutgoingMessage, SendOutcome } from '../../bot/ports/chat-platform.ts'
import { type RequestStore, StoreUnavailable } from '../../bot/ports/request-store.ts'
import { eventually } from '../eventually.ts'
import { type Story, type StoryOptions, tellStory } from './story.ts'

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

const COUNT = PEOPLE.length * ROLES.length
type Answer = (message: OutgoingMessage) => Promise<SendOutcome | null>

async function busyStory(options: StoryOptions): Promise<void> {
  const eligible = PEOPLE.flatMap((person) => ROLES.map((role) => ({ person, role })))
  story = await tellStory({
    ...options,
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
  await story.passes('PT1S')
}

/** Everybody activates everything, one after the other. */
async function everybodyActivates(answer: Answer): Promise<void> {
  story.platform.answerWith((message) => (message.address === FEED ? answer(message) : null))
  let deliveries = 0
  for (const from of PEOPLE) {
    for (const role of ROLES) {
      deliveries += 1
      const raw = { from, text: `/elevate ${role} 1h INC-1234` }
      const receivedAt = story.engine.now()
      await story.engine.receive({ platform: 'web', deliveryKey: `rush-${deliveries}`, receivedAt, raw })
    }
  }
  await eventually(active).toBe(COUNT)
}

/** They do while the feed is held up; then it goes on. */
async function rush(options: StoryOptions = {}): Promise<number> {
  await busyStory(options)
  let release = () => {}
  const held = new Promise<null>((resolve) => {
    release = () => resolve(null)
  })
  await everybodyActivates(() => held)
  release()
  await story.settles()
  story.platform.answerWith(null)
  return COUNT
}

async function active(): Promise<number> {
  return (await story.sqlite.store.requests({ statuses: ['active'], limit: 100 })).length
}

/** What the feed shows of each request now, by id. */
function told(views: readonly CardView[] = story.platform.seenBy(FEED)): Map<string, string[]> {
  const statuses = new Map<string, string[]>()
  for (const view of views) {
    const facts = view.card === 'list' ? view.items : view.card === 'activation' ? [view] : []
    for (const { requestId, status } of facts) statuses.set(requestId, [...(statuses.get(requestId) ?? []), status])
  }
  return statuses
}

describe('a busy feed', () => {
  it('tells many activations in few messages, each of them once', async () => {
    const count = await rush({ feedInterval: 1000 })
    const messages = story.platform.seenBy(FEED)
    expect(messages.filter(({ card }) => card === 'activation')).toHaveLength(5)
    expect(messages.filter((view) => view.card === 'list' && view.list === 'feed')).toHaveLength(2)
    expect(messages).toHaveLength(7)
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
    await story.passes('PT1S')
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
    expect(noted).toHaveLength(count - 5)
    for (const { key, value } of noted) {
      const id = key.split(':')[2]
      expect((await story.sqlite.store.fact(`digest:${value}`))?.value).toContain(id)
      expect((await story.sqlite.store.messageReference(String(value)))?.messageId).not.toBeNull()
    }
  })

  it('is not fooled by a chat that sends each message away to come again: all is told within ten seconds', async () => {
    await busyStory({ feedInterval: 1000 })
    const pace = createPace({ monotonic: story.clock.monotonic, sleep: async () => {} })
    await everybodyActivates(async ({ key, address }) => {
      const turn = await pace.turn(address, key, false)
      if (turn.outcome === 'now') return null
      return { outcome: 'retry', notBefore: story.engine.now() + turn.afterMs, reason: 'pace' }
    })
    await story.settles()
    await story.passes('PT10S')
    expect(story.platform.seenBy(FEED).length).toBeLessThanOrEqual(7)
    expect(told().size).toBe(COUNT)
    for (const statuses of told().values()) expect(statuses).toEqual(['active'])
  })
})

describe('a crash while the feed is busy', () => {
  /** Dies while the feed has much to say; the next life goes on with the same store. What both lives show together. */
  async function dies(answer: Answer, diesBefore: keyof RequestStore): Promise<Map<string, string[]>> {
    const folder = mkdtempSync(join(tmpdir(), 'elevate-feed-'))
    let isDead = false
    const wrapStore = (store: RequestStore): RequestStore => ({
      ...store,
      settleEffect: (settlement) => {
        const isOfFeed = settlement.key.endsWith('web:feed')
        if (isDead || (isOfFeed && diesBefore === 'settleEffect')) return fails()
        return store.settleEffect(settlement)
      },
    })
    try {
      await busyStory({ feedInterval: 1000, folder, wrapStore })
      await everybodyActivates(answer)
      isDead = true
      const ending = story.end()
      await story.clock.advance(15_000)
      await ending
      const before = story.platform.posted.filter(({ address }) => address === FEED)
      await busyStory({ feedInterval: 1000, folder })
      await story.settles()
      const after = story.platform.posted.filter(({ address }) => address === FEED)
      return told([...new Map([...before, ...after].map(({ key, view }) => [key, view])).values()])
    } finally {
      await story.end()
      rmSync(folder, { recursive: true, force: true })
      story = await tellStory()
    }
  }

  it('before anything was sent: all is told, each once', async () => {
    const shown = await dies(() => new Promise(() => {}), 'save')
    expect(shown.size).toBe(COUNT)
    for (const statuses of shown.values()) expect(statuses).toEqual(['active'])
  })

  it('before it was noted what was sent: all is told, each once', async () => {
    const shown = await dies(async () => null, 'settleEffect')
    expect(shown.size).toBe(COUNT)
    for (const statuses of shown.values()) expect(statuses).toEqual(['active'])
  })
})

function fails(): Promise<never> {
  return Promise.reject(new StoreUnavailable('gone'))
}
