import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../attacks/call.ts'
import { exchange } from '../attacks/raw-socket.ts'
import { REFUSED, type SlackTarget, startSlackTarget } from './attack-target.ts'
import { type Answer, commandBody, homeBody, type Sent, SIGNING_SECRET } from './driver.ts'
import { BOT_TOKEN, TEAM } from './slack-peer.ts'

let target: SlackTarget
beforeAll(async () => {
  target = await startSlackTarget()
})
afterAll(() => target.close())

const FORM = 'application/x-www-form-urlencoded'
const seconds = (ahead = 0) => Math.floor(Date.now() / 1000) + ahead

/** What Adele would ask for. */
const line = () =>
  String(new URLSearchParams(commandBody(TEAM, target.user('adele'), 'User Administrator 1h INC-1234')))

function hmac(body: string, timestamp: string | number = seconds(), secret = SIGNING_SECRET) {
  return createHmac('sha256', secret).update(`v0:${timestamp}:${body}`)
}

/** Sends the body under these headers; a header that is undefined is left out. */
async function under(body: string, headers: { readonly [name: string]: string | undefined }) {
  const given = Object.entries({ 'content-type': FORM, ...headers })
  const sent = given.filter((entry): entry is [string, string] => entry[1] !== undefined)
  return target.driver.send({ body, headers: Object.fromEntries(sent) })
}

function claims(body: string, signature: string | undefined, timestamp: string | number | undefined = seconds()) {
  const stamp = timestamp === undefined ? undefined : String(timestamp)
  return under(body, { 'x-slack-signature': signature, 'x-slack-request-timestamp': stamp })
}

const hex = (body: string, timestamp?: string | number, secret?: string) => hmac(body, timestamp, secret).digest('hex')

describe('a request that is not signed by Slack', () => {
  it('the honest form of it is taken', async () => {
    const { statuses, stored, changes } = await target.attempt(() =>
      target.driver.send(target.driver.signed(line(), FORM)),
    )
    expect([statuses, stored, changes.length]).toEqual([[200], 1, 2])
  })

  const forged: readonly (readonly [name: string, send: (body: string) => Promise<Answer>])[] = [
    ['no signature', (body) => claims(body, undefined)],
    ['an empty signature', (body) => claims(body, '')],
    ['a version without a signature', (body) => claims(body, 'v0=')],
    ['another secret', (body) => claims(body, `v0=${hex(body, seconds(), 'another-secret')}`)],
    ['an empty secret', (body) => claims(body, `v0=${hex(body, seconds(), '')}`)],
    ['the bot token as secret', (body) => claims(body, `v0=${hex(body, seconds(), BOT_TOKEN)}`)],
    ['the signature of another body', (body) => claims(body, `v0=${hex(body.replace('1h', '2h'))}`)],
    ['the signature of an empty body', (body) => claims(body, `v0=${hex('')}`)],
    ['a body encoded anew', (body) => claims(body.replaceAll('+', '%20'), `v0=${hex(body)}`)],
    ['a body with one byte more', (body) => claims(`${body}\n`, `v0=${hex(body)}`)],
    ['a field appended', (body) => claims(`${body}&user_id=${target.user('alex')}`, `v0=${hex(body)}`)],
    ['version 1', (body) => claims(body, `v1=${hex(body)}`)],
    ['no version', (body) => claims(body, hex(body))],
    ['upper-case hex', (body) => claims(body, `v0=${hex(body).toUpperCase()}`)],
    ['a truncated signature', (body) => claims(body, `v0=${hex(body).slice(0, 32)}`)],
    ['a signature twice as long', (body) => claims(body, `v0=${hex(body)}${hex(body)}`)],
    ['base64 in place of hex', (body) => claims(body, `v0=${hmac(body).digest('base64')}`)],
    [
      'a signature without its timestamp',
      (body) => claims(body, `v0=${createHmac('sha256', SIGNING_SECRET).update(body).digest('hex')}`),
    ],
    ['the signature in the body', (body) => under(`${body}&x-slack-signature=v0=${hex(body)}`, {})],
  ]
  for (const [name, send] of forged) {
    it(name, async () => {
      expect(await target.attempt(() => send(line()))).toEqual(REFUSED)
    })
  }
})

describe('a time that was not signed, or not now', () => {
  const at = (stamp: string | number) => (body: string) => claims(body, `v0=${hex(body, stamp)}`, stamp)
  const forged: readonly (readonly [name: string, send: (body: string) => Promise<Answer>])[] = [
    ['no timestamp', (body) => under(body, { 'x-slack-signature': `v0=${hex(body)}` })],
    ['an empty timestamp', (body) => at('')(body)],
    ['301 seconds old', (body) => at(seconds(-301))(body)],
    ['a year old', (body) => at(seconds(-31_536_000))(body)],
    // A little more than 301: the server may read it a moment later.
    ['from the future', (body) => at(seconds(330))(body)],
    ['not a number', (body) => at('now')(body)],
    ['a negative number', (body) => at(-seconds())(body)],
    ['zero', (body) => at(0)(body)],
    ['milliseconds', (body) => at(Date.now())(body)],
    ['a fraction', (body) => at(`${seconds()}.5`)(body)],
    ['hexadecimal', (body) => at(`0x${seconds().toString(16)}`)(body)],
    ['a fresh time on an old signature', (body) => claims(body, `v0=${hex(body, seconds(-600))}`)],
  ]
  for (const [name, send] of forged) {
    it(name, async () => {
      expect(await target.attempt(() => send(line()))).toEqual(REFUSED)
    })
  }
})

describe('tricks with the request itself', () => {
  const post =
    (headers: { readonly [name: string]: string }, body: string | Buffer, method = 'POST') =>
    async () => {
      const { status } = await call(target.port(), { method, path: '/slack/events', headers, body })
      return { status, text: '', json: null }
    }
  const headersOf = (sent: Sent) => ({ ...sent.headers })

  for (const [name, order] of [
    ['a right signature before a wrong one', [true, false]],
    ['a wrong signature before a right one', [false, true]],
  ] as const) {
    it(`two signatures: ${name}`, async () => {
      const body = line()
      const stamp = seconds()
      const signatures = order.map((isRight) => `X-Slack-Signature: v0=${isRight ? hex(body, stamp) : '0'.repeat(64)}`)
      const head = ['POST /slack/events HTTP/1.1', 'Host: localhost', `Content-Type: ${FORM}`, ...signatures]
      const rest = [
        `X-Slack-Request-Timestamp: ${stamp}`,
        `Content-Length: ${body.length}`,
        'Connection: close',
        '',
        body,
      ]
      const act = async () => {
        const answer = await exchange(target.port(), [...head, ...rest].join('\r\n'), 15_000)
        return { status: Number(answer.split(' ')[1]), text: answer, json: null }
      }
      expect(await target.attempt(act)).toEqual(REFUSED)
    })
  }

  it('another content type under a signed body, which is not signed with it', async () => {
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/json', 'application/xml', '']) {
      const sent = target.driver.signed(line(), type)
      expect(await target.attempt(() => target.driver.send(sent))).toEqual({ ...REFUSED, statuses: [400] })
    }
    const event = target.driver.signed(JSON.stringify(homeBody(TEAM, target.user('adele'))), FORM)
    expect(await target.attempt(() => target.driver.send(event))).toMatchObject({ stored: 0, audit: [], changes: [] })
  })

  it('a body over 256 kB, however well signed, announced or in chunks', async () => {
    const body = `${line()}&filler=${'x'.repeat(256 * 1024)}`
    const headers = headersOf(target.driver.signed(body, FORM))
    expect(await target.attempt(post(headers, body))).toEqual({ ...REFUSED, statuses: [413] })
    const chunked = async () => {
      const stream = new Blob([body]).stream()
      const init = { method: 'POST', headers, body: stream, duplex: 'half' } as const
      const { status } = await fetch(`http://127.0.0.1:${target.port()}/slack/events`, init)
      return { status, text: '', json: null }
    }
    expect(await target.attempt(chunked)).toEqual({ ...REFUSED, statuses: [413] })
  })

  it('a method other than POST', async () => {
    const headers = headersOf(target.driver.signed('', FORM))
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(await target.attempt(post(headers, '', method))).toEqual({ ...REFUSED, statuses: [405] })
    }
  })

  it('another address, under which nothing is signed', async () => {
    for (const path of ['/slack/events/', '/slack/events/x', '/slack', '/slack/actions']) {
      const sent = target.driver.signed(line(), FORM)
      const { status } = await call(target.port(), { method: 'POST', path, headers: headersOf(sent), body: sent.body })
      expect([path, status]).toEqual([path, 404])
    }
  })

  it('the handshakes of Slack, unsigned: no challenge comes back', async () => {
    for (const [body, type] of [
      ['{"type":"url_verification","challenge":"echo-me"}', 'application/json'],
      ['ssl_check=1&token=x', FORM],
    ] as const) {
      const answer = await under(body, { 'content-type': type })
      expect([answer.status, answer.text]).toEqual([401, 'Not signed by Slack'])
    }
    const signed = target.driver.signed('{"type":"url_verification","challenge":"echo-me"}', 'application/json')
    expect((await target.driver.send(signed)).json).toEqual({ challenge: 'echo-me' })
  })

  it('an oracle: every refusal reads the same, and no secret was logged', async () => {
    const body = line()
    const answers = await Promise.all([
      claims(body, undefined),
      claims(body, `v0=${'0'.repeat(64)}`),
      claims(body, `v0=${hex(body, seconds(-400))}`, seconds(-400)),
    ])
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set(['401 Not signed by Slack']),
    )
    expect(target.said.join('\n')).not.toContain(SIGNING_SECRET)
    expect(target.said.join('\n')).not.toContain(BOT_TOKEN)
    expect(target.said.join('\n')).toContain('A request to the Slack endpoint was refused')
  })
})
