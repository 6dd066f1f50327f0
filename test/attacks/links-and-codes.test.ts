import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTarget, type Target } from './target.ts'
import { tried } from './tried.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())
beforeEach(() => target.anHourLater())

async function unproven(person = 'adele', role = 'Exchange Administrator') {
  const { id } = await target.asks(person, role, { proven: false, rest: 'INC-4711 because mail is stuck' })
  return { id, path: await target.link(person, id) }
}

async function prove(path: string, person: string) {
  return target.submitCode(path, { code: await target.code(person), nonce: await target.nonce(path) })
}

describe('links of other people', () => {
  it('a link opened by somebody who has another authenticator', async () => {
    const { id, path } = await unproven()
    const answer = await prove(path, 'lidia')
    expect([answer.status, target.request(id).status]).toEqual([403, 'pendingVerification'])
    expect((await prove(path, 'adele')).status).toBe(200)
    expect(target.request(id).status).toBe('pendingApproval')
  })

  it('a token changed in each of its places', async () => {
    const { id, path } = await unproven()
    const token = path.slice('/verify/'.length)
    for (let place = 0; place < token.length; place += 7) {
      const changed = `${token.slice(0, place)}${token[place] === 'A' ? 'B' : 'A'}${token.slice(place + 1)}`
      expect(
        (await target.raw({ path: `/verify/${changed}`, headers: { host: `localhost:${target.port}` } })).status,
      ).toBe(410)
    }
    expect((await prove(path, 'adele')).status).toBe(200)
    expect(target.request(id).status).toBe('pendingApproval')
  })

  it('a token cut off, doubled, empty, or of no alphabet', async () => {
    const { path } = await unproven()
    const token = path.slice('/verify/'.length)
    for (const forged of [token.slice(0, -4), token + token, '%00', `${token}%20`, 'x'.repeat(5000), '..%2f..%2fetc']) {
      const answer = await target.raw({ path: `/verify/${forged}`, headers: { host: `localhost:${target.port}` } })
      expect([400, 404, 410]).toContain(answer.status)
    }
    expect((await prove(path, 'adele')).status).toBe(200)
  })

  it('a link after its request was canceled', async () => {
    const { id, path } = await unproven()
    await target.presses('adele', 'cancel', id)
    expect((await prove(path, 'adele')).status).toBe(410)
    expect(target.request(id).status).toBe('canceled')
    const next = await unproven()
    expect((await prove(next.path, 'adele')).status).toBe(200)
  })

  it('a link once more after its proof', async () => {
    const { id, path } = await unproven()
    expect((await prove(path, 'adele')).status).toBe(200)
    await target.settle()
    const before = target.snapshot()
    expect((await prove(path, 'adele')).status).toBe(410)
    await target.settle()
    expect(target.snapshot().events).toHaveLength(before.events.length)
    expect(target.request(id).status).toBe('pendingApproval')
  })

  it('opening a link: by itself it proves nothing', async () => {
    const { id, path } = await unproven()
    const headers = { host: `localhost:${target.port}` }
    const { changes } = await tried(target, async () => {
      for (let look = 0; look < 20; look += 1) await target.raw({ path, headers })
      await target.raw({ path, method: 'HEAD', headers })
      await target.raw({ path: `${path}?code=${await target.code('adele')}`, headers })
    })
    expect([changes, target.request(id).status]).toEqual([[], 'pendingVerification'])
    expect((await prove(path, 'adele')).status).toBe(200)
  })
})

describe('guessed and used codes', () => {
  it('six guesses: locked after five, also for the right code, and told', async () => {
    const { id, path } = await unproven()
    const guesses: number[] = []
    for (let guess = 0; guess < 6; guess += 1) {
      const answer = await target.submitCode(path, { code: `00000${guess}`, nonce: await target.nonce(path) })
      guesses.push(answer.status)
    }
    expect(guesses).toEqual([403, 403, 403, 403, 429, 429])
    const right = await target.submitCode(path, { code: await target.code('adele'), nonce: await target.nonce(path) })
    expect([right.status, target.request(id).status]).toEqual([429, 'pendingVerification'])
    await target.settle()
    const alerts = await target.messages('alex', 'security-alerts')
    expect(alerts.filter(({ fallbackText }) => fallbackText.includes('Adele Vance'))).not.toHaveLength(0)
    await target.skip('PT16M')
    expect((await prove(path, 'adele')).status).toBe(200)
    expect(target.request(id).status).toBe('pendingApproval')
  })

  it('a hundred guesses at once: no more than five are looked at', async () => {
    const { id, path } = await unproven('megan')
    const nonces = await Promise.all(Array.from({ length: 100 }, () => target.nonce(path)))
    const answers = await Promise.all(
      nonces.map((nonce, index) => target.submitCode(path, { code: String(100_000 + index), nonce })),
    )
    const looked = answers.filter(({ status }) => status === 403 || status === 200)
    expect(looked.length).toBeLessThanOrEqual(5)
    expect(target.request(id).status).toBe('pendingVerification')
    await target.skip('PT16M')
    expect((await prove(path, 'megan')).status).toBe(200)
  })

  it('the lock of one person shuts nobody else out', async () => {
    const { path } = await unproven('megan')
    const other = await unproven('adele')
    for (let guess = 0; guess < 6; guess += 1) {
      await target.submitCode(path, { code: `00000${guess}`, nonce: await target.nonce(path) })
    }
    expect((await prove(path, 'megan')).status).toBe(429)
    expect((await prove(other.path, 'adele')).status).toBe(200)
  })

  it('a code used twice, for two requests', async () => {
    const first = await unproven()
    const second = await unproven('adele', 'Security Administrator')
    const code = await target.code('adele')
    const submit = async (path: string) => target.submitCode(path, { code, nonce: await target.nonce(path) })
    expect((await submit(first.path)).status).toBe(200)
    expect([(await submit(second.path)).status, target.request(second.id).status]).toEqual([403, 'pendingVerification'])
    expect((await prove(second.path, 'adele')).status).toBe(200)
  })

  it('one code raced in twenty copies: it is right once', async () => {
    const { path } = await unproven()
    const code = await target.code('adele')
    const nonces = await Promise.all(Array.from({ length: 20 }, () => target.nonce(path)))
    const answers = await Promise.all(nonces.map((nonce) => target.submitCode(path, { code, nonce })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('a code of ten minutes ago', async () => {
    const { id, path } = await unproven()
    const code = await target.code('adele')
    await target.skip('PT10M')
    const answer = await target.submitCode(path, { code, nonce: await target.nonce(path) })
    expect([answer.status, target.request(id).status]).toEqual([403, 'pendingVerification'])
    expect((await prove(path, 'adele')).status).toBe(200)
  })

  it('codes that are none: letters, signs, exponents, thousands of digits', async () => {
    const { id, path } = await unproven()
    for (const code of ['', '1e5', '+12345', '12345', '0x1234', '9'.repeat(60), '1 OR 1', '\u0000\u0000']) {
      const answer = await target.submitCode(path, { code, nonce: await target.nonce(path) })
      expect(answer.status).toBe(400)
    }
    expect(target.request(id).status).toBe('pendingVerification')
    expect((await prove(path, 'adele')).status).toBe(200)
  })
})

describe('forms', () => {
  it('the nonce of a form used twice', async () => {
    const { id, path } = await unproven()
    const nonce = await target.nonce(path)
    expect((await target.submitCode(path, { code: '000000', nonce })).status).toBe(403)
    const again = await target.submitCode(path, { code: await target.code('adele'), nonce })
    expect([again.status, target.request(id).status]).toEqual([403, 'pendingVerification'])
    expect((await prove(path, 'adele')).status).toBe(200)
  })

  it('the nonce of another page', async () => {
    const own = await unproven()
    const other = await unproven('megan')
    const foreign = await target.nonce(other.path)
    const answer = await target.submitCode(own.path, { code: await target.code('adele'), nonce: foreign })
    expect([answer.status, target.request(own.id).status]).toEqual([403, 'pendingVerification'])
    expect((await prove(own.path, 'adele')).status).toBe(200)
  })

  it('a form eleven minutes old', async () => {
    const { id, path } = await unproven()
    const nonce = await target.nonce(path)
    await target.skip('PT11M')
    const answer = await target.submitCode(path, { code: await target.code('adele'), nonce })
    expect([answer.status, target.request(id).status]).toEqual([403, 'pendingVerification'])
    expect((await prove(path, 'adele')).status).toBe(200)
  })

  it('no nonce, an empty one, an invented one', async () => {
    const { id, path } = await unproven()
    const code = await target.code('adele')
    for (const nonce of ['', 'A'.repeat(72), '__proto__', '../../x']) {
      expect((await target.submitCode(path, { code, nonce })).status).toBe(403)
    }
    expect(target.request(id).status).toBe('pendingVerification')
    expect((await prove(path, 'adele')).status).toBe(200)
  })
})
