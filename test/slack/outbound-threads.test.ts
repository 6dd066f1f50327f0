import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { CardView } from '../../bot/index.ts'
import { requestSample } from '../cards/sample-views.ts'
import { IMPATIENT, messageTo, sendUntilSettled, startWorld, type World } from './outbound-world.ts'

let world: World
afterEach(() => world.close())

const line: CardView = {
  card: 'history',
  requestId: 'EL-4F7K',
  step: 'denied',
  at: Date.UTC(2026, 4, 4, 20, 7),
  by: { kind: 'person', person: { id: 'alex', displayName: 'Alex <!channel>' } },
  params: { reason: '*not* <@U1>' },
}
const KEY = 'history:EL-4F7K:approval:3:denied:slack:C1'

/** The card in a channel, and what goes under it. */
async function posted() {
  world = await startWorld(IMPATIENT)
  const address = `channel:${world.channel('security-feed')}`
  const card = await world.platform.send(messageTo(address, requestSample('pendingApproval')))
  const thread = card.outcome === 'sent' ? card.messageId : null
  world.pass(60_000)
  return { thread, reply: messageTo(address, line, { key: KEY, thread }) }
}

async function thread(of: string | null) {
  const [channel, ts] = of?.split(':') ?? []
  const answer = await world.slack.ask('conversations.replies', { channel: channel ?? '', ts: ts ?? '' })
  const messages = z
    .object({ messages: z.array(z.object({ ts: z.string(), text: z.string() })) })
    .parse(answer).messages
  return messages.filter((message) => message.ts !== ts)
}

describe('a line of history', () => {
  it('goes into the thread under the card, and not into the channel', async () => {
    const { thread: under, reply } = await posted()
    expect((await world.platform.send(reply)).outcome).toBe('sent')
    expect(await thread(under)).toHaveLength(1)
    const [call] = world.slack.peer.of('chat.postMessage').slice(-1)
    expect(call?.args).toMatchObject({ thread_ts: under?.split(':')[1] })
    expect(call?.args).not.toHaveProperty('reply_broadcast')
  })

  it('mentions nobody and formats nothing that people typed', async () => {
    const { thread: under, reply } = await posted()
    await world.platform.send(reply)
    const [said] = await thread(under)
    expect(said?.text).toContain('denied the request')
    expect(said?.text).not.toMatch(/<!channel>|<@U1>/)
  })

  it.each(['timeoutAfter', 'resetAfter', 'error500After'] as const)(
    'is there once where the answer to it was lost: %s',
    async (kind) => {
      const { thread: under, reply } = await posted()
      world.slack.peer.fail('chat.postMessage', { kind })
      const outcomes = await sendUntilSettled(world, reply)
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['retry', 'sent'])
      expect(await thread(under)).toHaveLength(1)
      expect(world.slack.peer.of('conversations.replies').length).toBeGreaterThan(0)
    },
  )
})
