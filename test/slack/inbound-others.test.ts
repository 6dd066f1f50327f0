import { afterEach, describe, expect, it, vi } from 'vitest'
import { INBOUND_WORDS, inboundWord } from '../../adapters/slack/inbound-words.ts'
import { eventually } from '../eventually.ts'
import { englishIn, withoutUserData } from '../french/english-words.ts'
import { stopTimers } from '../stopped-timers.ts'
import { HOME, homeBody } from './driver.ts'
import { createInboundWorld, form } from './inbound-world.ts'

const value = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 2 })

afterEach(() => void vi.useRealTimers())

describe('the menu of roles', () => {
  it('offers what the person is eligible for', async () => {
    const { driver, asked } = createInboundWorld()
    const { json } = await driver.suggest('U0ADELE', '')
    expect(json).toMatchObject({ options: form().choices.map(({ key }) => ({ value: key })) })
    expect(asked).toEqual([{ platform: 'slack', tenant: HOME, userId: 'U0ADELE' }])
  })

  it('asks the directory once for what is typed letter by letter', async () => {
    const { driver, asked } = createInboundWorld()
    for (const typed of ['', 'e', 'ex', 'exc']) await driver.suggest('U0ADELE', typed)
    expect(asked).toHaveLength(1)
  })

  it('offers a stranger nothing, and nothing in another menu', async () => {
    const { driver, asked } = createInboundWorld()
    const stranger = { user: { id: 'U0WHO', team_id: 'T0AWAY' } }
    expect((await driver.suggest('U0WHO', '', stranger)).json).toEqual({ options: [] })
    expect((await driver.suggest('U0ADELE', '', { action_id: 'people' })).json).toEqual({ options: [] })
    expect(asked).toHaveLength(1)
  })

  it('answers in time with nothing while the directory hangs or fails', async () => {
    let isAsked = false
    const hanging = createInboundWorld({
      choices: () => {
        isAsked = true
        return new Promise(() => {})
      },
    })
    stopTimers()
    const answer = hanging.driver.suggest('U0ADELE', '')
    await eventually(() => isAsked).toBe(true)
    await vi.advanceTimersByTimeAsync(2_800)
    expect((await answer).json).toEqual({ options: [] })
    vi.useRealTimers()
    const failing = createInboundWorld({
      choices: async () => {
        throw new Error('directory down')
      },
    })
    expect((await failing.driver.suggest('U0ADELE', '')).json).toEqual({ options: [] })
  })
})

describe('the home tab', () => {
  it('is stored, then published', async () => {
    const { driver, engine, published } = createInboundWorld()
    expect(await driver.openHome('U0ADELE')).toMatchObject({ status: 200 })
    expect(published).toEqual(['U0ADELE'])
    expect(engine.deliveries).toMatchObject([{ raw: { kind: 'event', event: 'app_home_opened' } }])
  })

  it('is published once, however often Slack repeats the event', async () => {
    const { driver, published } = createInboundWorld()
    const body = homeBody(HOME, 'U0ADELE')
    for (let i = 0; i < 3; i += 1) expect(await driver.event(body)).toMatchObject({ status: 200 })
    expect(published).toEqual(['U0ADELE'])
  })

  it('that could not be stored is not acknowledged, so that Slack sends it again', async () => {
    const { driver, engine, published } = createInboundWorld()
    engine.before = async () => {
      throw new Error('disk full')
    }
    const body = homeBody(HOME, 'U0ADELE')
    expect(await driver.event(body)).toMatchObject({ status: 503 })
    expect(published).toEqual([])
    engine.before = async () => {}
    expect(await driver.event(body)).toMatchObject({ status: 200 })
    expect(published).toEqual(['U0ADELE'])
  })

  it('that cannot be published is logged, and was acknowledged', async () => {
    const failing = async () => {
      throw new Error('rate limited')
    }
    const { driver, logged } = createInboundWorld({ publishHome: failing })
    expect(await driver.openHome('U0ADELE')).toMatchObject({ status: 200 })
    await eventually(() => logged.join()).toContain('App Home')
  })
})

describe('whatever else Slack sends is acknowledged at once and stored nowhere', () => {
  const user = { id: 'U0ADELE', team_id: HOME }
  const team = { id: HOME }
  it.each([
    ['another tab', homeBody(HOME, 'U0ADELE', 'messages')],
    ['an event that nobody asked for', { ...homeBody(HOME, 'U0ADELE'), event: { type: 'reaction_added', user: 'U1' } }],
    ['a message of our own', { ...homeBody(HOME, 'U0BOT'), event: { type: 'message', bot_id: 'B0BOT', text: 'x' } }],
    ['an event without a type', { ...homeBody(HOME, 'U0ADELE'), event: {} }],
    ['a home event without a user', { ...homeBody(HOME, 'U0ADELE'), event: { type: 'app_home_opened', tab: 'home' } }],
    ['a shortcut', { type: 'shortcut', callback_id: 'x', user, team, trigger_id: '1.2.3' }],
    ['a message shortcut', { type: 'message_action', callback_id: 'x', user, team, trigger_id: '1.2.3' }],
    ['a closed modal', { type: 'view_closed', user, team, view: { id: 'V1', callback_id: 'form' } }],
    ['an old button', { type: 'interactive_message', actions: [{ name: 'a', value: 'b' }], user, team }],
    ['an old dialog', { type: 'dialog_submission', callback_id: 'x', user, team, submission: {} }],
    ['a type of tomorrow', { type: 'telepathy', user, team }],
    ['nothing in particular', {}],
  ])('%s', async (_, body) => {
    const { driver, engine, published, opened, logged } = createInboundWorld()
    const isEvent = 'event' in body
    stopTimers()
    const answer = await (isEvent ? driver.event(body) : driver.interaction(body))
    expect(answer).toMatchObject({ status: 200 })
    expect(engine.deliveries).toEqual([])
    expect([published, opened]).toEqual([[], []])
    expect(logged.length).toBeGreaterThan(0)
  })

  it.each([
    ['a click without actions', { type: 'block_actions', user, team, trigger_id: '1.2.3', actions: [] }],
    ['a click by nobody', { type: 'block_actions', actions: [{ action_id: 'verb:approve', value }], trigger_id: '1' }],
    ['a submission without a state', { type: 'view_submission', user, team, view: { id: 'V1', callback_id: 'form' } }],
    ['a submission without a view', { type: 'view_submission', user, team }],
    ['a menu without a user', { type: 'block_suggestion', team, action_id: 'activatable' }],
  ])('%s: an answer comes at once, no crash', async (_, body) => {
    const { driver, engine, logged } = createInboundWorld()
    stopTimers()
    const answer = await driver.interaction(body)
    expect([200, 503]).toContain(answer.status)
    expect(engine.deliveries).toEqual([])
    expect(logged.length + Number(answer.text === '{"options":[]}')).toBeGreaterThan(0)
  })
})

it('speaks French without English words, and says the same in both languages', () => {
  for (const word of INBOUND_WORDS) {
    expect(englishIn(withoutUserData(inboundWord('fr', word), {}))).toEqual([])
    expect(inboundWord('en', word)).not.toBe(inboundWord('fr', word))
  }
})
