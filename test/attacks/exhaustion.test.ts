import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { exchange, openSocket, type RawSocket } from './raw-socket.ts'
import { startTarget, type Target } from './target.ts'

let target: Target
let sockets: RawSocket[] = []
/** Begun before everything else and looked at last: nobody has to wait for it. */
let drip: { readonly begun: RawSocket; stop(): void; readonly cut: Promise<number> }
beforeAll(async () => {
  target = await startTarget()
  drip = await dripHeaders()
})
afterAll(() => {
  drip.stop()
  return target.close()
})
afterEach(() => {
  for (const { socket } of sockets) socket.destroy()
  sockets = []
})

/** One header a second, without end; resolves with the milliseconds after which the server had enough. */
async function dripHeaders(): Promise<typeof drip> {
  const begun = await openSocket(target.port)
  const began = performance.now()
  begun.send(`GET / HTTP/1.1\r\n${host()}`)
  const timer = setInterval(() => begun.send('X-A: b\r\n'), 1000)
  return { begun, stop: () => clearInterval(timer), cut: begun.closed.then(() => performance.now() - began) }
}

async function open(count: number): Promise<RawSocket[]> {
  const opened = await Promise.all(Array.from({ length: count }, () => openSocket(target.port)))
  sockets.push(...opened)
  return opened
}

/** While the attack goes on, somebody else is served: `says` waits less than a minute for an answer. */
async function othersAreServed(): Promise<void> {
  expect(await target.says('adele', 'mine')).not.toHaveLength(0)
}

const host = () => `Host: localhost:${target.port}\r\n`

describe('exhaustion before anybody knows who it is', () => {
  it('three hundred connections that say nothing', async () => {
    await open(300)
    await othersAreServed()
  })

  it('a hundred requests whose headers never end', async () => {
    const slow = await open(100)
    for (const { send } of slow) send(`GET / HTTP/1.1\r\n${host()}X-Slow: `)
    for (let drop = 0; drop < 5; drop += 1) {
      for (const { send } of slow) send('x')
      await othersAreServed()
    }
  })

  it('bodies that never come', async () => {
    const waiting = await open(100)
    for (const { send } of waiting) {
      send(
        `POST /api/web/messages?as=adele HTTP/1.1\r\n${host()}Origin: ${target.origin}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
      )
    }
    await othersAreServed()
  })

  it('a body far larger than any act, announced', async () => {
    const head = `POST /api/web/messages?as=adele HTTP/1.1\r\n${host()}Origin: ${target.origin}\r\nContent-Type: application/json\r\n`
    expect(await exchange(target.port, `${head}Content-Length: 1000000000\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 413/)
    await othersAreServed()
  })

  it('a body far larger than any act, in chunks that do not say so', async () => {
    const head = `POST /api/web/messages?as=adele HTTP/1.1\r\n${host()}Origin: ${target.origin}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
    expect(await exchange(target.port, head + chunk.repeat(20))).toMatch(/^HTTP\/1\.1 413/)
    await othersAreServed()
  })

  it('a form of a step-up page far larger than a code', async () => {
    const post = (body: string) =>
      target.raw({
        method: 'POST',
        path: '/verify/x',
        headers: {
          host: `localhost:${target.port}`,
          origin: target.origin,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body,
      })
    expect((await post(`code=${'1'.repeat(100_000)}&nonce=x`)).status).toBe(413)
    expect((await post('code=123456&nonce=x')).status).toBe(410)
    await othersAreServed()
  })

  it('headers beyond sixteen kilobytes', async () => {
    expect(await exchange(target.port, `GET / HTTP/1.1\r\n${host()}X-Big: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      / 431 /,
    )
    expect(await exchange(target.port, `GET / HTTP/1.1\r\n${host()}X-Big: ${'x'.repeat(2000)}\r\n\r\n`)).toMatch(
      / 200 /,
    )
  })

  it('a flood of five thousand headers', async () => {
    const flood = Array.from({ length: 5000 }, (_, index) => `X-${index}: y\r\n`).join('')
    expect(await exchange(target.port, `GET / HTTP/1.1\r\n${host()}${flood}\r\n`)).toMatch(/ 431 /)
    await othersAreServed()
  })

  it('an address of sixty kilobytes', async () => {
    const answer = await exchange(target.port, `GET /${'a'.repeat(60_000)} HTTP/1.1\r\n${host()}\r\n`)
    expect(answer).toMatch(/ (414|431) /)
    await othersAreServed()
  })

  it('two lengths for one body, to smuggle a second request', async () => {
    const inner = `GET /api/web/demo/code?as=adele HTTP/1.1\r\n${host()}\r\n`
    const both = `POST /api/web/messages?as=adele HTTP/1.1\r\n${host()}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`
    const twice = `POST /api/web/messages?as=adele HTTP/1.1\r\n${host()}Content-Length: 4\r\nContent-Length: 9\r\n\r\nabcd${inner}`
    for (const text of [both, twice]) {
      const answer = await exchange(target.port, text)
      expect(answer).toMatch(/^HTTP\/1\.1 400/)
      expect(answer).not.toMatch(/"code":"\d{6}"/)
    }
    expect(await exchange(target.port, inner)).toMatch(/"code":"\d{6}"/)
  })

  it('two hosts, or none', async () => {
    const paths = 'GET /api/web/demo/code?as=adele HTTP/1.1\r\n'
    for (const hosts of ['', 'Host: \r\n', `${host()}Host: evil.example\r\n`, `Host: evil.example\r\n${host()}`]) {
      expect(await exchange(target.port, `${paths}${hosts}\r\n`)).not.toMatch(/"code":"\d{6}"/)
    }
    expect(await exchange(target.port, `${paths}${host()}\r\n`)).toMatch(/"code":"\d{6}"/)
  })

  it('bytes that are no HTTP', async () => {
    for (const bytes of [
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc',
      'SSH-2.0-x\r\n',
      '\r\n\r\n\r\n',
      'GET\r\n\r\n',
      '{"a":1}',
    ]) {
      expect(await exchange(target.port, bytes, 300)).not.toMatch(/ 200 /)
    }
    await othersAreServed()
  })

  it('two hundred event streams at once', async () => {
    const streams = await open(200)
    for (const { send } of streams) send(`GET /api/web/events?as=adele HTTP/1.1\r\n${host()}\r\n`)
    await othersAreServed()
    const answered = () => streams.filter(({ received }) => received().includes('event: message')).length
    await eventually(answered).toBeGreaterThan(100)
  })

  it('five hundred forged step-up links a moment', async () => {
    const path = `/verify/${'A'.repeat(200)}`
    const headers = { host: `localhost:${target.port}` }
    const answers = await Promise.all(Array.from({ length: 500 }, () => target.raw({ path, headers })))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([410]))
    await othersAreServed()
  })

  it('a hundred forged enrolments: the audit log takes one a minute', async () => {
    const refused = () => target.snapshot().events.filter(({ type }) => type === 'factorRefused').length
    const before = refused()
    const forged = { code: '123456', nonce: 'x' }
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => target.submitCode(`/verify/enrol/${'A'.repeat(60)}${index}`, forged)),
    )
    await target.settle()
    expect(refused() - before).toBe(1)
    await othersAreServed()
  })

  it('headers that drip: cut off after ten seconds', async () => {
    // Node itself would cut them off after a minute.
    expect(await drip.cut).toBeLessThan(45_000)
    expect(drip.begun.received()).toMatch(/^(HTTP\/1\.1 408|$)/)
    await othersAreServed()
  })
})
