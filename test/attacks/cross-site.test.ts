import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newNonce, startTarget, type Target } from './target.ts'
import { tried } from './tried.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())
beforeEach(() => target.anHourLater())

const EVIL = 'https://evil.example'

/** The same click, once with these headers in place of our page's own, and once as our page sends it. */
async function clickWith(headers: Record<string, string>, status = 403) {
  const { id } = await target.asks('adele', 'Exchange Administrator')
  const body = { nonce: newNonce(), verb: 'approve', requestId: id, termsVersion: 1, inputs: {} }
  let answered = 0
  const { refusals, changes } = await tried(target, async () => {
    answered = (await target.post('alex', 'actions', body, headers)).status
  })
  expect([answered, refusals, changes]).toEqual([status, [], []])
  expect((await target.post('alex', 'actions', body)).status).toBe(202)
  await target.settle()
  expect(target.request(id).status).toBe('active')
}

/** The page's state, asked for with these headers: refused; and as our page asks: answered. */
async function readWith(headers: Record<string, string>) {
  const host = `localhost:${target.port}`
  const read = (more: Record<string, string>) =>
    target.raw({ path: '/api/web/state?as=adele', headers: { host, ...more } })
  const refused = await read(headers)
  expect(refused.status).toBe(403)
  expect(refused.body).not.toContain('Adele')
  expect((await read({})).status).toBe(200)
}

describe('requests that another site makes the browser send', () => {
  it('a click with the origin of another site', () => clickWith({ origin: EVIL }))
  it('a click with the origin `null` of a sandboxed frame', () => clickWith({ origin: 'null' }))
  it('a click with another port of this machine as origin', () => clickWith({ origin: 'http://localhost:1' }))
  it('a click with our origin as a prefix of another', () => clickWith({ origin: `${target.origin}.evil.example` }))
  it('a click with credentials in the origin', () =>
    clickWith({ origin: `http://localhost@evil.example:${target.port}` }))
  it('a click that the browser marks as cross-site', () => clickWith({ 'sec-fetch-site': 'cross-site' }))
  it('a click that the browser marks as same-site', () => clickWith({ 'sec-fetch-site': 'same-site' }))
  it('a form of another site, sent as text/plain', () => clickWith({ 'content-type': 'text/plain' }, 415))
  it('a form of another site, sent as multipart', () =>
    clickWith({ 'content-type': 'multipart/form-data; boundary=x' }, 415))
  it('a content type that only begins like JSON', () => clickWith({ 'content-type': 'application/jsonp' }, 415))

  it('a click without any origin', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator')
    const body = JSON.stringify({ nonce: newNonce(), verb: 'approve', requestId: id, termsVersion: 1, inputs: {} })
    const headers = { host: `localhost:${target.port}`, 'content-type': 'application/json' }
    const send = (more: Record<string, string>) =>
      target.raw({ method: 'POST', path: '/api/web/actions?as=alex', headers: { ...headers, ...more }, body })
    expect((await send({})).status).toBe(403)
    expect((await send({ origin: target.origin })).status).toBe(202)
  })

  it('a preflight: no permission is given to anybody', async () => {
    const preflight = await target.raw({
      method: 'OPTIONS',
      path: '/api/web/actions?as=alex',
      headers: {
        host: `localhost:${target.port}`,
        origin: EVIL,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect(preflight.status).toBe(403)
    const own = await target.get('adele', 'state')
    for (const { headers } of [preflight, own]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
    expect(own.status).toBe(200)
  })

  it('reading conversations from a page of another site', () =>
    readWith({ origin: EVIL, 'sec-fetch-site': 'cross-site' }))
  it('an image or script tag of another site pointing here', () => readWith({ 'sec-fetch-site': 'cross-site' }))

  it('a code form sent by another site', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator', { proven: false })
    const path = await target.link('adele', id)
    const submit = async (headers: Record<string, string>) =>
      target.raw({
        method: 'POST',
        path,
        headers: {
          host: `localhost:${target.port}`,
          'content-type': 'application/x-www-form-urlencoded',
          ...headers,
        },
        body: new URLSearchParams({ code: await target.code('adele'), nonce: await target.nonce(path) }).toString(),
      })
    for (const headers of [
      { origin: EVIL },
      { origin: 'null' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: target.origin, 'sec-fetch-site': 'same-site' },
      {},
    ]) {
      expect((await submit(headers)).status).toBe(403)
    }
    expect(target.request(id).status).toBe('pendingVerification')
    expect((await submit({ origin: 'null', 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  it('our pages in a frame of another site', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator', { proven: false })
    const headers = { host: `localhost:${target.port}` }
    for (const path of ['/', await target.link('adele', id)]) {
      const page = await target.raw({ path, headers })
      expect(page.status).toBe(200)
      expect(page.headers['x-frame-options']).toBe('DENY')
      expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(page.headers['content-security-policy']).toContain("default-src 'none'")
      expect(page.headers['content-security-policy']).not.toMatch(/unsafe-(inline|eval)|\*/)
    }
  })
})

describe('hosts and proxies against the fence', () => {
  const rebound = (host: string) => {
    const read = (name: string) => target.raw({ path: '/api/web/demo/code?as=adele', headers: { host: name } })
    return async () => {
      const refused = await read(host.replace('PORT', String(target.port)))
      expect([400, 403]).toContain(refused.status)
      expect(refused.body).not.toMatch(/"code":"\d{6}"/)
      expect((await read(`localhost:${target.port}`)).body).toMatch(/"code":"\d{6}"/)
    }
  }
  it('DNS rebinding: a name of the attacker that leads to this machine', rebound('rebound.evil.example:PORT'))
  it('a name that begins with localhost', rebound('localhost.evil.example:PORT'))
  it('a name that ends with localhost', rebound('evil.localhost:PORT'))
  it('credentials before the host', rebound('localhost:PORT@evil.example'))
  it('all addresses', rebound('0.0.0.0:PORT'))
  it('loopback written as a number', rebound('2130706433:PORT'))
  it('loopback in octal', rebound('0177.0.0.1:PORT'))
  it('a host with a trailing dot', rebound('localhost.:PORT'))

  it('the origin made to fit a foreign host', async () => {
    const host = `rebound.evil.example:${target.port}`
    const send = (headers: Record<string, string>) =>
      target.post('adele', 'messages', { nonce: newNonce(), text: 'mine' }, headers)
    expect((await send({ host, origin: `http://${host}` })).status).toBe(403)
    expect((await send({})).status).toBe(202)
  })

  for (const header of ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'x-real-ip', 'via', 'cf-connecting-ip']) {
    it(`passed on by a proxy that says so in ${header}`, () => readWith({ [header]: '127.0.0.1' }))
  }

  it('the fence holds for every address of the demonstration', async () => {
    const headers = { host: 'rebound.evil.example' }
    const paths = ['/', '/web/main.ts', '/api/web/state', '/api/web/events?as=adele', '/api/web/demo/code?as=adele']
    for (const path of paths) expect([path, (await target.raw({ path, headers })).status]).toEqual([path, 403])
    const own = { host: `localhost:${target.port}` }
    for (const path of ['/', '/web/main.ts', '/api/web/state']) {
      expect([path, (await target.raw({ path, headers: own })).status]).toEqual([path, 200])
    }
  })
})
