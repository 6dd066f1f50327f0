import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WireError, WireMessage, WireState } from '../../adapters/web/wire.ts'
import { PEOPLE, type ServedWeb, serveWeb } from './serve-web.ts'
import { approvalView, NOON, outgoing, requestView } from './views.ts'

let web: ServedWeb
const nonce = 'nonce-0123456789abcdef'
const action = { nonce, verb: 'approve', requestId: 'EL-4F7K', termsVersion: 1, inputs: { reason: 'fine' } }

beforeEach(async () => {
  web = await serveWeb()
})
afterEach(() => web.stop())

async function messages(conversation: string, as = 'adele'): Promise<readonly WireMessage[]> {
  const path = `/api/web/conversations/${conversation}/messages?as=${as}`
  return (await web.json<{ messages: readonly WireMessage[] }>(path)).messages
}

async function errorCode(response: Response): Promise<string> {
  const { error } = (await response.json()) as WireError
  return error.code
}

function nothingHappened(): void {
  expect(web.engine.deliveries).toEqual([])
  expect(web.state.size()).toBe(0)
}

describe('a line of text', () => {
  test('is stored by the engine, then shown in the own conversation', async () => {
    const response = await web.post('/api/web/messages?as=adele', { nonce, text: '  /elevate mine ' })

    expect(response.status).toBe(202)
    expect(await response.json()).toEqual({ outcome: 'stored' })
    expect(web.engine.deliveries).toEqual([
      {
        platform: 'web',
        deliveryKey: `adele:${nonce}`,
        receivedAt: NOON,
        raw: { kind: 'text', personId: 'adele', text: '/elevate mine' },
      },
    ])
    expect(await messages('elevate')).toMatchObject([{ text: '/elevate mine', card: null, at: NOON }])
  })

  test('sent twice is one delivery and one message', async () => {
    await web.post('/api/web/messages?as=adele', { nonce, text: 'hello' })
    const again = await web.post('/api/web/messages?as=adele', { nonce, text: 'hello' })

    expect(again.status).toBe(200)
    expect(await again.json()).toEqual({ outcome: 'duplicate' })
    expect(web.engine.deliveries).toHaveLength(1)
    expect(await messages('elevate')).toHaveLength(1)
  })

  test('comes to light when a crash came between storing and showing it, by being sent again', async () => {
    web.state.failing = true
    expect((await web.post('/api/web/messages?as=adele', { nonce, text: 'hello' })).status).toBe(503)
    web.state.failing = false
    expect((await web.post('/api/web/messages?as=adele', { nonce, text: 'hello' })).status).toBe(200)

    expect(web.engine.deliveries).toHaveLength(1)
    expect(await messages('elevate')).toHaveLength(1)
  })

  test('stands before its answer, even when the answer is faster', async () => {
    web.engine.before = async () => {
      await web.platform.send(outgoing({ key: 'answer' }))
    }
    await web.post('/api/web/messages?as=adele', { nonce, text: 'hello' })

    expect((await messages('elevate')).map(({ text }) => text)).toEqual(['hello', null])
  })

  test('is not shown when the engine could not store it', async () => {
    web.engine.before = async () => {
      throw new Error('disk full')
    }
    const response = await web.post('/api/web/messages?as=adele', { nonce, text: 'secret words' })

    expect(response.status).toBe(503)
    expect(await errorCode(response)).toBe('unavailable')
    nothingHappened()
    expect(web.logged.join()).not.toContain('secret words')
  })

  test('of one person is seen by nobody else', async () => {
    await web.post('/api/web/messages?as=adele', { nonce, text: 'hello' })

    expect(await messages('elevate', 'alex')).toEqual([])
    expect(await messages('security-feed', 'adele')).toEqual([])
  })

  test('of another person with the same nonce is a delivery of its own', async () => {
    await web.post('/api/web/messages?as=adele', { nonce, text: 'hello' })
    expect((await web.post('/api/web/messages?as=alex', { nonce, text: 'hello' })).status).toBe(202)
    expect(web.engine.deliveries).toHaveLength(2)
  })
})

describe('a pressed button', () => {
  test('is stored with what it carries', async () => {
    expect((await web.post('/api/web/actions?as=alex', action)).status).toBe(202)
    expect(web.engine.deliveries).toMatchObject([
      {
        deliveryKey: `alex:${nonce}`,
        raw: {
          kind: 'action',
          personId: 'alex',
          action: { verb: 'approve', requestId: 'EL-4F7K', termsVersion: 1, inputs: { reason: 'fine' } },
        },
      },
    ])
    expect(web.state.size()).toBe(0)
  })

  test('sent twice is one delivery', async () => {
    await web.post('/api/web/actions?as=alex', action)
    expect((await web.post('/api/web/actions?as=alex', action)).status).toBe(200)
    expect(web.engine.deliveries).toHaveLength(1)
  })
})

describe('refused, with nothing stored:', () => {
  const text = { nonce, text: 'hello' }

  test.each([
    ['no person', '/api/web/messages'],
    ['an unknown person', '/api/web/messages?as=ghost'],
    ['an empty person', '/api/web/messages?as='],
  ])('%s', async (_, path) => {
    const response = await web.post(path, text)
    expect([response.status, await errorCode(response)]).toEqual([403, 'unknownPerson'])
    nothingHappened()
  })

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['no nonce', JSON.stringify({ text: 'hello' })],
    ['a short nonce', JSON.stringify({ nonce: 'short', text: 'hello' })],
    ['a nonce with other characters', JSON.stringify({ nonce: 'nonce 0123456789:abcdef', text: 'hello' })],
    ['no text', JSON.stringify({ nonce })],
    ['empty text', JSON.stringify({ nonce, text: ' \n ' })],
    ['text of another kind', JSON.stringify({ nonce, text: { a: 1 } })],
    ['too long a text', JSON.stringify({ nonce, text: 'x'.repeat(4001) })],
    ['more than is asked', JSON.stringify({ nonce, text: 'hello', personId: 'alex' })],
  ])('a message body of %s', async (_, body) => {
    const response = await web.post('/api/web/messages?as=adele', body)
    expect([response.status, await errorCode(response)]).toEqual([400, 'invalid'])
    nothingHappened()
  })

  test.each([
    ['no verb', { verb: undefined }],
    ['an unknown verb', { verb: 'grantMeEverything' }],
    ['a request id that is a number', { requestId: 7 }],
    ['half a terms version', { termsVersion: 0.5 }],
    ['inputs that are no texts', { inputs: { reason: { a: 1 } } }],
    ['too many inputs', { inputs: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`i${at}`, 'x'])) }],
    ['a person of its own', { personId: 'alex' }],
  ])('an action with %s', async (_, change) => {
    const response = await web.post('/api/web/actions?as=adele', { ...action, ...change })
    expect([response.status, await errorCode(response)]).toEqual([400, 'invalid'])
    nothingHappened()
  })

  test('a body of more than 16 KB, announced', async () => {
    const response = await web.post('/api/web/messages?as=adele', { nonce, text: 'x'.repeat(17_000) })
    expect([response.status, await errorCode(response)]).toEqual([413, 'tooLarge'])
    nothingHappened()
  })

  test('a body of more than 16 KB, in pieces of unknown number', async () => {
    const response = await fetch(`http://127.0.0.1:${web.port}/api/web/messages?as=adele`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: `http://127.0.0.1:${web.port}` },
      body: new Blob([JSON.stringify({ nonce, text: 'x'.repeat(17_000) })]).stream(),
      duplex: 'half',
    })
    expect([response.status, await errorCode(response)]).toEqual([413, 'tooLarge'])
    nothingHappened()
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'a content type of %j, which a form of another site could send',
    async (type) => {
      const response = await web.post('/api/web/messages?as=adele', text, { 'Content-Type': type })
      expect([response.status, await errorCode(response)]).toEqual([415, 'notJson'])
      nothingHappened()
    },
  )

  test.each([
    { Origin: 'https://attacker.example' },
    { Origin: 'null' },
    { Origin: 'http://localhost:1' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'X-Forwarded-For': '203.0.113.9' },
    { Forwarded: 'for=203.0.113.9' },
    { Via: '1.1 proxy' },
    { 'CF-Connecting-IP': '203.0.113.9' },
  ] as Record<string, string>[])('a POST with %j', async (headers) => {
    for (const path of ['/api/web/messages', '/api/web/actions', '/api/web/demo/clock']) {
      const response = await web.post(`${path}?as=adele`, text, headers)
      expect([response.status, await errorCode(response)]).toEqual([403, 'fence'])
    }
    nothingHappened()
  })

  test.each([
    '/',
    '/web/main.ts',
    '/api/web/state',
    '/api/web/conversations/elevate/messages?as=adele',
    '/api/web/events?as=adele',
    '/api/web/suggestions?as=adele&typed=x',
    '/api/web/demo/code?as=adele',
    '/api/web/nothing',
  ])('a GET of %s that comes through a proxy or from another site', async (path) => {
    for (const headers of [{ 'X-Forwarded-For': '203.0.113.9' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      const response = await web.call(path, { headers })
      expect(response.status).toBe(403)
      expect(await response.text()).not.toContain('123456')
    }
  })

  test('a Host that is not loopback, as DNS rebinding brings it', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const path = '/api/web/demo/code?as=adele'
      request({ host: '127.0.0.1', port: web.port, path, headers: { Host: 'attacker.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(403)
  })
})

describe('state', () => {
  test('tells who acts, who there is and which conversations are theirs', async () => {
    const state = await web.json<WireState>('/api/web/state?as=lidia')

    expect(state).toMatchObject({
      actingAs: { id: 'lidia', displayName: 'Lidia Holloway' },
      language: 'fr',
      timeZone: 'Europe/Paris',
      now: NOON,
      conversations: [
        { name: 'elevate', label: 'Elevate', kind: 'own' },
        { name: 'security-feed', label: '#security-feed', kind: 'channel' },
        { name: 'security-alerts', label: '#security-alerts', kind: 'channel' },
      ],
    })
    expect(state.people.map(({ id }) => id)).toEqual(PEOPLE.map(({ id }) => id))
  })

  test('starts as the first person where nobody is named', async () => {
    expect(await (await web.call('/api/web/state')).json()).toMatchObject({ actingAs: { id: 'adele' } })
  })

  test('falls back to the organisation for language and zone', async () => {
    const state = await (await web.call('/api/web/state?as=isaiah')).json()
    expect(state).toMatchObject({ language: 'en', timeZone: 'America/Toronto', actingAs: { enabled: false } })
  })

  test('knows no stranger', async () => {
    expect((await web.call('/api/web/state?as=ghost')).status).toBe(403)
  })
})

describe('a conversation', () => {
  test('is shown to each viewer in their own zone', async () => {
    await web.platform.send(outgoing({ address: 'security-feed' }))

    const [adele] = await messages('security-feed', 'adele')
    const [lidia] = await messages('security-feed', 'lidia')
    expect(JSON.stringify(adele?.card)).toContain('08:00 EDT')
    expect(JSON.stringify(lidia?.card)).toMatch(/14\sh\s00\sUTC\+2/)
    expect(adele?.fallbackText).toContain('Exchange Administrator')
    expect(adele?.fallbackText).not.toMatch(/[\uE000\uE001]/)
    expect(JSON.stringify(adele?.card)).not.toMatch(/[\uE000\uE001]/)
  })

  test.each(['nothing', 'security', 'person:alex', 'channel:security-feed', 'constructor', '..%2Fstate'])(
    'called %s does not exist',
    async (name) => {
      const response = await web.call(`/api/web/conversations/${name}/messages?as=adele`)
      expect(response.status).toBe(404)
    },
  )

  test('takes the power from what the renderer would evaluate, and changes nothing that is sent back', async () => {
    const view = approvalView({}, '{{DATE(2020-01-01T00:00:00Z)}} <b>')
    await web.platform.send(outgoing({ view }))
    const json = JSON.stringify((await messages('elevate'))[0]?.card)

    expect(json).not.toContain('{{')
    expect(json).toContain('{\u2060{DATE(2020-01-01T00:00:00Z)}} <b>')
    expect(json).toContain('"requestId":"EL-4F7K","termsVersion":1')
  })

  test('shows the messages round one that cannot be drawn', async () => {
    const broken = { ...requestView(), card: 'ofAnotherVersion' }
    await web.platform.send(outgoing({ key: 'a' }))
    await web.platform.send(outgoing({ key: 'b', view: broken as never }))
    const [good, bad] = await messages('elevate')

    expect(good?.card).not.toBeNull()
    expect(bad).toMatchObject({ card: null, fallbackText: '' })
    expect(web.logged.join()).toContain('could not be shown')
  })
})

describe('suggestions', () => {
  test('are the engine’s, for that person', async () => {
    web.engine.suggestions = ['/elevate mine']
    const response = await web.call(`/api/web/suggestions?as=alex&typed=${encodeURIComponent('/el & more')}`)

    expect(await response.json()).toEqual({ suggestions: ['/elevate mine'] })
    expect(web.engine.asked).toEqual([{ personId: 'alex', typed: '/el & more' }])
  })
})

describe('the demonstration', () => {
  test('gives the code of the person acting', async () => {
    const code = async (as: string) => (await web.call(`/api/web/demo/code?as=${as}`)).json()
    expect(await code('adele')).toEqual({ code: '123456', validForMs: 17_000 })
    expect(await code('alex')).toMatchObject({ code: '654321' })
  })

  test('has no code for who is not enrolled', async () => {
    const other = await serveWeb({ enrolled: () => false })
    expect(await (await other.call('/api/web/demo/code?as=adele')).json()).toEqual({ code: null, validForMs: 0 })
    await other.stop()
  })

  test('moves the clock', async () => {
    const response = await web.post('/api/web/demo/clock?as=adele', { skip: 'PT50M' })
    expect(await response.json()).toEqual({ now: NOON + 50 * 60_000 })
  })

  test.each(['', '50', 'PT0M', '-PT5M', 'P2D', 'P1Y', 'PT9999999H', 'constructor'])(
    'does not move the clock by %j',
    async (skip) => {
      expect((await web.post('/api/web/demo/clock?as=adele', { skip })).status).toBe(400)
      expect(web.engine.now()).toBe(NOON)
    },
  )

  test('moves no clock for a stranger', async () => {
    expect((await web.post('/api/web/demo/clock?as=ghost', { skip: 'PT50M' })).status).toBe(403)
    expect(web.engine.now()).toBe(NOON)
  })
})

describe('answers', () => {
  test('forbid scripts and styles of others, framing and guessing of types', async () => {
    const response = await web.call('/')
    const policy = response.headers.get('content-security-policy') ?? ''

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('referrer-policy')).toBe('same-origin')
    expect(await response.text()).not.toMatch(/<script(?![^>]* src=)|<style|style=|onclick=/)
  })

  test.each(['/api/web/state', '/api/web/demo/code?as=adele', '/api/web/demo/code?as=ghost', '/api/web/nothing'])(
    'of %s are kept by no cache, also when refused',
    async (path) => {
      const { headers } = await web.call(path)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    },
  )

  test('serve the page’s scripts without types, and once', async () => {
    const first = await web.call('/web/main.ts')
    const etag = first.headers.get('etag') ?? ''
    const again = await web.call('/web/main.ts', { headers: { 'If-None-Match': etag } })

    expect(first.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(await first.text()).not.toMatch(/import type|: Session/)
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  test('serve every file that the page asks for, and no other', async () => {
    const html = await (await web.call('/')).text()
    const paths = [...html.matchAll(/(?:src|href)="(\/web\/[^"]+)"/g)].map((match) => match[1] ?? '')

    expect(paths.length).toBeGreaterThan(5)
    for (const path of paths) expect((await web.call(path)).status, path).toBe(200)
    for (const path of ['/web/tsconfig.json', '/web/../app.ts', '/web/%2e%2e/fence.ts', '/web/']) {
      expect((await web.call(path)).status, path).toBe(404)
    }
  })

  test('leave other addresses of the same port alone', async () => {
    const response = await web.call('/healthz', { headers: { 'X-Forwarded-For': '203.0.113.9' } })
    expect([response.status, await response.text()]).toEqual([200, 'ok'])
  })

  test('name what is missing', async () => {
    const response = await web.call('/api/web/nothing')
    expect([response.status, await errorCode(response)]).toEqual([404, 'notFound'])
  })
})
