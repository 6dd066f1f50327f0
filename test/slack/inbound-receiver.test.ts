import { describe, expect, it, vi } from 'vitest'
import { BODY_LIMIT } from '../../adapters/slack/body.ts'
import { createReceiver } from '../../adapters/slack/receiver.ts'
import { createDriver, SIGNING_SECRET } from './driver.ts'
import { logInto } from './inbound-world.ts'

const NOW = Date.UTC(2026, 4, 12, 12, 0)
const FORM = 'application/x-www-form-urlencoded'

/** A receiver at a standing clock, and the bodies that it handed over. */
function receiving(answer: (body: object) => unknown = () => undefined, answerWithin = 2_800) {
  const bodies: object[] = []
  const retries: unknown[] = []
  const logged: string[] = []
  const receiver = createReceiver({
    signingSecret: SIGNING_SECRET,
    log: logInto(logged),
    wallClock: () => NOW,
    answerWithin,
  })
  const app = {
    processEvent: vi.fn(async (event: Parameters<Parameters<typeof receiver.init>[0]['processEvent']>[0]) => {
      bodies.push(event.body)
      retries.push([event.retryNum, event.retryReason])
      await event.ack(answer(event.body))
    }),
  }
  receiver.init(app as never)
  const driver = createDriver({ fetch: receiver.fetch, wallClock: () => NOW })
  return { receiver, driver, bodies, retries, logged, app }
}

describe('takes what Slack signed', () => {
  it('hands over a command and answers with an empty body', async () => {
    const { driver, bodies } = receiving()
    const answer = await driver.command('U0ADELE', 'mine')
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(bodies).toMatchObject([{ command: '/elevate', text: 'mine', user_id: 'U0ADELE' }])
  })

  it.each([`${FORM}; charset=utf-8`, `${FORM};charset=UTF-8`, FORM.toUpperCase()])(
    'takes a form as %s',
    async (contentType) => {
      const { driver, bodies } = receiving()
      expect(await driver.send(driver.signed('command=%2Felevate&text=caf%C3%A9', contentType))).toMatchObject({
        status: 200,
      })
      expect(bodies).toEqual([{ command: '/elevate', text: 'café' }])
    },
  )

  it('answers with the text or the object that was acknowledged with', async () => {
    expect(await receiving(() => 'a sentence').driver.command('U0ADELE', '')).toMatchObject({ text: 'a sentence' })
    const errors = { response_action: 'errors', errors: { ticket: 'Missing' } }
    expect(await receiving(() => errors).driver.interaction({ type: 'view_submission' })).toMatchObject({
      status: 200,
      json: errors,
    })
  })

  it.each([-300, -299, 299, 300])('takes a timestamp %i seconds from now', async (seconds) => {
    const { driver, bodies } = receiving()
    const sent = driver.signed('command=x', FORM, NOW + seconds * 1000)
    expect(await driver.send(sent)).toMatchObject({ status: 200 })
    expect(bodies).toHaveLength(1)
  })

  it('answers the question of who sets the address up, once it is signed', async () => {
    const { driver, bodies } = receiving()
    const answer = await driver.event({ type: 'url_verification', token: 'x', challenge: 'abc' })
    expect(answer).toMatchObject({ status: 200, json: { challenge: 'abc' } })
    expect(bodies).toEqual([])
  })

  it('tells a redelivery from a first one', async () => {
    const { driver, retries } = receiving()
    const sent = driver.signed('{"type":"event_callback"}', 'application/json')
    await driver.send({ ...sent, headers: { ...sent.headers, 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'x' } })
    await driver.send(sent)
    expect(retries).toEqual([
      [2, 'x'],
      [undefined, undefined],
    ])
  })
})

describe('refuses with 401, and hands nothing over', () => {
  const good = receiving().driver.signed('command=%2Felevate&text=mine', FORM)
  const withHeader = (name: string, value: string) => ({ ...good, headers: { ...good.headers, [name]: value } })
  const without = (name: string) => {
    const { [name]: _, ...headers } = { ...good.headers } as { [name: string]: string }
    return { ...good, headers }
  }
  const otherSecret = createDriver({
    fetch: async () => new Response(),
    wallClock: () => NOW,
    signingSecret: 'another one',
  })
  const driver = receiving().driver
  const attacks = [
    ['no signature', without('x-slack-signature')],
    ['no timestamp', without('x-slack-request-timestamp')],
    ['an empty signature', withHeader('x-slack-signature', '')],
    ['a signature that is too short', withHeader('x-slack-signature', 'v0=00')],
    ['a signature of another version', withHeader('x-slack-signature', `v1=${'0'.repeat(64)}`)],
    ['a signature that is not hexadecimal', withHeader('x-slack-signature', `v0=${'z'.repeat(64)}`)],
    [
      'a signature in capitals',
      withHeader('x-slack-signature', good.headers['x-slack-signature']?.toUpperCase() ?? ''),
    ],
    ['a wrong signature', withHeader('x-slack-signature', `v0=${'0'.repeat(64)}`)],
    ['a signature by another secret', otherSecret.signed(good.body, FORM)],
    ['a body with one byte more', { ...good, body: `${good.body} ` }],
    ['a body with another user', { ...good, body: `${good.body}&user_id=U0BOSS` }],
    ['another timestamp than was signed', withHeader('x-slack-request-timestamp', String(NOW / 1000 + 1))],
    ['a timestamp that is no number', withHeader('x-slack-request-timestamp', 'now')],
    ['a timestamp with a fraction', withHeader('x-slack-request-timestamp', `${NOW / 1000}.5`)],
    ['a negative timestamp', withHeader('x-slack-request-timestamp', `-${NOW / 1000}`)],
    ['a timestamp of five minutes and a second ago', driver.signed(good.body, FORM, NOW - 301_000)],
    ['a timestamp five minutes and a second ahead', driver.signed(good.body, FORM, NOW + 301_000)],
    ['a timestamp an hour ahead', driver.signed(good.body, FORM, NOW + 3_600_000)],
    ['an unsigned challenge', { body: '{"type":"url_verification","challenge":"abc"}', headers: {} }],
  ] as const

  it.each(attacks)('%s', async (_, sent) => {
    const { driver: target, bodies, app, logged } = receiving()
    const answer = await target.send(sent)
    expect(answer.status).toBe(401)
    expect(answer.text).not.toContain('abc')
    expect(bodies).toEqual([])
    expect(app.processEvent).not.toHaveBeenCalled()
    expect(logged).toHaveLength(1)
    expect(logged.join()).not.toContain(SIGNING_SECRET)
  })

  it('takes the same request when nothing about it is wrong', async () => {
    const { driver: target, bodies } = receiving()
    expect(await target.send(good)).toMatchObject({ status: 200 })
    expect(bodies).toHaveLength(1)
  })
})

describe('bad input', () => {
  it('refuses more than 256 kB, also where the length was not announced', async () => {
    const { driver, receiver, bodies } = receiving()
    const sent = driver.signed(`text=${'x'.repeat(BODY_LIMIT)}`, FORM)
    expect(await driver.send(sent)).toMatchObject({ status: 413 })
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
    })
    const endless = new Request('http://127.0.0.1/slack/events', {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit)
    expect((await receiver.fetch(endless)).status).toBe(413)
    expect(bodies).toEqual([])
  })

  it.each([
    ['JSON that is cut off', '{"type":', 'application/json'],
    ['JSON that is no object', '[1]', 'application/json'],
    ['JSON null', 'null', 'application/json'],
    ['a payload that is no JSON', 'payload=%7B', FORM],
    ['another content type', 'command=x', 'text/plain'],
    ['nothing at all', '', 'application/json'],
  ])('answers %s with 400', async (_, body, contentType) => {
    const { driver, bodies } = receiving()
    expect(await driver.send(driver.signed(body, contentType))).toMatchObject({ status: 400 })
    expect(bodies).toEqual([])
  })

  it('takes nothing at all where there is no secret to sign with', async () => {
    const receiver = createReceiver({ signingSecret: null, log: logInto([]), wallClock: () => NOW })
    const driver = createDriver({ fetch: receiver.fetch, wallClock: () => NOW, signingSecret: '' })
    expect(await driver.command('U0ADELE', '')).toMatchObject({ status: 404 })
    expect(await driver.event({ type: 'url_verification', challenge: 'abc' })).toMatchObject({ status: 404 })
  })

  it('takes only POST', async () => {
    const { receiver } = receiving()
    expect((await receiver.fetch(new Request('http://127.0.0.1/slack/events'))).status).toBe(405)
  })

  it('says 503 before the app is there, when it fails, and when it takes too long, never nothing', async () => {
    const early = createReceiver({ signingSecret: SIGNING_SECRET, log: logInto([]), wallClock: () => NOW })
    const driver = createDriver({ fetch: early.fetch, wallClock: () => NOW })
    expect(await driver.command('U0ADELE', '')).toMatchObject({ status: 503 })
    const failing = receiving(() => {
      throw new Error('disk full')
    })
    expect(await failing.driver.command('U0ADELE', '')).toMatchObject({ status: 503, text: 'Nothing was stored' })
    const slow = receiving(() => undefined, 20)
    slow.app.processEvent.mockImplementation(() => new Promise(() => {}))
    expect(await slow.driver.command('U0ADELE', '')).toMatchObject({ status: 503 })
  })
})
