import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { codeOfStep, fromBase32, stepAt } from '../../adapters/step-up/totp.ts'
import { HOUR, MINUTE } from '../../bot/index.ts'
import { openWorld, type Page, PUBLIC_URL, REQUEST, START, type World, wrongCode } from './world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

afterEach(() => world.close())

function secretOn(page: Page): Uint8Array {
  const written = /<code id="secret">([A-Z2-7 ]+)<\/code>/.exec(page.html)?.[1] ?? ''
  return fromBase32(written.replaceAll(' ', ''))
}

function codeOn(page: Page, offset = 0): string {
  return codeOfStep(secretOn(page), stepAt(world.clock.time) + offset)
}

async function enrol(personId: string, id?: string): Promise<Uint8Array> {
  const link = await world.enrolmentLink(personId, id)
  const page = await world.get(link)
  const done = await world.send(link, { code: codeOn(page), nonce: page.nonce ?? '' })
  expect(done.title).toBe('Authenticator enrolled')
  return secretOn(page)
}

describe('an enrolment link', () => {
  test('shows the secret as a picture and in writing, the same each time, and stores nothing', async () => {
    const link = await world.enrolmentLink('alex')

    const [first, second] = [await world.get(link), await world.get(link)]
    await world.request(link, { method: 'HEAD' })

    expect(first.html).toContain('src="data:image/svg+xml;base64,')
    expect(secretOn(first)).toHaveLength(20)
    expect(secretOn(second)).toEqual(secretOn(first))
    expect(first.html).not.toContain('<b>')
    expect(first.html).not.toContain('This ends the authenticator')
    expect(world.state.snapshot()).toEqual({})
    expect(world.engine.factorEvents).toEqual([])
  })

  test('offers another secret for every link', async () => {
    const one = await world.get(await world.enrolmentLink('alex', 'id-1'))
    const two = await world.get(await world.enrolmentLink('alex', 'id-2'))
    const three = await world.get(await world.enrolmentLink('adele', 'id-1'))

    expect(new Set([one, two, three].map((page) => Buffer.from(secretOn(page)).toString('hex'))).size).toBe(3)
  })

  test('enrols with a right code; the factor then proves, but not by the same code', async () => {
    const secret = await enrol('alex')

    expect(world.engine.factorEvents).toEqual([{ kind: 'enrolled', personId: 'alex', generation: 1 }])
    expect(await world.stepUp.isEnrolled('alex')).toBe(true)
    const link = await world.stepUp.linkFor(REQUEST, 'alex')
    const step = stepAt(world.clock.time)
    expect((await world.submit(link, codeOfStep(secret, step))).html).toContain('used already')
    expect((await world.submit(link, codeOfStep(secret, step + 1))).status).toBe(200)
  })

  test('keeps the secret where the store encrypts it', async () => {
    await enrol('alex')

    expect([...world.state.secrets]).toEqual(['step-up/factors alex'])
  })

  test('enrols nobody by a wrong code, and can be tried again', async () => {
    const link = await world.enrolmentLink('alex')
    const page = await world.get(link)

    const wrong = await world.send(link, { code: wrongCode(secretOn(page), START), nonce: page.nonce ?? '' })

    expect(wrong.status).toBe(403)
    expect(wrong.html).toContain('does not belong to the secret')
    expect(await world.stepUp.isEnrolled('alex')).toBe(false)
    expect((await world.send(link, { code: codeOn(wrong), nonce: wrong.nonce ?? '' })).status).toBe(200)
  })

  test('works once: afterwards it shows no secret and enrols nobody, and the attempt is recorded', async () => {
    const link = await world.enrolmentLink('alex')
    const [page, spare] = [await world.get(link), await world.get(link)]
    await world.send(link, { code: codeOn(page), nonce: page.nonce ?? '' })
    const before = world.state.snapshot()

    const shown = await world.get(link)
    const sent = await world.send(link, { code: codeOn(spare, 1), nonce: spare.nonce ?? '' })

    for (const refused of [shown, sent]) {
      expect(refused.status).toBe(410)
      expect(refused.html).toContain('used already')
      expect(refused.html).not.toContain('id="secret"')
      expect(refused.html).not.toContain('<form')
    }
    expect(world.state.snapshot()).toEqual(before)
    expect(world.engine.factorEvents.slice(1)).toEqual([
      { kind: 'enrolmentRefused', personId: 'alex', code: 'linkInvalid' },
    ])
  })

  test('of two sent at once exactly one enrols', async () => {
    const link = await world.enrolmentLink('alex')
    const pages = [await world.get(link), await world.get(link)]

    const sent = await Promise.all(
      pages.map((page, index) => world.send(link, { code: codeOn(page, index), nonce: page.nonce ?? '' })),
    )

    expect(sent.map(({ status }) => status).toSorted()).toEqual([200, 410])
    expect(world.engine.factorEvents.filter(({ kind }) => kind === 'enrolled')).toHaveLength(1)
  })

  test('of two links made together the first used ends the other', async () => {
    const [one, two] = [await world.enrolmentLink('alex', 'id-1'), await world.enrolmentLink('alex', 'id-2')]
    const page = await world.get(one)
    await world.send(one, { code: codeOn(page), nonce: page.nonce ?? '' })

    expect((await world.get(two)).status).toBe(410)
  })

  test('expires after 24 hours', async () => {
    const link = await world.enrolmentLink('alex')
    world.clock.time = START + 24 * HOUR - MINUTE
    const page = await world.get(link)
    expect(page.status).toBe(200)

    world.clock.time = START + 24 * HOUR

    expect((await world.get(link)).html).toContain('expired')
    expect((await world.send(link, { code: codeOn(page), nonce: page.nonce ?? '' })).status).toBe(410)
    expect(await world.stepUp.isEnrolled('alex')).toBe(false)
  })

  test('that was tampered with enrols nobody; forged ones are recorded once a minute, however many come', async () => {
    const link = await world.enrolmentLink('alex')
    const forged = `${link.slice(0, -6)}AAAAAA`

    for (let index = 0; index < 20; index++) {
      expect((await world.send(forged, { code: '123456', nonce: 'x' })).status).toBe(410)
    }

    const refusal = { kind: 'enrolmentRefused', personId: null, code: 'linkInvalid' }
    expect(world.engine.factorEvents).toEqual([refusal])
    world.clock.time += MINUTE
    await world.send(forged, { code: '123456', nonce: 'x' })
    expect(world.engine.factorEvents).toEqual([refusal, refusal])
    expect(world.state.snapshot()).toEqual({})
  })

  test('enrols nobody who left the directory', async () => {
    const link = await world.enrolmentLink('alex')
    const page = await world.get(link)
    world.viewers.delete('alex')

    expect((await world.get(link)).status).toBe(410)
    expect((await world.send(link, { code: codeOn(page), nonce: page.nonce ?? '' })).status).toBe(410)
    expect(await world.stepUp.isEnrolled('alex')).toBe(false)
  })

  test.each([
    ['from another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
    ['by something that tells nothing', {}],
  ])('enrols nobody by a form sent %s', async (_where, headers) => {
    const link = await world.enrolmentLink('alex')
    const page = await world.get(link)

    const sent = await world.send(
      link,
      { code: codeOn(page), nonce: page.nonce ?? '' },
      headers as Record<string, string>,
    )

    expect(sent.status).toBe(403)
    expect(world.state.snapshot()).toEqual({})
  })

  test('enrols nobody by a form that is ten minutes old', async () => {
    const link = await world.enrolmentLink('alex')
    const page = await world.get(link)
    world.clock.time += 10 * MINUTE

    const sent = await world.send(link, { code: codeOn(page), nonce: page.nonce ?? '' })

    expect(sent.status).toBe(403)
    expect(await world.stepUp.isEnrolled('alex')).toBe(false)
  })
})

describe('enrolling again', () => {
  test('ends the old factor and every open link, and says that it is not the first', async () => {
    await world.demo.ensureDemoFactors(['adele'])
    const link = await world.stepUp.linkFor(REQUEST, 'adele')
    const open = await world.get(link)
    const page = await world.get(await world.enrolmentLink('adele'))
    expect(page.html).toContain('This ends the authenticator')

    await enrol('adele')
    world.clock.time += MINUTE

    expect(world.engine.factorEvents).toEqual([{ kind: 'enrolled', personId: 'adele', generation: 2 }])
    expect((await world.get(link)).title).toBe('This link is no longer valid')
    expect((await world.send(link, { code: world.code('adele'), nonce: open.nonce ?? '' })).status).toBe(410)
    const renewed = await world.stepUp.linkFor(REQUEST, 'adele')
    expect(renewed).not.toBe(link)
    expect((await world.submit(renewed, world.code('adele'))).status).toBe(403)
    expect(world.engine.proofs).toEqual([])
    expect(await world.demo.currentCode('adele')).toBeNull()
  })

  test('leaves the links of others alone', async () => {
    await world.demo.ensureDemoFactors(['adele', 'lidia'])
    const link = await world.stepUp.linkFor(REQUEST, 'lidia')
    await enrol('adele')

    expect((await world.submit(link, world.code('lidia'))).status).toBe(200)
  })

  test('lifts a lock: the guesses were at the old factor', async () => {
    await world.demo.ensureDemoFactors(['adele'])
    const link = await world.stepUp.linkFor(REQUEST, 'adele')
    for (let index = 0; index < 5; index++) await world.submit(link, world.wrongCode('adele'))

    await enrol('adele')

    expect((await world.get(await world.stepUp.linkFor(REQUEST, 'adele'))).status).toBe(200)
  })

  test('a link from before the first enrolment leads on once enrolled, and ends with the second', async () => {
    const link = await world.stepUp.linkFor(REQUEST, 'alex')
    const secret = await enrol('alex', 'id-1')
    expect((await world.submit(link, codeOfStep(secret, stepAt(world.clock.time) + 1))).status).toBe(200)

    await enrol('alex', 'id-2')

    expect((await world.get(link)).status).toBe(410)
  })
})

describe('an enrolment that could not be recorded', () => {
  test('proves nothing until it is', async () => {
    world.engine.recording = () => {
      throw new Error('audit is down')
    }
    const enrolment = await world.enrolmentLink('alex')
    const page = await world.get(enrolment)
    const secret = secretOn(page)
    expect((await world.send(enrolment, { code: codeOn(page), nonce: page.nonce ?? '' })).status).toBe(503)
    const link = await world.stepUp.linkFor(REQUEST, 'alex')
    world.clock.time += MINUTE
    const code = codeOfStep(secret, stepAt(world.clock.time))
    expect((await world.submit(link, code)).status).toBe(503)
    expect(world.engine.proofs).toEqual([])

    world.engine.recording = () => {}

    expect((await world.submit(link, code)).status).toBe(200)
    expect(world.engine.factorEvents).toEqual([{ kind: 'enrolled', personId: 'alex', generation: 1 }])
  })
})

test('an address below /verify that is none of ours is not found', async () => {
  expect((await world.get(`${PUBLIC_URL}/verify/enrol/a/b`)).status).toBe(404)
})
