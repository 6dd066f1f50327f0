import { afterEach, describe, expect, it, vi } from 'vitest'
import { refusal } from '../../bot/index.ts'
import { eventually } from '../eventually.ts'
import { stopTimers } from '../stopped-timers.ts'
import { HOME, submissionBody } from './driver.ts'
import { createInboundWorld, form, replyTo } from './inbound-world.ts'

const metadata = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 2 })

afterEach(() => void vi.useRealTimers())

describe('the form', () => {
  const values = { activatable: 'role:1:/', duration: 'PT1H', ticket: 'nonsense', justification: null }
  const wrong = form({ missing: [refusal('ticketMissing')] })

  it('stays open and shows what is wrong under the field it is about', async () => {
    const { driver, engine, replies } = createInboundWorld()
    engine.process = ({ deliveryKey }) => void replies.offer(deliveryKey, replyTo(deliveryKey, wrong))
    const { json } = await driver.submit('U0ADELE', { callbackId: 'form', values })
    expect(json).toEqual({ response_action: 'errors', errors: { ticket: expect.any(String) } })
  })

  it('is shown anew where what is missing has no field in it yet', async () => {
    const { driver, engine, replies } = createInboundWorld()
    engine.process = ({ deliveryKey }) => void replies.offer(deliveryKey, replyTo(deliveryKey, wrong))
    const { json } = await driver.submit('U0ADELE', { callbackId: 'form', values: { activatable: 'role:1:/' } })
    expect(json).toMatchObject({ response_action: 'update', view: { callback_id: 'form' } })
  })

  it('is shown anew where what is wrong is about no field', async () => {
    const { driver, engine, replies } = createInboundWorld()
    const general = form({ missing: [refusal('ticketMissing'), refusal('tryAgain')] })
    engine.process = ({ deliveryKey }) => void replies.offer(deliveryKey, replyTo(deliveryKey, general))
    const { json } = await driver.submit('U0ADELE', { callbackId: 'form', values })
    expect(json).toMatchObject({ response_action: 'update' })
  })

  it('gives the engine the role’s key where its option had only a short name of it', async () => {
    const [choice] = form().choices
    if (!choice) throw new Error('No choice')
    const key = `role:${'x'.repeat(200)}:/`
    const { driver, engine } = createInboundWorld({ choices: async () => [{ ...choice, key }] })
    const { json } = await driver.suggest('U0ADELE', '')
    const value = (json as { readonly options: readonly { readonly value: string }[] }).options[0]?.value ?? ''
    expect(value.length).toBeLessThanOrEqual(150)
    await driver.submit('U0ADELE', { callbackId: 'form', values: { activatable: value } })
    expect(engine.deliveries).toMatchObject([{ raw: { inputs: { activatable: key } } }])
  })

  it('closes where the answer is something else, which is then sent as a message', async () => {
    const { driver, engine, replies } = createInboundWorld()
    const offered: boolean[] = []
    const card = { card: 'refusal', refusals: [], requestId: null, verifyUrl: null } as const
    engine.process = ({ deliveryKey }) => void offered.push(replies.offer(deliveryKey, replyTo(deliveryKey, card)))
    expect(await driver.submit('U0ADELE', { callbackId: 'form', values })).toMatchObject({
      json: { response_action: 'clear' },
    })
    expect(offered).toEqual([false])
  })

  it('closes as soon as the request’s own card is sent', async () => {
    stopTimers()
    const { driver, engine, replies } = createInboundWorld()
    engine.process = () => replies.letGo('U0ADELE')
    const answer = await driver.submit('U0ADELE', { callbackId: 'form', values })
    expect(answer.json).toEqual({ response_action: 'clear' })
  })

  it('closes inside three seconds where no answer comes', async () => {
    const { driver, engine } = createInboundWorld()
    stopTimers()
    const answer = driver.submit('U0ADELE', { callbackId: 'form', values })
    await eventually(() => engine.deliveries.length).toBe(1)
    await vi.advanceTimersByTimeAsync(2_800)
    expect((await answer).json).toEqual({ response_action: 'clear' })
    expect(engine.deliveries).toHaveLength(1)
  })

  it('corrected and submitted again is a delivery of its own', async () => {
    const { driver, engine, replies } = createInboundWorld()
    engine.process = ({ deliveryKey }) => void replies.offer(deliveryKey, replyTo(deliveryKey, wrong))
    await driver.submit('U0ADELE', { callbackId: 'form', values, viewId: 'V1' })
    await driver.submit('U0ADELE', { callbackId: 'form', values: { ...values, ticket: 'INC-1' }, viewId: 'V1' })
    expect(engine.deliveries).toMatchObject([
      { raw: { inputs: { ticket: 'nonsense' } } },
      { raw: { inputs: { ticket: 'INC-1' } } },
    ])
  })

  it('redelivered while it waits shows the same errors, and is stored once', async () => {
    const { driver, engine, replies } = createInboundWorld()
    const body = submissionBody(HOME, 'U0ADELE', { callbackId: 'form', values })
    engine.process = ({ deliveryKey }) => {
      setTimeout(() => replies.offer(deliveryKey, replyTo(deliveryKey, wrong)), 100)
    }
    const [first, second] = await Promise.all([driver.interaction(body), driver.interaction(body)])
    expect(first.json).toMatchObject({ response_action: 'errors' })
    expect(second.json).toEqual(first.json)
    expect(engine.deliveries).toHaveLength(1)
  })

  it('redelivered after its answer closes at once', async () => {
    const { driver, engine, replies } = createInboundWorld()
    engine.process = ({ deliveryKey }) => void replies.offer(deliveryKey, replyTo(deliveryKey, wrong))
    const body = submissionBody(HOME, 'U0ADELE', { callbackId: 'form', values })
    await driver.interaction(body)
    stopTimers()
    const again = await driver.interaction(body)
    expect(again.json).toEqual({ response_action: 'clear' })
  })

  it('that could not be stored says so and stays open', async () => {
    const { driver, engine } = createInboundWorld()
    engine.before = async () => {
      throw new Error('disk full')
    }
    const { json } = await driver.submit('U0ADELE', { callbackId: 'form', values })
    expect(json).toMatchObject({
      response_action: 'errors',
      errors: { activatable: expect.stringContaining('Nothing happened') },
    })
  })
})

describe('a decision’s modal', () => {
  it('is stored, then closed', async () => {
    const { driver, engine } = createInboundWorld()
    const answer = await driver.submit('U0ALEX', { callbackId: 'reason:deny', metadata, values: { reason: 'no' } })
    expect(answer.json).toEqual({ response_action: 'clear' })
    expect(engine.deliveries).toMatchObject([{ raw: { verb: 'deny', requestId: 'EL-4F7K', inputs: { reason: 'no' } } }])
  })

  it('with tampered metadata says that it is out of date, and is not stored', async () => {
    const { driver, engine } = createInboundWorld()
    const answer = await driver.submit('U0ALEX', { callbackId: 'reason:deny', metadata: '{', values: { reason: 'no' } })
    expect(answer.json).toMatchObject({ response_action: 'errors', errors: { reason: expect.any(String) } })
    expect(engine.deliveries).toEqual([])
  })
})
