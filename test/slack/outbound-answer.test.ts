import { afterEach, describe, expect, it } from 'vitest'
import { requestSample, sampleForm } from '../cards/sample-views.ts'
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

const refusal = {
  card: 'refusal',
  refusals: [{ code: 'notEligible', params: {} }],
  requestId: null,
  verifyUrl: null,
} as const
const pending = requestSample('pendingApproval')

async function asked(built: World, deliveryKey: string, target: { channelId?: string; responseUrl?: string } = {}) {
  const value = { responseUrl: target.responseUrl ?? null, channelId: target.channelId ?? null }
  await built.state.put({ namespace: 'slack-reply', key: deliveryKey, value, expectedVersion: null })
  return `reply:${built.user('adele')}:${deliveryKey}`
}

describe('an answer', () => {
  it('is shown to the asking person alone, and leaves the message they clicked as it is', async () => {
    const built = await start()
    const { slack, platform, user } = built
    const address = await asked(built, 'action:1', { responseUrl: slack.peer.responseUrl('a') })
    expect((await platform.send(messageTo(address, refusal))).outcome).toBe('sent')
    const [answer, ...more] = slack.peer.of('respond')
    expect(more).toEqual([])
    expect(answer?.args).toMatchObject({ response_type: 'ephemeral', replace_original: false })
    expect(slack.peer.of('chat.postMessage')).toEqual([])
    expect(await slack.direct(user('adele'))).toEqual([])
  })

  it('where the address is used up is shown in the channel to them alone', async () => {
    const built = await start()
    const { slack, platform, channel } = built
    const target = { responseUrl: slack.peer.responseUrl('a'), channelId: channel('alerts') }
    const address = await asked(built, 'command:1', target)
    for (let time = 0; time < 6; time += 1) {
      expect((await platform.send(messageTo(address, refusal))).outcome).toBe('sent')
    }
    expect(slack.peer.of('respond')).toHaveLength(6)
    expect(slack.peer.of('chat.postEphemeral')).toHaveLength(1)
    expect(await slack.messages(channel('alerts'))).toEqual([])
  })

  it('where the app is not in the channel comes as a direct message', async () => {
    const built = await start()
    const { slack, platform, user } = built
    const address = await asked(built, 'command:1', { channelId: 'C0NOTOURS' })
    expect((await platform.send(messageTo(address, refusal))).outcome).toBe('sent')
    expect(await slack.direct(user('adele'))).toHaveLength(1)
  })

  it('to a question of long ago comes as a direct message, once', async () => {
    const built = await start()
    const { slack, user } = built
    const message = messageTo(`reply:${user('adele')}:command:gone`, refusal, { key: 'reply:1' })
    slack.peer.fail('chat.postMessage', { kind: 'timeoutAfter' })
    await sendUntilSettled(built, message)
    expect(await slack.direct(user('adele'))).toHaveLength(1)
    expect(await slack.direct(user('alex'))).toEqual([])
  })

  it('to a guest whose question is over goes nowhere', async () => {
    const built = await start()
    const { slack, platform, user } = built
    slack.describe(user('adele'), { is_restricted: true })
    const sent = await platform.send(messageTo(`reply:${user('adele')}:command:gone`, refusal))
    expect(sent).toEqual({ outcome: 'unreachable', reason: 'guest' })
    expect(slack.peer.of('chat.postMessage')).toEqual([])
  })

  it('keeps a colon in what was asked apart from who asked', async () => {
    const built = await start()
    const { slack, platform } = built
    const address = await asked(built, 'view:U1:V1:h:1.2.3', { responseUrl: slack.peer.responseUrl('a') })
    expect((await platform.send(messageTo(address, refusal))).outcome).toBe('sent')
    expect(slack.peer.of('respond')).toHaveLength(1)
  })
})

describe('a form', () => {
  it('is opened with the trigger of the command, and no message is sent', async () => {
    const built = await start()
    const { slack, platform, user, replies } = built
    const address = await asked(built, 'command:1', { responseUrl: slack.peer.responseUrl('a') })
    replies.keepTrigger('command:1', await slack.trigger(user('adele')))
    expect(await platform.send(messageTo(address, sampleForm))).toEqual({ outcome: 'sent', messageId: 'shown' })
    const [opened] = slack.peer.of('views.open')
    expect(opened?.args['view']).toMatchObject({ type: 'modal', callback_id: 'form', private_metadata: '' })
    expect(slack.peer.of('respond')).toEqual([])
  })

  it('uses each trigger once', async () => {
    const built = await start()
    const { slack, platform, user, replies } = built
    const address = await asked(built, 'command:1', { responseUrl: slack.peer.responseUrl('a') })
    replies.keepTrigger('command:1', await slack.trigger(user('adele')))
    await platform.send(messageTo(address, sampleForm))
    await platform.send(messageTo(address, sampleForm))
    expect(slack.peer.of('views.open')).toHaveLength(1)
    expect(slack.peer.of('respond')).toHaveLength(1)
  })

  it('for which Slack takes the trigger no more is a message with a button', async () => {
    const built = await start()
    const { slack, platform, replies } = built
    const address = await asked(built, 'command:1', { responseUrl: slack.peer.responseUrl('a') })
    replies.keepTrigger('command:1', 'not-a-trigger')
    expect((await platform.send(messageTo(address, sampleForm))).outcome).toBe('sent')
    const [answer] = slack.peer.of('respond')
    expect(JSON.stringify(answer?.args['blocks'])).toContain('\\"text\\":\\"/elevate\\"')
  })

  it('that a submission waits for is shown in its modal and nowhere else', async () => {
    const built = await start()
    const { slack, platform, replies } = built
    const address = await asked(built, 'view:1', { responseUrl: slack.peer.responseUrl('a') })
    const { answer } = replies.waitFor('view:1')
    const message = messageTo(address, sampleForm)
    expect((await platform.send(message)).outcome).toBe('sent')
    expect(await answer).toEqual(message)
    expect(slack.peer.of('respond')).toEqual([])
    expect(slack.peer.of('views.open')).toEqual([])
  })

  it('that was accepted stops waiting as soon as the card is posted', async () => {
    const { slack, platform, replies, user } = await start()
    const { answer } = replies.waitFor(`view:${user('adele')}:V1:h:t`)
    const others = replies.waitFor(`view:${user('alex')}:V2:h:t`)
    await platform.send(messageTo(`user:${user('adele')}`, pending))
    expect(await answer).toBeNull()
    let isOver = false
    void others.answer.then(() => {
      isOver = true
    })
    await Promise.resolve()
    expect(isOver).toBe(false)
    expect(await slack.direct(user('adele'))).toHaveLength(1)
  })
})
