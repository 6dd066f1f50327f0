import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newNonce, startTarget, type Target } from './target.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())
beforeEach(() => target.anHourLater())

const read = (path: string, method = 'GET') =>
  target.raw({ method, path, headers: { host: `localhost:${target.port}`, origin: target.origin } })

/** Nothing that tells how the server is made or where it lies. */
function tellsNothing(body: string): void {
  expect(body).not.toMatch(/node_modules|\/bot\/|\/adapters\/|\.ts:\d+|\bat \w+ \(|Error:|SQLITE|zod/i)
  expect(body).not.toContain(target.data)
}

describe('path traversal', () => {
  const outside = [
    '/web/../../../package.json',
    '/web/..%2f..%2f..%2fpackage.json',
    '/web/%2e%2e/%2e%2e/app.ts',
    '/web/..%5c..%5capp.ts',
    '/web/....//....//app.ts',
    '/web//etc/passwd',
    '/web/%00main.ts',
    '/web/main.ts%00.css',
    '/web/tsconfig.json',
    '/../data/demo/elevate.db',
    '/data/demo/installation.key',
    '/verify/..%2f..%2fpackage.json',
    '/verify/../../package.json',
  ]
  for (const path of outside) {
    it(`out of the page's folder by ${path}`, async () => {
      const answer = await read(path)
      expect([400, 404, 410]).toContain(answer.status)
      expect(answer.body).not.toMatch(/"name": "elevate"|root:|createWebApp|SQLite format/)
      tellsNothing(answer.body)
      expect((await read('/web/main.ts')).status).toBe(200)
    })
  }
})

describe('methods mixed up', () => {
  it('acts by GET, as a link or an image would', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator')
    const body = encodeURIComponent(
      JSON.stringify({ nonce: newNonce(), verb: 'approve', requestId: id, termsVersion: 1 }),
    )
    for (const path of [`/api/web/actions?as=alex&body=${body}`, `/api/web/messages?as=alex&text=approve%20${id}`]) {
      expect((await read(path)).status).toBe(404)
    }
    expect((await read('/api/web/demo/clock?as=adele&skip=PT1H')).status).toBe(404)
    await target.settle()
    expect(target.request(id).status).toBe('pendingApproval')
    await target.presses('alex', 'approve', id)
    expect(target.request(id).status).toBe('active')
  })

  it('PUT, PATCH, DELETE, TRACE and a method override', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator')
    for (const method of ['PUT', 'PATCH', 'DELETE', 'TRACE']) {
      for (const path of ['/', '/api/web/actions?as=alex', `/verify/x`]) {
        const { status, body } = await read(path, method)
        expect(status).toBeGreaterThanOrEqual(400)
        tellsNothing(body)
      }
    }
    expect((await read('/', 'TRACE')).status).toBe(405)
    const body = { nonce: newNonce(), verb: 'approve', requestId: id, termsVersion: 1, inputs: {} }
    const overridden = await target.post('alex', 'state', body, { 'x-http-method-override': 'GET' })
    expect(overridden.status).toBe(404)
    expect((await target.post('alex', 'actions', body)).status).toBe(202)
  })
})

describe('reading what is not one’s own', () => {
  it('the conversation of another person by its address', async () => {
    await target.asks('adele', 'Exchange Administrator', { rest: 'because secret-of-adele' })
    const names = [
      'person:adele',
      'person%3Aadele',
      'adele',
      '..%2fperson%3Aadele',
      'elevate%00',
      '__proto__',
      '*',
      '%25',
    ]
    for (const name of names) {
      const answer = await target.get('lidia', `conversations/${name}/messages`)
      expect([400, 404]).toContain(answer.status)
      expect(answer.body).not.toContain('secret-of-adele')
    }
    const own = await target.get('lidia', 'conversations/elevate/messages')
    expect(own.body).not.toContain('secret-of-adele')
    expect((await target.get('adele', 'conversations/elevate/messages')).body).toContain('secret-of-adele')
  })

  it('acting as nobody, as somebody unknown, as two people', async () => {
    for (const query of ['', '?as=', '?as=mallory', '?as=__proto__', '?as=adele%00', '?as=ADELE']) {
      const answer = await read(`/api/web/conversations/elevate/messages${query}`)
      expect([query, answer.status]).toEqual([query, 403])
    }
    const two = await read('/api/web/state?as=lidia&as=adele')
    expect(JSON.parse(two.body).actingAs.id).toBe('lidia')
    expect((await read('/api/web/conversations/elevate/messages?as=adele')).status).toBe(200)
  })

  it('the events of another person by a forged place in the stream', async () => {
    const state = JSON.parse((await target.get('lidia', 'state')).body)
    const epoch = String(state.cursor).split('.')[0]
    await target.asks('adele', 'Exchange Administrator', { rest: 'because secret-in-stream' })
    /** All that comes until something that this person says now, which comes last. */
    const streamed = async (person: string, since: string): Promise<string> => {
      const { body } = await fetch(`${target.origin}/api/web/events?as=${person}&since=${since}`)
      const last = `last-${newNonce()}`
      expect((await target.post(person, 'messages', { nonce: newNonce(), text: last })).status).toBe(202)
      let text = ''
      for await (const chunk of body ?? []) {
        text += Buffer.from(chunk).toString()
        if (text.includes(last)) break
      }
      await target.settle()
      return text
    }
    for (const since of [`${epoch}.person%3Aadele:0`, `${epoch}.adele:0`, 'x', `${epoch}.elevate:-1`]) {
      expect(await streamed('lidia', since)).not.toContain('secret-in-stream')
    }
    expect(await streamed('adele', `${epoch}.elevate:0`)).toContain('secret-in-stream')
  })

  it('`status` of a request of others', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator', { rest: 'because secret-reason' })
    const unknown = JSON.stringify(await target.says('lidia', '/elevate status EL-ZZZZ'))
    const refused = JSON.stringify(await target.says('lidia', `/elevate status ${id}`))
    expect(refused).not.toMatch(/secret-reason|Adele|Exchange/)
    // A request that one may not see looks like one that is not there.
    const normal = (text: string) =>
      text
        .replaceAll(id, 'ID')
        .replaceAll('EL-ZZZZ', 'ID')
        .replace(/"(id|position|at|version)":[^,]*/g, '')
    expect(normal(refused)).toBe(normal(unknown))
    expect(JSON.stringify(await target.says('pradeep', `/elevate status ${id}`))).toContain('Adele Vance')
  })

  it('`who` without access shows one’s own alone', async () => {
    const { id } = await target.asks('adele', 'User Administrator')
    const others = JSON.stringify(await target.says('lidia', '/elevate who'))
    expect(others).not.toContain(id)
    expect(others).not.toMatch(/Adele|Pradeep/)
    expect(JSON.stringify(await target.says('pradeep', '/elevate who'))).toContain(id)
  })

  it('`who` by ticket without access', async () => {
    const { id } = await target.asks('adele', 'User Administrator', { rest: 'INC-90210' })
    expect(JSON.stringify(await target.says('lidia', '/elevate who INC-90210'))).not.toContain(id)
    expect(JSON.stringify(await target.says('alex', '/elevate who INC-90210'))).toContain(id)
  })

  it('`pending` of somebody who may not decide', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator')
    expect(JSON.stringify(await target.says('lidia', '/elevate pending'))).not.toContain(id)
    expect(JSON.stringify(await target.says('adele', '/elevate pending'))).not.toContain(id)
    expect(JSON.stringify(await target.says('alex', '/elevate pending'))).toContain(id)
  })

  it('revoking a person to learn whether they exist', async () => {
    const known = await target.says('lidia', '/elevate revoke @Adele Vance because curious')
    const blocked = target.snapshot().events.filter(({ type }) => type === 'personBlocked').length
    expect(blocked).toBe(0)
    expect(JSON.stringify(known)).not.toMatch(/blocked until/i)
    await target.says('alex', '/elevate revoke @Adele Vance because of an incident')
    expect(target.snapshot().events.filter(({ type }) => type === 'personBlocked')).toHaveLength(1)
    await target.says('megan', '/elevate unblock @Adele Vance')
  })

  it('suggestions name only what the person is eligible for', async () => {
    const suggest = async (person: string, typed: string) =>
      (await target.get(person, `suggestions?typed=${encodeURIComponent(typed)}`)).body
    for (const typed of ['/elevate Exch', '/elevate Global', '/elevate Security']) {
      expect(await suggest('lidia', typed)).not.toMatch(/Exchange|Security Administrator|Global Administrator/)
    }
    expect(await suggest('adele', '/elevate Exch')).toContain('Exchange Administrator')
  })
})

describe('what errors tell', () => {
  it('unknown addresses, broken bodies, forged links: no paths, no stacks', async () => {
    const answers = await Promise.all([
      read('/nowhere'),
      read('/api/web/nowhere'),
      read('/api/web/state?as=%ff'),
      read('/verify/%E0%A4%A'),
      read('/verify/enrol/x'),
      target.post('adele', 'messages', '{'),
      target.post('adele', 'messages', { nonce: 1, text: { secret: 'x' } }),
      target.post('adele', 'messages', { nonce: newNonce(), text: '' }),
    ])
    for (const { status, body } of answers) {
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      tellsNothing(body)
    }
    expect((await target.post('adele', 'messages', { nonce: newNonce(), text: 'help' })).status).toBe(202)
  })

  it('no header names the software', async () => {
    for (const path of ['/', '/api/web/state', '/healthz', '/nowhere', '/verify/x']) {
      const { headers } = await read(path)
      expect(headers['server']).toBeUndefined()
      expect(headers['x-powered-by']).toBeUndefined()
    }
  })

  it('what was typed is not repeated by an error', async () => {
    const answer = await target.post('adele', 'actions', { nonce: newNonce(), verb: '<script>alert(1)</script>' })
    expect(answer.status).toBe(400)
    expect(answer.body).not.toContain('script')
    expect(answer.headers['content-type']).toContain('application/json')
    expect((await target.post('adele', 'messages', { nonce: newNonce(), text: 'mine' })).status).toBe(202)
  })

  it('answers about people may not be kept by caches', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator', { proven: false })
    for (const path of ['/api/web/state?as=adele', '/api/web/demo/code?as=adele', await target.link('adele', id)]) {
      expect((await read(path)).headers['cache-control']).toBe('no-store')
    }
    expect((await read('/web/main.ts')).headers['cache-control']).toBe('no-cache')
  })
})
