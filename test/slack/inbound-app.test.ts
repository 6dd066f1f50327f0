import { describe, expect, it, vi } from 'vitest'
import { replyTargetOf } from '../../adapters/slack/reply-state.ts'
import { eventually } from '../eventually.ts'
import { commandBody, HOME, newTriggerId } from './driver.ts'
import { createInboundWorld } from './inbound-world.ts'

const value = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 2 })

describe('a command', () => {
  it('is stored before it is acknowledged, without a word', async () => {
    const { driver, engine } = createInboundWorld()
    let isStored = false
    engine.before = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      isStored = true
    }
    const answer = await driver.command('U0ADELE', 'mine')
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(isStored).toBe(true)
    expect(engine.deliveries).toMatchObject([{ platform: 'slack', raw: { kind: 'command', text: '/elevate mine' } }])
  })

  it('keeps where its answer goes, and a trigger to open a modal with', async () => {
    const { driver, engine, state, replies, logged } = createInboundWorld()
    const trigger_id = newTriggerId()
    await driver.command('U0ADELE', '', { trigger_id })
    const key = engine.deliveries[0]?.deliveryKey ?? ''
    expect(await replyTargetOf(state, key)).toEqual({
      responseUrl: 'https://hooks.slack.com/commands/T0HOME/1/not-a-secret',
      channelId: 'C0TALK',
    })
    expect(replies.triggerFor(key)).toBe(trigger_id)
    expect(JSON.stringify(engine.deliveries)).not.toContain('hooks.slack.com')
    expect(logged.join()).not.toContain('hooks.slack.com')
  })

  it('keeps no answer address that is not Slack’s', async () => {
    const { driver, engine, state } = createInboundWorld()
    await driver.command('U0ADELE', '', { response_url: 'http://169.254.169.254/latest' })
    const target = await replyTargetOf(state, engine.deliveries[0]?.deliveryKey ?? '')
    expect(target).toEqual({ responseUrl: null, channelId: 'C0TALK' })
  })

  it('replayed is acknowledged and changes nothing', async () => {
    const { driver, engine } = createInboundWorld()
    const sent = driver.signed(
      String(new URLSearchParams(commandBody(HOME, 'U0ADELE', 'mine'))),
      'application/x-www-form-urlencoded',
    )
    expect(await driver.send(sent)).toMatchObject({ status: 200, text: '' })
    expect(await driver.send(sent)).toMatchObject({ status: 200, text: '' })
    expect(engine.deliveries).toHaveLength(1)
  })

  it.each([
    ['en', 'Nothing happened'],
    ['fr', 'Rien ne s’est passé'],
  ] as const)('that could not be stored is said so, in the language of %s', async (language, sentence) => {
    const { driver, engine, replies } = createInboundWorld({ look: async () => ({ language, timeZone: 'UTC' }) })
    engine.before = async () => {
      throw new Error('disk full')
    }
    const answer = await driver.command('U0ADELE', 'mine')
    expect(answer).toMatchObject({ status: 200, json: { response_type: 'ephemeral' } })
    expect(answer.text).toContain(sentence)
    expect(engine.deliveries).toEqual([])
    expect(replies.triggerFor('command:1')).toBeNull()
  })

  it('is stored although the place for its answer cannot be kept: the answer then comes as a direct message', async () => {
    const { driver, engine, state, logged } = createInboundWorld()
    state.failing = true
    expect(await driver.command('U0ADELE', 'mine')).toMatchObject({ status: 200, text: '' })
    expect(engine.deliveries).toHaveLength(1)
    expect(logged.join()).toContain('comes as a direct message')
  })

  it('of another name, or of no readable shape, gets a polite answer and is not stored', async () => {
    const { driver, engine, logged } = createInboundWorld()
    for (const more of [{ command: '/deploy' }, { command: '' }, { user_id: 'U0 ADELE' }, { trigger_id: '' }]) {
      const answer = await driver.command('U0ADELE', 'secret words', more)
      expect(answer).toMatchObject({ status: 200, json: { response_type: 'ephemeral' } })
      expect(answer.text).toContain('/elevate')
    }
    expect(engine.deliveries).toEqual([])
    expect(logged).toHaveLength(4)
    expect(logged.join()).not.toContain('secret words')
  })

  it('before the workspace is known is refused in words, and nothing is stored', async () => {
    const { driver, engine } = createInboundWorld({ home: () => null })
    expect((await driver.command('U0ADELE', 'mine')).text).toContain('starting')
    expect(engine.deliveries).toEqual([])
  })

  it('does not wait for a directory that hangs', async () => {
    const { driver } = createInboundWorld({ look: () => new Promise(() => {}) })
    const answer = await driver.command('U0ADELE', 'mine', { command: '/deploy' })
    expect(answer.text).toContain('not a command')
  })
})

describe('a click', () => {
  it('that decides something is stored before it is acknowledged', async () => {
    const { driver, engine, opened } = createInboundWorld()
    const answer = await driver.click('U0ALEX', { actionId: 'verb:approve', value, confirms: true })
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(engine.deliveries).toMatchObject([
      { raw: { kind: 'action', verb: 'approve', requestId: 'EL-4F7K', termsVersion: 2, inputs: { confirm: 'true' } } },
    ])
    expect(opened).toEqual([])
  })

  it.each(['deny', 'takeBack', 'revoke'])('on %s asks for the reason at once, and stores nothing', async (verb) => {
    const { driver, engine, opened } = createInboundWorld()
    const trigger_id = newTriggerId()
    await driver.click('U0ALEX', { actionId: `verb:${verb}`, value }, { trigger_id })
    await eventually(() => opened.length).toBe(1)
    expect(opened).toMatchObject([{ triggerId: trigger_id, modal: { callback_id: `reason:${verb}` } }])
    expect(JSON.parse(opened[0]?.modal.private_metadata ?? '')).toEqual({ requestId: 'EL-4F7K', termsVersion: 2 })
    expect(engine.deliveries).toEqual([])
  })

  it('on less time asks for how much, carrying on an id and a version and nothing else', async () => {
    const { driver, engine, opened } = createInboundWorld()
    const button = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 2, durations: ['PT15M'], confirm: true })
    await driver.click('U0ALEX', { actionId: 'verb:approveLess', value: button })
    await eventually(() => opened.length).toBe(1)
    expect(opened[0]?.modal.callback_id).toBe('lessTime')
    expect(JSON.parse(opened[0]?.modal.private_metadata ?? '')).toEqual({ requestId: 'EL-4F7K', termsVersion: 2 })
    expect(engine.deliveries).toEqual([])
  })

  it('whose modal Slack does not open is acknowledged and logged', async () => {
    const { driver, logged } = createInboundWorld({ openModal: async () => false })
    expect(await driver.click('U0ALEX', { actionId: 'verb:deny', value }, { response_url: undefined })).toMatchObject({
      status: 200,
    })
    await eventually(() => logged.join()).toContain('did not open')
  })

  it.each([
    ['a link', { actionId: 'link:1' }],
    ['an unknown action', { actionId: 'somebody-elses' }],
    ['a tampered value', { actionId: 'verb:approve', value: '{"requestId":{"$ne":null},"termsVersion":2}' }],
  ])('on %s is acknowledged, ignored and logged', async (_, button) => {
    const { driver, engine, opened, logged } = createInboundWorld()
    expect(await driver.click('U0ALEX', button)).toMatchObject({ status: 200, text: '' })
    expect(engine.deliveries).toEqual([])
    expect(opened).toEqual([])
    expect(logged).toHaveLength(1)
  })
})

it('never asks Slack who we are, and calls nothing on its own', async () => {
  const fetching = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network in this test'))
  const { driver } = createInboundWorld()
  await driver.command('U0ADELE', 'mine')
  await driver.openHome('U0ADELE')
  await driver.click('U0ALEX', { actionId: 'verb:cancel', value })
  expect(fetching).not.toHaveBeenCalled()
  fetching.mockRestore()
})
