import { afterEach, describe, expect, it } from 'vitest'
import { approvalSample, requestSample } from '../cards/sample-views.ts'
import { messageTo, sendUntilSettled, startWorld, type World, type WorldOptions } from './outbound-world.ts'

let world: World | null = null
afterEach(async () => {
  await world?.close()
  world = null
})

async function start(options?: WorldOptions): Promise<World> {
  world = await startWorld(options)
  return world
}

const pending = requestSample('pendingApproval')
const active = requestSample('active')

describe('a card to a person', () => {
  it('is one direct message with blocks and a text that says the same, and unfurls nothing', async () => {
    const { slack, platform, user } = await start()
    const sent = await platform.send(messageTo(`user:${user('adele')}`, pending))
    expect(sent.outcome).toBe('sent')
    const [message, ...others] = await slack.direct(user('adele'))
    expect(others).toEqual([])
    expect(message?.blocks?.length).toBeGreaterThan(0)
    expect(message?.text).toContain('Exchange Administrator')
    const [call] = slack.peer.of('chat.postMessage')
    expect(call?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' })
    expect(await slack.direct(user('alex'))).toEqual([])
  })

  it('carries a key in its metadata that names nobody and no request', async () => {
    const { slack, platform, user } = await start()
    await platform.send(messageTo(`user:${user('adele')}`, pending))
    const [message] = await slack.direct(user('adele'))
    expect(message?.metadata?.event_type).toBe('elevate')
    expect(JSON.stringify(message?.metadata)).not.toMatch(/adele|EL-4F7K|card/)
    expect(String(message?.metadata?.event_payload['key'])).toMatch(/^[\w-]{24}$/)
  })

  it('is brought to its newer state in place', async () => {
    const { slack, platform, user } = await start()
    const address = `user:${user('adele')}`
    const sent = await platform.send(messageTo(address, pending))
    const replaces = sent.outcome === 'sent' ? sent.messageId : null
    expect(await platform.send(messageTo(address, active, { viewVersion: 2, replaces }))).toEqual(sent)
    const messages = await slack.direct(user('adele'))
    expect(messages).toHaveLength(1)
    expect(messages[0]?.text).toMatch(/active/i)
    expect(slack.peer.of('chat.postMessage')).toHaveLength(1)
  })

  it('is posted anew where somebody deleted it', async () => {
    const { slack, platform, user } = await start()
    const address = `user:${user('adele')}`
    const first = await platform.send(messageTo(address, pending))
    const replaces = first.outcome === 'sent' ? first.messageId : ''
    const [channel = '', ts = ''] = replaces.split(':')
    await slack.ask('chat.delete', { channel, ts })
    const second = await platform.send(messageTo(address, active, { replaces }))
    expect(second.outcome).toBe('sent')
    expect(second).not.toEqual(first)
    expect(await slack.direct(user('adele'))).toHaveLength(1)
  })

  it('is not doubled when a crash forgot that it was posted', async () => {
    const { slack, platform, user, again } = await start()
    const address = `user:${user('adele')}`
    const first = await platform.send(messageTo(address, pending))
    const after = again()
    await after.start()
    expect(await after.send(messageTo(address, active, { viewVersion: 2 }))).toEqual(first)
    const messages = await slack.direct(user('adele'))
    expect(messages).toHaveLength(1)
    expect(messages[0]?.text).toMatch(/active/i)
  })

  it('with another key is another message', async () => {
    const { slack, platform, user } = await start()
    await platform.send(messageTo(`user:${user('adele')}`, pending, { key: 'one' }))
    await platform.send(messageTo(`user:${user('adele')}`, pending, { key: 'two' }))
    expect(await slack.direct(user('adele'))).toHaveLength(2)
  })

  it('goes out as text where Slack does not draw it, rather than not at all', async () => {
    const { slack, platform, user, said } = await start()
    slack.peer.fail('chat.postMessage', { kind: 'refused', code: 'invalid_blocks' })
    const sent = await platform.send(messageTo(`user:${user('adele')}`, pending))
    expect(sent.outcome).toBe('sent')
    const [message] = await slack.direct(user('adele'))
    expect(message?.text).toContain('Exchange Administrator')
    expect(said.join('\n')).toContain('invalid_blocks')
  })
})

describe('who cannot be reached', () => {
  it.each([
    ['has left', { deleted: true }, 'account_inactive'],
    ['is a guest', { is_restricted: true }, 'guest'],
    ['is a guest of one channel', { is_ultra_restricted: true }, 'guest'],
    ['is a stranger of Slack Connect', { is_stranger: true }, 'other_workspace'],
    ['belongs to another workspace', { team_id: 'T0ELSEWHERE' }, 'other_workspace'],
    ['is a bot', { is_bot: true }, 'bot'],
    ['has not accepted the invitation', { is_invited_user: true }, 'invited'],
    ['has not confirmed the address', { is_email_confirmed: false }, 'email_not_confirmed'],
  ])('gets nothing, and it is known why: %s', async (_, fields, reason) => {
    const { slack, platform, user } = await start()
    slack.describe(user('alex'), fields)
    const message = messageTo(`user:${user('alex')}`, approvalSample('pendingApproval'))
    expect(await platform.send(message)).toEqual({ outcome: 'unreachable', reason })
    expect(slack.peer.of('chat.postMessage')).toEqual([])
    expect(await slack.direct(user('alex'))).toEqual([])
  })

  it('still has the card they got before brought to its last state, and gets no new one in its place', async () => {
    const { slack, platform, user, pass } = await start()
    const address = `user:${user('alex')}`
    const sent = await platform.send(messageTo(address, pending))
    const replaces = sent.outcome === 'sent' ? sent.messageId : ''
    pass(5 * 60_000)
    slack.describe(user('alex'), { is_restricted: true })
    expect(await platform.send(messageTo(address, active, { replaces }))).toEqual(sent)
    const [channel = '', ts = ''] = replaces.split(':')
    await slack.ask('chat.delete', { channel, ts })
    const again = await platform.send(messageTo(address, active, { replaces }))
    expect(again).toEqual({ outcome: 'unreachable', reason: 'guest' })
    expect(await slack.direct(user('alex'))).toEqual([])
  })

  it('is a user id that Slack does not know', async () => {
    const { slack, platform } = await start()
    const sent = await platform.send(messageTo('user:U0NOBODY', pending))
    expect(sent).toEqual({ outcome: 'unreachable', reason: 'user_not_found' })
    expect(slack.peer.of('chat.postMessage')).toEqual([])
  })

  it('is waited for, not given up, while Slack does not say who it is', async () => {
    const { slack, platform, user } = await start()
    slack.peer.fail('users.info', { kind: 'error500' })
    const message = messageTo(`user:${user('adele')}`, pending)
    expect(await platform.send(message)).toMatchObject({ outcome: 'retry', reason: 'http_500' })
    expect(slack.peer.of('chat.postMessage')).toEqual([])
    expect((await platform.send(message)).outcome).toBe('sent')
  })

  it.each([
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'missing_scope',
    'invalid_auth',
    'account_inactive',
    'restricted_action',
    'msg_too_long',
  ])('is a channel for which Slack says %s', async (code) => {
    const { slack, platform, channel } = await start()
    slack.peer.fail('chat.postMessage', { kind: 'refused', code })
    const address = `channel:${channel('security-feed')}`
    expect(await platform.send(messageTo(address, pending))).toEqual({ outcome: 'unreachable', reason: code })
    expect(await slack.messages(channel('security-feed'))).toEqual([])
  })

  it('is a channel that does not exist, and no other gets the message', async () => {
    const { slack, platform, channel } = await start()
    const sent = await platform.send(messageTo('channel:C0NOWHERE', pending))
    expect(sent).toEqual({ outcome: 'unreachable', reason: 'channel_not_found' })
    expect(await slack.messages(channel('security-feed'))).toEqual([])
  })

  it('is reached again once the reason is gone: a refused post leaves nothing behind', async () => {
    const { slack, platform, channel } = await start()
    const message = messageTo(`channel:${channel('security-feed')}`, pending)
    slack.peer.fail('chat.postMessage', { kind: 'refused', code: 'not_in_channel' })
    await platform.send(message)
    expect((await platform.send(message)).outcome).toBe('sent')
    expect(await slack.messages(channel('security-feed'))).toHaveLength(1)
    expect(slack.peer.of('conversations.history')).toEqual([])
  })

  it.each(['', 'user:', 'person:adele', 'channel:../C1', 'reply:U1', 'user:U1\nuser:U2', 'channel:C1:C2'])(
    'is an address that is none of ours: %j',
    async (address) => {
      const { slack, platform } = await start()
      const sent = await platform.send(messageTo(address, pending))
      expect(sent).toEqual({ outcome: 'unreachable', reason: 'unknown_address' })
      expect(slack.peer.of('chat.postMessage')).toEqual([])
    },
  )
})

describe('whatever goes wrong here', () => {
  it('does not throw, and posts nothing that it could not remember having posted', async () => {
    const { slack, platform, state, channel } = await start()
    const message = messageTo(`channel:${channel('alerts')}`, pending)
    state.failing = true
    expect(await platform.send(message)).toMatchObject({ outcome: 'retry' })
    expect(slack.peer.of('chat.postMessage')).toEqual([])
    state.failing = false
    expect((await platform.send(message)).outcome).toBe('sent')
  })

  it('logs no token, no card and no answer address', async () => {
    const built = await start()
    const { slack, user, said } = built
    slack.peer.fail('chat.postMessage', { kind: 'error500After' })
    slack.peer.fail('chat.postMessage', { kind: 'reset' }, 2)
    await sendUntilSettled(built, messageTo(`user:${user('adele')}`, pending))
    expect(said.join('\n')).not.toMatch(/xoxb|Exchange|http:/)
  })
})
