import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSocketTransport, type SocketOptions, type SocketTransport } from '../../adapters/slack/socket.ts'
import { eventually } from '../eventually.ts'
import { clickBody, commandBody, HOME, homeBody, submissionBody, suggestionBody } from './driver.ts'
import { createInboundWorld, type InboundWorld, logInto } from './inbound-world.ts'
import { APP_TOKEN, type SocketServer, startSocketServer } from './socket-server.ts'

let server: SocketServer
let world: InboundWorld
let transports: SocketTransport[]
const unhandled: unknown[] = []
const note = (reason: unknown) => void unhandled.push(reason)

beforeEach(async () => {
  process.on('unhandledRejection', note)
  unhandled.length = 0
  transports = []
  server = await startSocketServer()
  world = createInboundWorld()
})

afterEach(async () => {
  await Promise.all(transports.map((each) => each.stop()))
  await server.stop()
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
})

function transport(changes: Partial<SocketOptions> = {}): SocketTransport {
  const log = logInto(world.logged)
  const made = createSocketTransport({ bolt: world.app.bolt, appToken: APP_TOKEN, apiUrl: server.url, log, ...changes })
  transports.push(made)
  return made
}

async function connected(changes: Partial<SocketOptions> = {}): Promise<SocketTransport> {
  const made = transport(changes)
  await made.start()
  await eventually(() => server.connections()).toBe(changes.connections ?? 2)
  return made
}

const command = (text: string) => commandBody(HOME, 'U0ADELE', text)
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('Socket Mode', () => {
  it('brings commands, clicks, submissions, menus and events, each stored before it is acknowledged', async () => {
    await connected()
    const value = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 1 })
    const metadata = value
    const click = clickBody(HOME, 'U0ALEX', { actionId: 'verb:approve', value })
    const reason = { callbackId: 'reason:deny', metadata, values: { reason: 'no' } }
    expect(await server.deliver('slash_commands', command('mine'))).toMatchObject({ payload: {} })
    expect(await server.deliver('interactive', click)).toMatchObject({ payload: {} })
    expect(await server.deliver('interactive', submissionBody(HOME, 'U0ALEX', reason))).toMatchObject({
      payload: { response_action: 'clear' },
    })
    expect(await server.deliver('interactive', suggestionBody(HOME, 'U0ADELE', ''))).toMatchObject({
      payload: { options: expect.any(Array) },
    })
    expect(await server.deliver('events_api', homeBody(HOME, 'U0ADELE'))).toMatchObject({ payload: {} })
    expect(world.engine.deliveries.map(({ raw }) => raw['kind'])).toEqual(['command', 'action', 'action', 'event'])
    expect(world.published).toEqual(['U0ADELE'])
  })

  it('is opened with the app token, twice', async () => {
    await connected()
    expect(server.calls).toEqual([{ authorization: `Bearer ${APP_TOKEN}` }, { authorization: `Bearer ${APP_TOKEN}` }])
  })

  it('acknowledges 150 commands across refreshes of both connections: none lost or doubled', async () => {
    const { engine } = world
    engine.before = () => wait(5)
    // The client takes a set wall clock for silence: a machine that sets its own meanwhile would cut both connections.
    await connected({ pingTimeout: 120_000 })
    const sent: ReturnType<SocketServer['deliver']>[] = []
    for (let i = 0; i < 150; i += 1) {
      const isRefreshed = i === 40 || i === 90
      const peer = isRefreshed ? server.peers()[0] : undefined
      sent.push(server.deliver('slash_commands', command(`mine ${i}`), peer))
      // In the same breath as a command on that connection, which is still under way.
      if (isRefreshed) server.refresh(peer)
      await wait(20)
    }
    const acknowledged = await Promise.all(sent)
    expect(acknowledged.filter((each) => each === null)).toEqual([])
    expect(server.stray).toEqual([])
    const texts = engine.deliveries.map(({ raw }) => String(raw['text']))
    expect(texts.toSorted()).toEqual(Array.from({ length: 150 }, (_, i) => `/elevate mine ${i}`).toSorted())
    await eventually(() => server.connections()).toBe(2)
    expect(server.calls).toHaveLength(4)
  })

  it('stores once what comes over both connections, and acknowledges both', async () => {
    await connected()
    const body = command('mine')
    const [one, other] = server.peers()
    const answers = await Promise.all([
      server.deliver('slash_commands', body, one),
      server.deliver('slash_commands', body, other),
    ])
    expect(answers).toMatchObject([{ payload: {} }, { payload: {} }])
    expect(world.engine.deliveries).toHaveLength(1)
  })

  it('does not acknowledge an event that could not be stored; stores it when it comes again', async () => {
    await connected()
    const { engine, published } = world
    engine.before = async () => {
      throw new Error('disk full')
    }
    const body = homeBody(HOME, 'U0ADELE')
    void server.deliver('events_api', body)
    await eventually(() => world.logged.join()).toContain('not stored')
    engine.before = async () => {}
    expect(await server.deliver('events_api', body)).toMatchObject({ payload: {} })
    expect(server.unacknowledged()).toBe(1)
    expect(published).toEqual(['U0ADELE'])
  })

  it('answers in words a command that could not be stored', async () => {
    await connected()
    world.engine.before = async () => {
      throw new Error('disk full')
    }
    const answer = await server.deliver('slash_commands', command('mine'))
    expect(answer?.payload).toMatchObject({ text: expect.stringContaining('Nothing happened') })
    expect(world.engine.deliveries).toEqual([])
  })

  it.each([
    ['a type of tomorrow', { type: 'telepathy', user: { id: 'U1' } }],
    ['nothing', {}],
    ['another app’s click', clickBody(HOME, 'U0ALEX', { actionId: 'not-ours' })],
  ])('acknowledges %s and stores nothing', async (_, body) => {
    await connected()
    expect(await server.deliver('interactive', body)).toMatchObject({ payload: {} })
    expect(world.engine.deliveries).toEqual([])
  })

  it('survives messages that are no envelopes', async () => {
    await connected()
    const [peer] = server.peers()
    for (const text of ['{', 'null', '[]', '{"type":"disconn', '"disconnect"', '{"type":"events_api"}'])
      peer?.send(text)
    await eventually(() => world.logged.join()).toContain('could not be read')
    expect(await server.deliver('slash_commands', command('mine'), peer)).toMatchObject({ payload: {} })
  })
})

describe('a connection comes back', () => {
  it('at once when Slack asks for it, while the other one serves', async () => {
    const made = await connected()
    let quickest = Number.POSITIVE_INFINITY
    // The SDK itself would wait for a whole second, every time; a busy machine does now and then.
    for (let tries = 0; tries < 5 && quickest > 950; tries += 1) {
      const began = performance.now()
      const calls = server.calls.length
      server.refresh(server.peers()[0])
      expect(await server.deliver('slash_commands', command(`mine ${tries}`))).toMatchObject({ payload: {} })
      await eventually(() => server.calls.length).toBe(calls + 1)
      await eventually(() => server.connections()).toBe(2)
      quickest = Math.min(quickest, performance.now() - began)
      await eventually(() => made.connected()).toBe(2)
    }
    expect(quickest).toBeLessThan(950)
  })

  it('when the line is cut', async () => {
    await connected()
    for (const peer of server.peers()) peer.destroy()
    await eventually(() => server.calls.length).toBe(4)
    await eventually(() => server.connections()).toBe(2)
    expect(await server.deliver('slash_commands', command('mine'))).toMatchObject({ payload: {} })
  })

  it('when the other side hangs', async () => {
    await connected({ connections: 1, pingTimeout: 500 })
    const [peer] = server.peers()
    if (peer) peer.isDeaf = true
    await eventually(() => server.peers().filter((each) => each !== peer).length).toBe(1)
    expect(await server.deliver('slash_commands', command('mine'), server.peers().at(-1))).toMatchObject({
      payload: {},
    })
  })

  it('when somebody sets the wall clock, which the client takes for silence: at once, and both', async () => {
    await connected({ pingTimeout: 600 })
    // Only who was answered once can be missed.
    await eventually(() => server.peers().every(({ pings }) => pings >= 2)).toBe(true)
    const wall = Date.now.bind(Date)
    const set = vi.spyOn(Date, 'now').mockImplementation(() => wall() + 3_600_000)
    await eventually(() => server.calls.length).toBeGreaterThanOrEqual(4)
    await eventually(() => server.connections()).toBe(2)
    set.mockRestore()
    expect(await server.deliver('slash_commands', command('mine'))).toMatchObject({ payload: {} })
    expect(server.stray).toEqual([])
  })

  it('when Slack was down at the start, without ending the process', async () => {
    server.refuse({ status: 500, body: {} })
    const made = transport({ connections: 1 })
    await made.start()
    expect(made.connected()).toBe(0)
    server.refuse(null)
    await eventually(() => made.connected()).toBe(1)
    expect(await server.deliver('slash_commands', command('mine'))).toMatchObject({ payload: {} })
  })

  it.each([
    ['a token that is no more', { status: 200, body: { ok: false, error: 'invalid_auth' } }],
    ['an answer without an address', { status: 200, body: { ok: true } }],
    ['an answer that is no JSON object', { status: 200, body: [] }],
  ])('after %s, trying on, with pauses that grow', async (_, refusal) => {
    server.refuse(refusal)
    const began = performance.now()
    const made = transport({ connections: 1 })
    await made.start()
    await eventually(() => server.calls.length).toBeGreaterThanOrEqual(4)
    // Pauses of 100, 200 and 400 ms.
    expect(performance.now() - began).toBeGreaterThan(690)
    server.refuse(null)
    await eventually(() => made.connected()).toBe(1)
  })

  it('after Retry-After, and not before', async () => {
    server.refuse({ status: 429, headers: { 'retry-after': '1' }, body: {} })
    const began = performance.now()
    const made = transport({ connections: 1 })
    await made.start()
    server.refuse(null)
    expect(server.calls).toHaveLength(1)
    await eventually(() => made.connected()).toBe(1)
    expect(server.calls).toHaveLength(2)
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000)
  })

  it('says so in the log, without token or address', async () => {
    await connected()
    for (const peer of server.peers()) peer.destroy()
    await eventually(() => world.logged.join()).toContain('connection ended')
    expect(world.logged.join()).not.toMatch(/ticket=|xapp-|xoxb-/)
  })
})

describe('stopping', () => {
  it('acknowledges what is under way, then closes, and connects no more', async () => {
    const made = await connected()
    let isUnderWay = false
    world.engine.before = () => {
      isUnderWay = true
      return wait(200)
    }
    const underWay = server.deliver('slash_commands', command('mine'))
    await eventually(() => isUnderWay).toBe(true)
    await made.stop()
    expect(await underWay).toMatchObject({ payload: {} })
    await eventually(() => server.connections()).toBe(0)
    const calls = server.calls.length
    await wait(300)
    expect(server.calls).toHaveLength(calls)
    expect(made.connected()).toBe(0)
  })

  it.each([
    ['in the middle of a refresh', (s: SocketServer) => s.refresh(s.peers()[0])],
    ['while the line is cut', (s: SocketServer) => s.peers()[0]?.destroy()],
    [
      'while Slack is down',
      (s: SocketServer) => {
        s.refuse({ status: 500, body: {} })
        for (const peer of s.peers()) peer.destroy()
      },
    ],
  ])('%s leaves no rejected promise and no connection', async (_, disturb) => {
    const made = await connected()
    disturb(server)
    await wait(5)
    await made.stop()
    await eventually(() => server.connections()).toBe(0)
  })

  it('while a connection waits for its greeting does not take long', async () => {
    server.mute(true)
    const made = transport()
    const starting = made.start()
    await eventually(() => server.connections()).toBe(2)
    const began = performance.now()
    await made.stop()
    await starting
    // A greeting is waited for ten seconds.
    expect(performance.now() - began).toBeLessThan(8_000)
  })

  it('with a peer that does not say goodbye does not take long', async () => {
    const made = await connected()
    for (const peer of server.peers()) peer.isDeaf = true
    const began = performance.now()
    await made.stop()
    // The client itself would wait for thirty seconds.
    expect(performance.now() - began).toBeLessThan(8_000)
  })

  it('before it was started does nothing', async () => {
    await transport().stop()
    expect(server.calls).toEqual([])
  })
})
