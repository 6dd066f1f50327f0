import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HttpServer, listenOn } from '../../bot/runtime/http-server.ts'
import { eventually } from '../eventually.ts'
import { createDriver } from './driver.ts'
import { createInboundWorld, type InboundWorld } from './inbound-world.ts'

const value = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 2 })

describe('on the shared port', () => {
  let http: HttpServer
  let world: InboundWorld

  beforeEach(async () => {
    http = await listenOn({ host: '127.0.0.1', port: 0 })
    world = createInboundWorld()
    http.open([
      new Hono().all('/slack/events', (c) => world.app.fetch(c.req.raw)),
      new Hono().get('/', (c) => c.text('web')),
    ])
  })
  afterEach(() => http.stop())

  function overHttp() {
    const url = `http://127.0.0.1:${http.port}/slack/events`
    const send = async (request: Request) =>
      fetch(url, { method: 'POST', headers: request.headers, body: await request.text() })
    return createDriver({ fetch: send })
  }

  it('takes commands, and leaves other paths to others', async () => {
    expect(await overHttp().command('U0ADELE', 'café & crème')).toMatchObject({ status: 200, text: '' })
    expect(world.engine.deliveries).toMatchObject([{ raw: { text: '/elevate café & crème' } }])
    expect(await (await fetch(`http://127.0.0.1:${http.port}/`)).text()).toBe('web')
  })

  it('refuses there what is not signed, too large, or not posted', async () => {
    const driver = overHttp()
    const sent = driver.signed('command=%2Felevate', 'application/x-www-form-urlencoded')
    expect(await driver.send({ ...sent, headers: { ...sent.headers, 'x-slack-signature': 'v0=0' } })).toMatchObject({
      status: 401,
    })
    const large = driver.signed('x'.repeat(300_000), 'application/x-www-form-urlencoded')
    expect(await driver.send(large)).toMatchObject({ status: 413 })
    expect((await fetch(`http://127.0.0.1:${http.port}/slack/events`)).status).toBe(405)
    expect(world.engine.deliveries).toEqual([])
  })
})

describe('where Slack cannot do what was asked, the person is told beside the message', () => {
  let slack: Server
  const told: unknown[] = []

  beforeEach(async () => {
    told.length = 0
    slack = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      told.push(JSON.parse(body))
      response.end('ok')
    })
    await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise<void>((resolve) => void slack.close(() => resolve())))

  function origin(): string {
    return `http://127.0.0.1:${(slack.address() as AddressInfo).port}`
  }

  it('when a modal was not opened', async () => {
    const { driver, engine } = createInboundWorld({ apiUrl: `${origin()}/api/`, openModal: async () => false })
    await driver.click('U0ALEX', { actionId: 'verb:deny', value }, { response_url: `${origin()}/respond` })
    await eventually(() => told).toMatchObject([
      { response_type: 'ephemeral', replace_original: false, text: expect.stringContaining('press the button again') },
    ])
    expect(engine.deliveries).toEqual([])
  })

  it('when a click could not be stored', async () => {
    const { driver, engine } = createInboundWorld({ apiUrl: `${origin()}/api/` })
    engine.before = async () => {
      throw new Error('disk full')
    }
    await driver.click('U0ALEX', { actionId: 'verb:approve', value }, { response_url: `${origin()}/respond` })
    await eventually(() => told).toMatchObject([{ text: expect.stringContaining('Nothing happened') }])
    expect(engine.deliveries).toEqual([])
  })

  it('but never at an address that is not Slack’s', async () => {
    const { driver, logged } = createInboundWorld({ openModal: async () => false })
    await driver.click('U0ALEX', { actionId: 'verb:deny', value }, { response_url: `${origin()}/respond` })
    await eventually(() => logged.join()).toContain('did not open')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(told).toEqual([])
  })
})
