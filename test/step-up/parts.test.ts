import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDemoFactors } from '../../adapters/step-up/demo.ts'
import { takeGuess } from '../../adapters/step-up/guesses.ts'
import { createTotpStepUp, InstallationKeyError, readInstallationKey } from '../../adapters/step-up/index.ts'
import { formatDuration } from '../../adapters/step-up/pages/format.ts'
import { codeOfStep, provisioningUri, STEP_MS, stepAt, stepsOfCode } from '../../adapters/step-up/totp.ts'
import { languageOf, wordsOf } from '../../adapters/step-up/wording.ts'
import { MINUTE, parseIsoDuration } from '../../bot/index.ts'
import { createMemoryState } from './memory-state.ts'
import { KEY, REQUEST, START } from './world.ts'

describe('codes', () => {
  // RFC 6238, appendix B (SHA-1), the last six of its eight digits.
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ])('are those of RFC 6238 at %i seconds', (seconds, code) => {
    const secret = Buffer.from('12345678901234567890')

    expect(codeOfStep(secret, stepAt(seconds * 1000))).toBe(code)
    expect(stepsOfCode(secret, code, seconds * 1000)).toEqual([stepAt(seconds * 1000)])
  })

  test('are announced to authenticator apps with everything they need', () => {
    const uri = new URL(provisioningUri(Buffer.from('12345678901234567890'), 'Elevate', 'Adele: <Vance>'))

    expect(uri.protocol).toBe('otpauth:')
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'Elevate',
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    })
  })
})

test('a sixth guess is not looked at while five are', async () => {
  const state = createMemoryState(() => START)
  for (let index = 0; index < 5; index++) expect(await takeGuess(state, 'adele/1', START)).toBeNull()

  const [sixth, seventh] = [await takeGuess(state, 'adele/1', START), await takeGuess(state, 'adele/1', START)]

  expect(sixth).toEqual({ lockedUntil: START + 15 * MINUTE, newly: true })
  expect(seventh).toEqual({ lockedUntil: START + 15 * MINUTE, newly: false })
})

describe('the demo authenticator', () => {
  let time = START
  const state = createMemoryState(() => time)
  const demo = createDemoFactors({ key: KEY, state, now: () => time })
  const stepUp = createTotpStepUp({ key: KEY, publicUrl: 'http://127.0.0.1:3978', state })

  beforeEach(() => {
    time = (stepAt(time) + 10) * STEP_MS
  })

  test('shows a code that proves, and how long it lasts', async () => {
    await demo.ensureDemoFactors(['adele'])
    time += 12_000

    const shown = await demo.currentCode('adele')

    expect(shown).toMatchObject({ secondsLeft: 18, used: false })
    expect(await stepUp.checkCode('adele', shown?.code ?? '', time)).toEqual({ outcome: 'right' })
  })

  test('shows the next code where the present one is used up, then says to wait', async () => {
    await stepUp.checkCode('adele', (await demo.currentCode('adele'))?.code ?? '', time)

    const next = await demo.currentCode('adele')

    expect(next).toMatchObject({ secondsLeft: 60, used: false })
    expect(await stepUp.checkCode('adele', next?.code ?? '', time)).toEqual({ outcome: 'right' })
    expect(await demo.currentCode('adele')).toMatchObject({ used: true })
  })

  test('follows a clock that is moved', async () => {
    time += 50 * 60_000

    const shown = await demo.currentCode('adele')

    expect(await stepUp.checkCode('adele', shown?.code ?? '', time)).toEqual({ outcome: 'right' })
  })

  test('leaves factors alone that are there already', async () => {
    const before = state.snapshot()

    await demo.ensureDemoFactors(['adele'])

    expect(state.snapshot()).toEqual(before)
  })

  test('tells no code of somebody without one', async () => {
    expect(await demo.currentCode('stranger')).toBeNull()
  })

  test('differs between installations', () => {
    const other = createDemoFactors({ key: Buffer.alloc(32, 8), state, now: () => time })

    expect(other.demoFactor('adele')).not.toEqual(demo.demoFactor('adele'))
    expect(demo.demoFactor('lidia')).not.toEqual(demo.demoFactor('adele'))
  })
})

test('links of another installation lead nowhere', async () => {
  const state = createMemoryState()
  const [ours, theirs] = [KEY, Buffer.alloc(32, 8)].map((key) =>
    createTotpStepUp({ key, publicUrl: 'https://elevate.example.com', state }),
  )
  const link = (await theirs?.linkFor(REQUEST, 'adele')) ?? ''

  expect(await ours?.openLink(link.slice(link.lastIndexOf('/') + 1))).toEqual({ outcome: 'invalid' })
})

describe('the installation key', () => {
  let folder = ''
  let dataDir = ''

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'elevate-key-'))
    dataDir = join(folder, 'data')
  })

  afterEach(() => rm(folder, { recursive: true, force: true }))

  test('is made once, for the owner alone, and nothing is left beside it', async () => {
    const key = await readInstallationKey({ dataDir })

    expect(key).toHaveLength(32)
    expect(await readInstallationKey({ dataDir })).toEqual(key)
    expect((await stat(join(dataDir, 'installation.key'))).mode & 0o777).toBe(0o600)
    expect(await readdir(dataDir)).toEqual(['installation.key'])
  })

  test('is the same for all that start at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => readInstallationKey({ dataDir })))

    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    expect(await readdir(dataDir)).toEqual(['installation.key'])
  })

  test.each([
    ['base64', Buffer.alloc(32, 251).toString('base64')],
    ['base64url', Buffer.alloc(32, 251).toString('base64url')],
    ['hex', Buffer.alloc(32, 251).toString('hex')],
    ['hex with a line end', `${Buffer.alloc(32, 251).toString('hex').toUpperCase()}\n`],
  ])('is taken from a configured secret in %s, and no file is made', async (_form, secret) => {
    expect(await readInstallationKey({ dataDir, secret })).toEqual(Buffer.alloc(32, 251))
    await expect(readdir(dataDir)).rejects.toThrow('ENOENT')
  })

  test.each([
    '',
    'short',
    Buffer.alloc(31).toString('base64'),
    `${Buffer.alloc(32).toString('base64')}!`,
    'z'.repeat(64),
  ])('is not taken from %j, and the secret is not repeated in the error', async (secret) => {
    const failure = await readInstallationKey({ dataDir, secret }).catch((error: unknown) => error)

    expect(failure).toBeInstanceOf(InstallationKeyError)
    expect(String(failure)).toContain('openssl rand -base64 32')
    if (secret) expect(String(failure)).not.toContain(secret)
  })

  test('is refused where others can read it', async () => {
    await readInstallationKey({ dataDir })
    const path = join(dataDir, 'installation.key')
    await chmod(path, 0o640)

    await expect(readInstallationKey({ dataDir })).rejects.toThrow(/chmod 600/)
  })

  test('is refused where it is not whole, and is not replaced', async () => {
    await readInstallationKey({ dataDir })
    const path = join(dataDir, 'installation.key')
    await writeFile(path, 'half')

    await expect(readInstallationKey({ dataDir })).rejects.toThrow(/4 bytes instead of 32/)
    expect(await readFile(path, 'utf8')).toBe('half')
  })

  test('is not made anew where data exists that the old one protects', async () => {
    await expect(readInstallationKey({ dataDir, mayCreate: false })).rejects.toThrow(/restore the file/)
    await expect(readdir(dataDir)).rejects.toThrow('ENOENT')
  })
})

describe('words', () => {
  test('are those of the language, with values put in', () => {
    const words = wordsOf('en')

    expect(words.language).toBe('en')
    expect(words('code.wrong', { count: 3 })).toBe('This code is wrong. Tries left: 3.')
    expect(wordsOf('fr')('code.wrong', { count: 3 })).toBe('Ce code est erroné. Essais restants\u00a0: 3.')
  })

  test('leave values alone that look like placeholders', () => {
    expect(wordsOf('en')('enrol.intro', { name: '{count} {name}' })).toContain('{count} {name}, scan')
  })

  test.each([undefined, '', 'de-DE,de;q=0.9', 'tlh', ','])('English is spoken to a browser that wants %j', (header) => {
    expect(languageOf(header)).toBe('en')
  })

  test.each(['fr', 'fr-CA,fr;q=0.9,en;q=0.8', 'de,fr;q=0.8,en'])(
    'French is spoken to a browser that wants %j',
    (header) => {
      expect(languageOf(header)).toBe('fr')
    },
  )

  test.each([
    ['PT1H', '1 hour'],
    ['PT2H30M', '2 hours 30 minutes'],
    ['PT90S', '1 minute 30 seconds'],
  ])('say %s as people do', (iso, text) => {
    const duration = parseIsoDuration(iso)

    expect(duration && formatDuration(duration, 'en')).toBe(text)
  })
})
