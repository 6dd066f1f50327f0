import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SAMPLES } from '../cards/sample-views.ts'
import { cardOf } from './rig/conversations.ts'
import { addressOf, messageTo, type OutboundWorld, standing, startOutbound } from './sending-world.ts'

const request = SAMPLES.find(({ view }) => view.card === 'request')?.view
const alert = SAMPLES.find(({ view }) => view.card === 'alert')?.view
const activation = SAMPLES.find(({ view }) => view.card === 'activation')?.view
if (!request || !alert || !activation) throw new Error('No samples')

let world: OutboundWorld
beforeEach(async () => {
  world = await startOutbound()
})
afterEach(() => world.close())

const toAdele = async (more: Parameters<typeof messageTo>[2] = {}) =>
  messageTo(await addressOf(world, 'adele'), request, more)

describe('a message to a person', () => {
  it('makes the chat with the app, once, and is brought up to date in place', async () => {
    const sent = await world.platform.send(await toAdele())
    expect(sent).toMatchObject({ outcome: 'sent' })
    const replaces = sent.outcome === 'sent' ? sent.messageId : ''
    expect(await world.platform.send(await toAdele({ viewVersion: 2, replaces }))).toEqual(sent)
    const [message] = world.chat('adele').messages
    expect(message).toMatchObject({ edits: 1 })
    expect(standing(world.connector, world.chat('adele').id)).toBe(1)
    expect(world.connector.of('createConversation')).toHaveLength(1)
    expect(world.connector.tokens.issued()).toBe(1)
  })

  it('carries a card alone, with a summary for the notification', async () => {
    await world.platform.send(await toAdele())
    const [message] = world.chat('adele').messages
    expect(message?.activity.text).toBeUndefined()
    expect(String(message?.activity.summary)).toContain('EL-')
    expect(cardOf(message?.activity ?? {})).toMatchObject({ type: 'AdaptiveCard', version: '1.5' })
  })

  it('is unreachable where the app is not installed, and says so', async () => {
    world.chat('adele').installed = false
    expect(await world.platform.send(await toAdele())).toEqual({
      outcome: 'unreachable',
      reason: 'BotNotInConversationRoster',
    })
    expect(await world.platform.reach('adele')).toBe('BotNotInConversationRoster')
    expect(await world.platform.reach('alex')).toBeNull()
    expect(standing(world.connector, world.chat('alex').id)).toBe(0)
  })

  it('is posted anew where somebody deleted it', async () => {
    const sent = await world.platform.send(await toAdele())
    for (const message of world.chat('adele').messages) message.deleted = true
    const again = await world.platform.send(
      await toAdele({ viewVersion: 2, replaces: sent.outcome === 'sent' ? sent.messageId : '' }),
    )
    expect(again).toMatchObject({ outcome: 'sent' })
    expect(again).not.toEqual(sent)
    expect(standing(world.connector, world.chat('adele').id)).toBe(1)
  })
})

describe('a post whose answer is lost', () => {
  it.each(['timeoutAfter', 'resetAfter', 'error500After'] as const)(
    '(%s) is not repeated, and is told as unconfirmed',
    async (kind) => {
      world.connector.fail('post', { kind })
      const unconfirmed = { outcome: 'unreachable', reason: 'unconfirmed' }
      expect(await world.platform.send(await toAdele())).toEqual(unconfirmed)
      expect(await world.platform.send(await toAdele())).toEqual(unconfirmed)
      expect(standing(world.connector, world.chat('adele').id)).toBe(1)
      expect(world.connector.of('post')).toHaveLength(1)
    },
  )

  it('is posted in its next state, for that must be seen', async () => {
    world.connector.fail('post', { kind: 'timeout' })
    await world.platform.send(await toAdele())
    expect(await world.platform.send(await toAdele({ viewVersion: 2 }))).toMatchObject({ outcome: 'sent' })
    expect(standing(world.connector, world.chat('adele').id)).toBe(1)
  })

  it('is posted after a crash, for nobody knows then whether it was begun', async () => {
    world.connector.fail('post', { kind: 'timeout' })
    await world.platform.send(await toAdele())
    expect(await world.again().send(await toAdele())).toMatchObject({ outcome: 'sent' })
  })

  it('is repeated where it is an alert: better twice than never', async () => {
    world.connector.fail('post', { kind: 'timeoutAfter' })
    const message = messageTo(await addressOf(world, 'adele'), alert, { key: 'alert:1' })
    expect(await world.platform.send(message)).toMatchObject({ outcome: 'retry' })
    expect(await world.platform.send(message)).toMatchObject({ outcome: 'sent' })
    expect(standing(world.connector, world.chat('adele').id)).toBe(2)
  })

  it('is looked at as an update, where one was under way: that may be repeated', async () => {
    const sent = await world.platform.send(await toAdele())
    const replaces = sent.outcome === 'sent' ? sent.messageId : ''
    world.connector.fail('update', { kind: 'timeoutAfter' })
    expect(await world.platform.send(await toAdele({ viewVersion: 2, replaces }))).toMatchObject({ outcome: 'retry' })
    expect(await world.platform.send(await toAdele({ viewVersion: 2, replaces }))).toEqual(sent)
  })
})

describe('Teams that is busy', () => {
  it.each([412, 429, 502, 503, 504])('(%d) is asked again, not before it wants to be', async (status) => {
    world.connector.fail('post', { kind: 'status', status, retryAfter: '7' })
    expect(await world.platform.send(await toAdele())).toMatchObject({
      outcome: 'retry',
      notBefore: world.now() + 7_000,
    })
    const calls = world.connector.of('post').length
    expect(await world.platform.send(await toAdele())).toMatchObject({ outcome: 'retry' })
    expect(world.connector.of('post')).toHaveLength(calls)
    world.pass(7_000)
    expect(await world.platform.send(await toAdele())).toMatchObject({ outcome: 'sent' })
    expect(standing(world.connector, world.chat('adele').id)).toBe(1)
  })

  it('stays within its windows, and what is urgent does not wait for the feed', async () => {
    const channel = world.connector.book.add('feed', 'channel', [world.personOf('adele')])
    const address = `channel:${channel.id}`
    const feed = []
    for (let index = 0; index < 90; index += 1) {
      feed.push(await world.platform.send(messageTo(address, activation, { key: `card:EL-${index}:activation:feed` })))
    }
    expect(feed.filter(({ outcome }) => outcome === 'retry').length).toBeGreaterThan(20)
    expect(await world.platform.send(messageTo(address, alert, { key: 'alert:2' }))).toMatchObject({ outcome: 'sent' })
    expect(world.connector.calls.filter(({ status }) => status === 429)).toEqual([])
  })
})

describe('the token of the app', () => {
  it('is asked for once more where it is no longer taken', async () => {
    await world.platform.send(await toAdele())
    world.connector.tokens.revokeAll()
    const message = await toAdele({ key: 'card:EL-2:request:person:adele' })
    expect(await world.platform.send(message)).toMatchObject({ outcome: 'retry', reason: 'http_401' })
    expect(await world.platform.send(message)).toMatchObject({ outcome: 'sent' })
  })

  it('that Microsoft does not give holds messages back, and loses none', async () => {
    world.connector.fail('token', { kind: 'status', status: 400 })
    expect(await world.platform.send(await toAdele())).toMatchObject({ outcome: 'retry', reason: 'token_http_400' })
    expect(await world.platform.send(await toAdele())).toMatchObject({ outcome: 'sent' })
    expect(world.said.join()).not.toMatch(/bot\.[\w-]+\.token/)
  })
})
