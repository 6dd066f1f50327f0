import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DirectoryUnavailable, MINUTE, refusal, SECOND } from '../../bot/index.ts'
import { FROM_OUR_PAGE, openWorld, PUBLIC_URL, REQUEST, START, sampleView, type World } from './world.ts'

let world: World
let link: string

beforeEach(async () => {
  world = await openWorld()
  await world.demo.ensureDemoFactors(['adele', 'lidia'])
  link = await world.stepUp.linkFor(REQUEST, 'adele')
})

afterEach(() => world.close())

describe('the page', () => {
  test('shows what is being proven, and a field for the code', async () => {
    const page = await world.get(link)

    expect(page.status).toBe(200)
    expect(page.title).toBe('Prove that it is you')
    for (const text of ['Exchange Administrator', '1 hour 30 minutes', 'INC-1234', 'Mailbox outage', 'EL-4F7K']) {
      expect(page.html).toContain(text)
    }
    expect(page.html).toContain('<label for="code">')
    expect(page.html).toMatch(/<input id="code"[^>]*inputmode="numeric"[^>]*autocomplete="one-time-code"/)
    expect(page.html).toContain('<html lang="en">')
  })

  test('says what an approval counts for: whose request, and the shorter duration', async () => {
    const approve = { kind: 'approve', requestId: 'EL-4F7K', termsVersion: 3, duration: 'PT45M' } as const
    const page = await world.get(await world.stepUp.linkFor(approve, 'lidia'))

    expect(page.html).toContain('about to approve')
    expect(page.html).toContain('Adele Vance')
    expect(page.html).toContain('45 minutes')
    expect(page.html).not.toContain('1 hour 30 minutes')
  })

  test('has the same address each time, and another for each purpose and person', async () => {
    const approve = { kind: 'approve', requestId: 'EL-4F7K', termsVersion: 1, duration: null } as const
    const links = [
      await world.stepUp.linkFor(REQUEST, 'adele'),
      await world.stepUp.linkFor(REQUEST, 'lidia'),
      await world.stepUp.linkFor({ ...REQUEST, requestId: 'EL-OTHER' }, 'adele'),
      await world.stepUp.linkFor(approve, 'adele'),
      await world.stepUp.linkFor({ ...approve, termsVersion: 2 }, 'adele'),
      await world.stepUp.linkFor({ ...approve, duration: 'PT30M' }, 'adele'),
    ]

    expect(await world.stepUp.linkFor(REQUEST, 'adele')).toBe(link)
    expect(new Set(links).size).toBe(links.length)
    expect(link.startsWith(`${PUBLIC_URL}/verify/`)).toBe(true)
  })

  test('changes nothing when it is opened, looked at ahead or prefetched', async () => {
    const before = world.state.snapshot()

    for (const method of ['GET', 'HEAD', 'GET']) await world.request(link, { method })
    await world.request(link, { headers: { Purpose: 'prefetch', 'Sec-Purpose': 'prefetch' } })

    expect(world.state.snapshot()).toEqual(before)
    expect(world.engine.proofs).toEqual([])
    expect(world.engine.factorEvents).toEqual([])
  })

  test.each(['GET', 'HEAD', 'POST'])(
    '%s answers with headers that keep it from being framed, cached or scripted',
    async (method) => {
      const { headers } = await world.request(link, { method })

      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
      expect(policy).not.toContain('script-src')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('set-cookie')).toBeNull()
    },
  )

  test('has its style sheet beside it', async () => {
    const page = await world.request(`${PUBLIC_URL}/verify/style.css`)

    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toContain('text/css')
    expect(page.html).toContain('prefers-color-scheme: dark')
  })

  test('shows nothing that was typed as anything but text', async () => {
    const attack = `"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}\${7*7}&lt;`
    world.engine.view = sampleView({ justification: attack, ticket: { text: attack, url: 'javascript:alert(3)' } })
    world.engine.view = { ...world.engine.view, requestId: attack }

    const { html } = await world.get(link)

    expect(html).not.toContain('<script')
    expect(html).not.toContain('<img')
    expect(html).not.toContain('<b>')
    expect(html).not.toContain('javascript:')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).toContain('&amp;lt;')
    expect(html).toContain('{{7*7}}')
  })
})

describe('proving', () => {
  test('tells the engine who proved what and how, once', async () => {
    const page = await world.submit(link, world.code('adele'))

    expect(page.status).toBe(200)
    expect(page.title).toBe('Thank you, that was you')
    expect(world.engine.proofs).toEqual([{ purpose: REQUEST, personId: 'adele', method: 'totp' }])
    expect(world.engine.factorEvents).toEqual([])
  })

  test.each([-1, 0, 1])('takes the code of the step %i from now', async (offset) => {
    expect((await world.submit(link, world.code('adele', offset))).status).toBe(200)
  })

  test.each([-2, 2])('refuses the code of the step %i from now', async (offset) => {
    expect((await world.submit(link, world.code('adele', offset))).status).toBe(403)
    expect(world.engine.proofs).toEqual([])
  })

  test.each([
    ['in two groups', (code: string) => `${code.slice(0, 3)} ${code.slice(3)}`],
    [
      'in full-width digits',
      (code: string) => code.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0)),
    ],
  ])('takes a code typed %s', async (_how, typed) => {
    expect((await world.submit(link, typed(world.code('adele')))).status).toBe(200)
  })

  test('refuses a code that was used, also for another request', async () => {
    const other = await world.stepUp.linkFor({ kind: 'request', requestId: 'EL-OTHER' }, 'adele')
    const code = world.code('adele')
    await world.submit(link, code)

    const page = await world.submit(other, code)

    expect(page.status).toBe(403)
    expect(page.html).toContain('used already')
    expect(world.engine.proofs).toHaveLength(1)
    expect(world.engine.factorEvents).toEqual([{ kind: 'proofRefused', personId: 'adele', code: 'proofReplayed' }])
  })

  test('refuses a step before one that was used', async () => {
    await world.submit(link, world.code('adele', 1))

    expect((await world.submit(link, world.code('adele'))).html).toContain('used already')
    expect(world.engine.proofs).toHaveLength(1)
  })

  test('of many at once with the same code exactly one proves', async () => {
    const nonces = await Promise.all(Array.from({ length: 4 }, async () => (await world.get(link)).nonce ?? ''))
    const code = world.code('adele')

    const pages = await Promise.all(nonces.map((nonce) => world.send(link, { code, nonce })))

    expect(pages.map(({ status }) => status).toSorted()).toEqual([200, 403, 403, 403])
    expect(world.engine.proofs).toHaveLength(1)
  })

  test('a slow store lets no second one through', async () => {
    world.state.before = async (_call, namespace) => {
      if (namespace === 'step-up/factors') await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const code = world.code('adele')
    const nonces = await Promise.all([0, 1, 2].map(async () => (await world.get(link)).nonce ?? ''))

    await Promise.all(nonces.map((nonce) => world.send(link, { code, nonce })))

    expect(world.engine.proofs).toHaveLength(1)
  })

  test("does not take somebody else's code", async () => {
    const page = await world.submit(link, world.code('lidia'))

    expect(page.status).toBe(403)
    expect(page.html).toContain('This code is wrong. Tries left: 4.')
    expect(world.engine.proofs).toEqual([])
    expect(world.engine.factorEvents).toEqual([{ kind: 'proofRefused', personId: 'adele', code: 'proofWrong' }])
  })

  test('a wrong code stays on the page, with a new form that works', async () => {
    const wrong = await world.submit(link, world.wrongCode('adele'))
    const right = await world.send(link, { code: world.code('adele'), nonce: wrong.nonce ?? '' })

    expect(wrong.html).toContain('role="alert"')
    expect(wrong.html).toContain('aria-invalid="true"')
    expect(right.status).toBe(200)
  })

  test.each(['', '12345', '1234567', 'abcdef', '12345x', '<script>'])('does not count %j as a try', async (code) => {
    for (let index = 0; index < 7; index++) expect((await world.submit(link, code)).status).toBe(400)

    expect((await world.submit(link, world.code('adele'))).status).toBe(200)
    expect(world.engine.factorEvents).toEqual([])
  })

  test('says so when the engine does not accept, and uses the code up all the same', async () => {
    world.engine.outcome = { outcome: 'refused', refusal: refusal('windowOver') }
    const code = world.code('adele')

    const page = await world.submit(link, code)

    expect(page.status).toBe(409)
    expect(page.html).toContain('Ask again if the role is still needed.')
    expect((await world.submit(link, code)).status).toBe(403)
  })

  test('shows that nothing is left to prove once the purpose is over, and asks for no code', async () => {
    const open = await world.get(link)
    world.engine.view = null

    const shown = await world.get(link)
    const sent = await world.send(link, { code: world.code('adele'), nonce: open.nonce ?? '' })

    for (const page of [shown, sent]) {
      expect(page.status).toBe(410)
      expect(page.title).toBe('Nothing left to prove')
      expect(page.html).not.toContain('<form')
    }
    expect(world.engine.proofs).toEqual([])
  })
})

describe('limits on guessing', () => {
  async function guess(times: number): Promise<string[]> {
    const titles: string[] = []
    for (let index = 0; index < times; index++) titles.push((await world.submit(link, world.wrongCode('adele'))).title)
    return titles
  }

  test('the fifth wrong code locks for fifteen minutes, says until when, and alerts once', async () => {
    expect(await guess(4)).toEqual(Array(4).fill('Prove that it is you'))
    const page = await world.submit(link, world.wrongCode('adele'))

    expect(page.status).toBe(429)
    expect(page.html).toContain('04:15 EDT')
    expect(page.headers.get('retry-after')).toBe('900')
    await world.submit(link, world.wrongCode('adele'))
    const codes = world.engine.factorEvents.map((event) => ('code' in event ? event.code : event.kind))
    expect(codes).toEqual(['proofWrong', 'proofWrong', 'proofWrong', 'proofWrong', 'proofLocked'])
  })

  test('while locked the right code is not looked at either, on any link', async () => {
    const open = await world.get(link)
    await guess(5)
    const other = await world.stepUp.linkFor({ kind: 'request', requestId: 'EL-OTHER' }, 'adele')

    const pages = [
      await world.send(link, { code: world.code('adele'), nonce: open.nonce ?? '' }),
      await world.get(other),
      await world.submit(other, world.code('adele')),
    ]

    expect(pages.map(({ status }) => status)).toEqual([429, 429, 429])
    expect(world.engine.proofs).toEqual([])
  })

  test('ends by itself, with all tries back', async () => {
    await guess(5)
    world.clock.time += 15 * MINUTE - 1
    expect((await world.get(link)).status).toBe(429)

    world.clock.time += 1

    expect(await guess(4)).toEqual(Array(4).fill('Prove that it is you'))
    expect((await world.submit(link, world.code('adele'))).status).toBe(200)
  })

  test('concerns nobody else', async () => {
    await guess(5)

    const page = await world.submit(await world.stepUp.linkFor(REQUEST, 'lidia'), world.code('lidia'))

    expect(page.status).toBe(200)
  })

  test('wrong codes count for fifteen minutes', async () => {
    await guess(4)
    world.clock.time += 15 * MINUTE

    expect((await world.submit(link, world.wrongCode('adele'))).html).toContain('Tries left: 4.')
  })

  test('a right code does not wipe out the wrong ones before it', async () => {
    await guess(4)
    await world.submit(link, world.code('adele'))

    expect((await world.submit(link, world.wrongCode('adele'))).status).toBe(429)
  })

  test('right codes are no tries, however many', async () => {
    for (let index = 0; index < 7; index++) {
      expect((await world.submit(link, world.code('adele'))).status).toBe(200)
      world.clock.time += MINUTE
    }

    expect((await world.submit(link, world.wrongCode('adele'))).html).toContain('Tries left: 4.')
  })

  test('many guesses at once are not more guesses', async () => {
    const nonces = await Promise.all(Array.from({ length: 30 }, async () => (await world.get(link)).nonce ?? ''))
    const codes = [...nonces.slice(1).map((_, index) => String(100_000 + index)), world.code('adele')]
    // Slow enough that all of them are on their way before the first one is settled.
    world.state.before = () => new Promise((resolve) => setTimeout(resolve, 5))

    const pages = await Promise.all(nonces.map((nonce, index) => world.send(link, { code: codes[index] ?? '', nonce })))

    const looked = world.engine.factorEvents.filter((event) => 'code' in event && event.code === 'proofWrong')
    expect(looked.length + world.engine.proofs.length).toBeLessThanOrEqual(5)
    expect(world.engine.factorEvents.filter((event) => 'code' in event && event.code === 'proofLocked')).toHaveLength(1)
    expect(pages.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(24)
    expect((await world.get(link)).status).toBe(429)
  })
})

describe('links', () => {
  test('a changed, cut, respelt or foreign one leads nowhere, and what it holds is not looked at', async () => {
    const token = link.slice(`${PUBLIC_URL}/verify/`.length)
    const foreign = Buffer.concat([Buffer.alloc(32), Buffer.from(JSON.stringify(['request', 'EL-4F7K', 'adele', 1]))])
    const flipped = `${token.slice(0, 20)}${token[20] === 'A' ? 'B' : 'A'}${token.slice(21)}`
    const forged = [
      flipped,
      token.slice(0, -4),
      `${token}AAAA`,
      `${token}=`,
      foreign.toString('base64url'),
      'x',
      'A'.repeat(5000),
      '..%2f..%2fetc',
    ]
    const before = world.state.snapshot()
    const { nonce } = await world.get(link)

    for (const each of forged) {
      const url = `${PUBLIC_URL}/verify/${each}`
      expect((await world.get(url)).title).toBe('This link is no longer valid')
      expect((await world.send(url, { code: world.code('adele'), nonce: nonce ?? '' })).status).toBe(410)
    }
    expect(world.state.snapshot()).toEqual(before)
    expect(world.engine.proofs).toEqual([])
  })

  test('an enrolment link is no step-up link, and the other way round', async () => {
    const enrolment = await world.enrolmentLink('adele')

    expect((await world.get(enrolment.replace('/enrol/', '/'))).status).toBe(410)
    expect((await world.get(link.replace('/verify/', '/verify/enrol/'))).status).toBe(410)
  })

  test('leads nowhere for somebody who left', async () => {
    world.viewers.delete('adele')

    expect((await world.submit(link, world.code('adele'))).status).toBe(410)
    expect(world.engine.proofs).toEqual([])
  })

  test('tells the unenrolled whom to ask, offers no form and enrols nobody', async () => {
    const unenrolled = await world.stepUp.linkFor(REQUEST, 'alex')
    const before = world.state.snapshot()

    expect(await world.stepUp.isEnrolled('alex')).toBe(false)
    for (const page of [await world.get(unenrolled), await world.submit(unenrolled, '123456')]) {
      expect(page.status).toBe(403)
      expect(page.html).toContain('<code>elevate enrol alex</code>')
      expect(page.html).not.toContain('<form')
      expect(page.html).not.toContain('<img')
    }
    expect(world.state.snapshot()).toEqual(before)
    expect(world.engine.proofs).toEqual([])
    expect(world.engine.factorEvents).toEqual([])
  })
})

describe('the form', () => {
  test.each([
    ['from another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
    ['from another site that hides where it is', { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' }],
    ['from a neighbour of our site', { Origin: 'https://other.example.com', 'Sec-Fetch-Site': 'same-site' }],
    ['from another origin by a browser that tells no more', { Origin: 'https://evil.example' }],
    ['from nowhere by a browser that tells no more', { Origin: 'null' }],
    ['by something that tells nothing', {}],
    ['typed by hand', { 'Sec-Fetch-Site': 'none' }],
    ['from another port', { Origin: 'https://elevate.example.com:8443', 'Sec-Fetch-Site': 'same-origin' }],
  ])('is refused when it comes %s', async (_where, headers) => {
    const before = world.state.snapshot()

    const page = await world.submit(link, world.code('adele'), headers as Record<string, string>)

    expect(page.status).toBe(403)
    expect(page.title).toBe('Not sent from this page')
    expect(world.state.snapshot()).toEqual(before)
    expect(world.engine.proofs).toEqual([])
  })

  test.each([
    ['a browser that hides the referrer', FROM_OUR_PAGE],
    ['a browser without Sec-Fetch-Site', { Origin: PUBLIC_URL }],
    ['a browser that tells both', { Origin: PUBLIC_URL, 'Sec-Fetch-Site': 'same-origin' }],
  ])('is taken from %s', async (_which, headers) => {
    expect((await world.submit(link, world.code('adele'), headers)).status).toBe(200)
  })

  test('counts once', async () => {
    const { nonce } = await world.get(link)
    await world.send(link, { code: world.wrongCode('adele'), nonce: nonce ?? '' })

    const page = await world.send(link, { code: world.code('adele'), nonce: nonce ?? '' })

    expect(page.status).toBe(403)
    expect(page.html).toContain('had been sent already')
    expect(page.nonce).not.toBeNull()
    expect(world.engine.proofs).toEqual([])
  })

  test('counts for ten minutes', async () => {
    const [early, late] = [await world.get(link), await world.get(link)]
    world.clock.time = START + 10 * MINUTE - 1
    expect((await world.send(link, { code: world.code('adele'), nonce: early.nonce ?? '' })).status).toBe(200)

    world.clock.time = START + 10 * MINUTE + SECOND
    const page = await world.send(link, { code: world.code('adele', 1), nonce: late.nonce ?? '' })

    expect(page.html).toContain('too old')
    expect(world.engine.proofs).toHaveLength(1)
  })

  test.each(['', 'AAAA', 'A'.repeat(72), 'not base64!'])('does not count with the made-up value %j', async (nonce) => {
    expect((await world.send(link, { code: world.code('adele'), nonce })).status).toBe(403)
    expect(world.engine.proofs).toEqual([])
  })

  test('counts for its own page only', async () => {
    const other = await world.stepUp.linkFor({ kind: 'request', requestId: 'EL-OTHER' }, 'adele')
    const { nonce } = await world.get(other)

    expect((await world.send(link, { code: world.code('adele'), nonce: nonce ?? '' })).status).toBe(403)
    expect(world.engine.proofs).toEqual([])
  })

  test.each([
    ['without fields', new URLSearchParams(), 400],
    ['with an endless code', new URLSearchParams({ code: '1'.repeat(65), nonce: 'x' }), 400],
    ['as JSON', JSON.stringify({ code: '123456', nonce: 'x' }), 415],
    ['too large', new URLSearchParams({ code: '123456', nonce: 'x'.repeat(5000) }), 413],
  ])('is refused %s', async (_how, body, status) => {
    const page = await world.request(link, { method: 'POST', body, headers: FROM_OUR_PAGE })

    expect(page.status).toBe(status)
    expect(page.headers.get('content-security-policy')).not.toBeNull()
    expect(world.engine.proofs).toEqual([])
  })
})

describe('when something is down', () => {
  test('says so without telling what, proves nothing and logs no link', async () => {
    const open = await world.get(link)
    world.state.before = () => {
      throw new DirectoryUnavailable('secret detail')
    }

    const page = await world.send(link, { code: world.code('adele'), nonce: open.nonce ?? '' })

    expect(page.status).toBe(503)
    expect(page.html).not.toContain('secret detail')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(world.engine.proofs).toEqual([])
    expect(JSON.stringify(world.logged)).not.toContain(link.slice(-40))
    expect(world.logged).toHaveLength(1)
  })

  test('a wrong code that cannot be recorded is no free guess', async () => {
    world.engine.recording = () => {
      throw new Error('audit is down')
    }
    for (let index = 0; index < 5; index++)
      expect((await world.submit(link, world.wrongCode('adele'))).status).toBe(503)
    world.engine.recording = () => {}

    expect((await world.get(link)).status).toBe(429)
  })
})
