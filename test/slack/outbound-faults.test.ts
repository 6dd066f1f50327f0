import { afterEach, describe, expect, it } from 'vitest'
import type { SendOutcome } from '../../bot/index.ts'
import { activationSample, requestSample, sampleForm } from '../cards/sample-views.ts'
import type { Fault } from './fault-peer.ts'
import { IMPATIENT, messageTo, sendUntilSettled, startWorld, type World, type WorldOptions } from './outbound-world.ts'

let world: World | null = null
afterEach(async () => {
  await world?.close()
  world = null
})

async function start(options?: WorldOptions): Promise<World> {
  world = await startWorld({ ...IMPATIENT, ...options })
  return world
}

const pending = requestSample('pendingApproval')
const active = requestSample('active')

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['429', { kind: 'limited', retryAfter: 7 }],
  ['500', { kind: 'error500' }],
  ['500 after success', { kind: 'error500After' }],
  ['a timeout', { kind: 'timeout' }],
  ['a timeout after success', { kind: 'timeoutAfter' }],
  ['a reset', { kind: 'reset' }],
  ['a reset after success', { kind: 'resetAfter' }],
  ['"internal_error"', { kind: 'refused', code: 'internal_error' }],
  ['"ratelimited"', { kind: 'refused', code: 'ratelimited' }],
]

function last(outcomes: readonly SendOutcome[]): SendOutcome | undefined {
  return outcomes.at(-1)
}

describe.each(FAULTS)('after %s', (_, fault) => {
  it('of chat.postMessage a direct message is there once, in its newest state', async () => {
    const built = await start()
    const { slack, user } = built
    slack.peer.fail('chat.postMessage', fault)
    const address = `user:${user('adele')}`
    const [first] = await sendUntilSettled(built, messageTo(address, pending))
    expect(first?.outcome).toBe('retry')
    const outcomes = await sendUntilSettled(built, messageTo(address, active, { viewVersion: 2 }))
    expect(last(outcomes)?.outcome).toBe('sent')
    const messages = await slack.direct(user('adele'))
    expect(messages).toHaveLength(1)
    expect(messages[0]?.text).toMatch(/active/i)
  })

  it('of chat.postMessage and a crash at once, a channel has the card once', async () => {
    const built = await start()
    const { slack, platform, channel, again } = built
    slack.peer.fail('chat.postMessage', fault)
    const message = messageTo(`channel:${channel('security-feed')}`, activationSample('active'))
    expect((await platform.send(message)).outcome).toBe('retry')
    built.pass(60_000)
    const after = again()
    await after.start()
    expect(last(await sendUntilSettled(built, message, after))?.outcome).toBe('sent')
    expect(await slack.messages(channel('security-feed'))).toHaveLength(1)
  })

  it('of chat.update the card comes to its newest state, and stays one', async () => {
    const built = await start()
    const { slack, platform, user } = built
    const address = `user:${user('adele')}`
    const sent = await platform.send(messageTo(address, pending))
    const replaces = sent.outcome === 'sent' ? sent.messageId : null
    slack.peer.fail('chat.update', fault)
    const outcomes = await sendUntilSettled(built, messageTo(address, active, { viewVersion: 2, replaces }))
    expect(outcomes[0]?.outcome).toBe('retry')
    expect(last(outcomes)).toEqual(sent)
    const messages = await slack.direct(user('adele'))
    expect(messages).toHaveLength(1)
    expect(messages[0]?.text).toMatch(/active/i)
  })

  it('of users.info the message goes out once it is known who it is for', async () => {
    const built = await start()
    const { slack, user } = built
    slack.peer.fail('users.info', fault)
    const outcomes = await sendUntilSettled(built, messageTo(`user:${user('adele')}`, pending))
    expect(outcomes[0]?.outcome).toBe('retry')
    expect(last(outcomes)?.outcome).toBe('sent')
    expect(await slack.direct(user('adele'))).toHaveLength(1)
  })

  it('of the search for it, a message that may be out is not posted again', async () => {
    const built = await start()
    const { slack, user } = built
    slack.peer.fail('chat.postMessage', { kind: 'timeoutAfter' })
    slack.peer.fail('conversations.open', fault)
    slack.peer.fail('conversations.history', fault)
    const outcomes = await sendUntilSettled(built, messageTo(`user:${user('adele')}`, pending))
    expect(last(outcomes)?.outcome).toBe('sent')
    expect(slack.peer.of('chat.postMessage')).toHaveLength(1)
    expect(await slack.direct(user('adele'))).toHaveLength(1)
  })

  it('of an answer, the person gets it all the same', async () => {
    const built = await start()
    const { slack, user, state } = built
    const responseUrl = slack.peer.responseUrl('adele')
    const value = { responseUrl, channelId: null }
    await state.put({ namespace: 'slack-reply', key: 'command:1', value, expectedVersion: null })
    slack.peer.fail('respond', fault.kind === 'refused' ? { kind: 'error500' } : fault)
    const outcomes = await sendUntilSettled(built, messageTo(`reply:${user('adele')}:command:1`, pending))
    expect(last(outcomes)?.outcome).toBe('sent')
    expect(slack.peer.of('respond').at(-1)).toMatchObject({ reached: true, args: { response_type: 'ephemeral' } })
    expect(await slack.direct(user('adele'))).toEqual([])
  })

  it('of views.open the form comes as a message with a button that opens it', async () => {
    const built = await start()
    const { slack, user, state, replies } = built
    const value = { responseUrl: slack.peer.responseUrl('adele'), channelId: null }
    await state.put({ namespace: 'slack-reply', key: 'command:1', value, expectedVersion: null })
    replies.keepTrigger('command:1', await slack.trigger(user('adele')))
    slack.peer.fail('views.open', fault)
    const outcomes = await sendUntilSettled(built, messageTo(`reply:${user('adele')}:command:1`, sampleForm))
    expect(outcomes).toEqual([{ outcome: 'sent', messageId: 'shown' }])
    const [answer] = slack.peer.of('respond')
    expect(JSON.stringify(answer?.args['blocks'])).toContain('"verb:say"')
    expect(JSON.stringify(answer?.args['blocks'])).not.toContain('"input"')
  })

  it('of chat.postEphemeral, the person gets it all the same', async () => {
    const built = await start()
    const { slack, user, channel, state } = built
    const value = { responseUrl: null, channelId: channel('alerts') }
    await state.put({ namespace: 'slack-reply', key: 'command:1', value, expectedVersion: null })
    slack.peer.fail('chat.postEphemeral', fault)
    const outcomes = await sendUntilSettled(built, messageTo(`reply:${user('adele')}:command:1`, pending))
    expect(last(outcomes)?.outcome).toBe('sent')
    expect(slack.peer.of('chat.postEphemeral').at(-1)?.reached).toBe(true)
    expect(await slack.messages(channel('alerts'))).toEqual([])
  })

  it('of views.publish the home follows', async () => {
    const { slack, platform, user, pass } = await start({ links: [['adele', 'adele']] })
    slack.peer.fail('views.publish', fault)
    await platform.home.publish(user('adele'))
    pass(60_000)
    await expect.poll(() => slack.peer.of('views.publish').length).toBeGreaterThan(1)
    await expect.poll(() => slack.peer.of('views.publish').at(-1)?.reached).toBe(true)
  })
})

describe('Retry-After', () => {
  it('is obeyed to the end: not one call before', async () => {
    const { slack, platform, channel, now, pass } = await start()
    slack.peer.fail('chat.postMessage', { kind: 'limited', retryAfter: 30 })
    const message = messageTo(`channel:${channel('alerts')}`, pending)
    const due = now() + 30_000
    expect(await platform.send(message)).toEqual({ outcome: 'retry', notBefore: due, reason: 'ratelimited' })
    for (let second = 0; second < 29; second += 1) {
      pass(1000)
      const early = await platform.send(message)
      expect(early).toMatchObject({ outcome: 'retry', notBefore: due })
    }
    expect(slack.peer.of('chat.postMessage')).toHaveLength(1)
    pass(1000)
    expect((await platform.send(message)).outcome).toBe('sent')
    expect(await slack.messages(channel('alerts'))).toHaveLength(1)
  })

  it('of one channel holds up no other channel, no person, and no other method', async () => {
    const { slack, platform, channel, user } = await start()
    slack.peer.fail('chat.postMessage', { kind: 'limited', retryAfter: 600 }, 1, channel('security-feed'))
    const feed = messageTo(`channel:${channel('security-feed')}`, activationSample('active'), { key: 'feed' })
    expect((await platform.send(feed)).outcome).toBe('retry')
    const alert = messageTo(`channel:${channel('alerts')}`, pending, { key: 'alert' })
    const direct = messageTo(`user:${user('alex')}`, pending, { key: 'direct' })
    expect((await platform.send(alert)).outcome).toBe('sent')
    expect((await platform.send(direct)).outcome).toBe('sent')
    expect((await platform.send(feed)).outcome).toBe('retry')
    expect(await slack.messages(channel('security-feed'))).toEqual([])
  })

  it('that cannot be read is taken for half a minute', async () => {
    const { slack, platform, channel, now } = await start()
    slack.peer.fail('chat.postMessage', { kind: 'limited', retryAfter: Number.NaN })
    const sent = await platform.send(messageTo(`channel:${channel('alerts')}`, pending))
    expect(sent).toEqual({ outcome: 'retry', notBefore: now() + 30_000, reason: 'ratelimited' })
  })
})

describe('Slack out of reach', () => {
  it('is tried again, without a search for what was never sent', async () => {
    const built = await start()
    const { slack, platform, channel } = built
    await slack.peer.close()
    const message = messageTo(`channel:${channel('alerts')}`, pending)
    for (let time = 0; time < 3; time += 1) {
      expect(await platform.send(message)).toEqual({ outcome: 'retry', notBefore: null, reason: 'ECONNREFUSED' })
      built.pass(5000)
    }
    expect(slack.peer.calls.map(({ method }) => method)).toEqual(['auth.test'])
  })
})

describe('without the scopes to look', () => {
  it('a message whose answer was lost is posted again rather than lost, and that is logged', async () => {
    const built = await start({ scopes: ['chat:write', 'users:read'] })
    const { slack, user, said } = built
    slack.peer.fail('chat.postMessage', { kind: 'timeoutAfter' })
    const outcomes = await sendUntilSettled(built, messageTo(`user:${user('adele')}`, pending))
    expect(last(outcomes)?.outcome).toBe('sent')
    expect(await slack.direct(user('adele'))).toHaveLength(2)
    expect(said.join('\n')).toContain('missing_scope')
  })

  it('a message that was certainly not posted is posted once', async () => {
    const built = await start({ scopes: ['chat:write', 'users:read'] })
    const { slack, user } = built
    slack.peer.fail('chat.postMessage', { kind: 'limited', retryAfter: 2 })
    await sendUntilSettled(built, messageTo(`user:${user('adele')}`, pending))
    expect(await slack.direct(user('adele'))).toHaveLength(1)
  })
})

describe('the search for a message', () => {
  it('believes no copy of its key that somebody else posted', async () => {
    const built = await start()
    const { slack, platform, channel } = built
    const message = messageTo(`channel:${channel('alerts')}`, pending)
    slack.peer.fail('chat.postMessage', { kind: 'timeout' })
    await platform.send(message)
    const key = slack.peer.of('chat.postMessage')[0]?.args['metadata']
    slack.peer.rewrite('conversations.history', (result) => ({
      ...result,
      messages: [{ ts: '1700000000.000100', user: 'U0SOMEBODY', bot_id: 'B0OTHER', text: 'mine', metadata: key }],
    }))
    built.pass(2000)
    expect((await platform.send(message)).outcome).toBe('sent')
    expect(slack.peer.of('chat.update')).toEqual([])
    expect(await slack.messages(channel('alerts'))).toHaveLength(1)
  })

  it('follows the pages of a busy channel', async () => {
    const built = await start()
    const { slack, platform, channel } = built
    const message = messageTo(`channel:${channel('alerts')}`, pending)
    slack.peer.fail('chat.postMessage', { kind: 'timeoutAfter' })
    await platform.send(message)
    let page = 0
    slack.peer.rewrite('conversations.history', (result) => {
      page += 1
      return page === 1 ? { ok: true, messages: [], response_metadata: { next_cursor: 'more' } } : result
    })
    built.pass(2000)
    expect((await platform.send(message)).outcome).toBe('sent')
    expect(page).toBe(2)
    expect(await slack.messages(channel('alerts'))).toHaveLength(1)
  })
})
