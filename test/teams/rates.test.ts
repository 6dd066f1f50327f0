import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activationSample, requestSample } from '../cards/sample-views.ts'
import { messageTo, sendUntilSettled, startWorld, type World } from './outbound-world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

const view = activationSample('active')
const channel = () => `channel:${world.channel.id}`

describe('a busy feed', () => {
  it('of 150 cards comes whole, in order, and Teams throttles none of it', async () => {
    for (let count = 0; count < 150; count += 1) {
      const outcomes = await sendUntilSettled(world, messageTo(channel(), view, { key: `card:${count}` }))
      expect(outcomes.at(-1)?.outcome).toBe('sent')
    }
    expect(world.rig.connector.of('post').filter(({ status }) => status === 429)).toEqual([])
    expect(world.channel.messages).toHaveLength(150)
    // A window of thirty seconds holds sixty.
    expect(world.now() - Date.UTC(2026, 4, 4, 20, 0)).toBeGreaterThanOrEqual(30_000)
  })
})

describe('Retry-After', () => {
  it('is obeyed to the end: not one call before', async () => {
    world.rig.connector.fail('post', { kind: 'status', status: 429, retryAfter: '30' })
    const due = world.now() + 30_000
    const message = messageTo(channel(), view)
    expect(await world.platform.send(message)).toMatchObject({ outcome: 'retry', notBefore: due })
    for (let second = 0; second < 29; second += 1) {
      world.pass(1000)
      expect(await world.platform.send(message)).toMatchObject({ outcome: 'retry', notBefore: due })
    }
    expect(world.rig.connector.of('post')).toHaveLength(1)
    world.pass(1000)
    expect((await world.platform.send(message)).outcome).toBe('sent')
    expect(world.channel.messages).toHaveLength(1)
  })

  it('of one conversation holds up no other', async () => {
    world.rig.connector.fail('post', { kind: 'status', status: 429, retryAfter: '600' }, 1, world.channel.id)
    expect((await world.platform.send(messageTo(channel(), view, { key: 'feed' }))).outcome).toBe('retry')
    const own = messageTo(`user:${world.rig.person('alex').oid}`, requestSample('active'), { key: 'own' })
    expect((await world.platform.send(own)).outcome).toBe('sent')
    expect(world.channel.messages).toEqual([])
  })
})

describe('after a crash', () => {
  it('what was posted is brought up to date, not posted again', async () => {
    const sent = await world.platform.send(messageTo(channel(), activationSample('active')))
    const replaces = sent.outcome === 'sent' ? sent.messageId : null
    const after = world.again()
    const ended = messageTo(channel(), activationSample('expired'), { viewVersion: 2, replaces })
    expect((await after.send(ended)).outcome).toBe('sent')
    expect(world.channel.messages).toHaveLength(1)
    expect(world.channel.messages[0]?.edits).toBe(1)
  })

  it('what was posted and not yet known to be is known by its note', async () => {
    await world.platform.send(messageTo(channel(), view))
    expect((await world.again().send(messageTo(channel(), view))).outcome).toBe('sent')
    expect(world.channel.messages).toHaveLength(1)
  })
})

describe('Teams out of reach', () => {
  it('is tried again, and nothing is taken for sent', async () => {
    await world.rig.close()
    for (let time = 0; time < 3; time += 1) {
      const outcome = await world.platform.send(messageTo(channel(), view))
      expect(outcome).toMatchObject({ outcome: 'retry', notBefore: null })
      world.pass(5000)
    }
    expect(world.channel.messages).toEqual([])
  })
})
