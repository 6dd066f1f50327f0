import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, enrolmentLink } from '../crash/story.ts'
import { run } from '../process/server-process.ts'
import { startTarget, type Target } from './target.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())
beforeEach(() => target.anHourLater())

const link = (person: string) => enrolmentLink(target, person)

const open = (path: string) => target.raw({ path, headers: { host: `localhost:${target.port}` } })

async function enrol(path: string, code?: string) {
  const page = await open(path)
  const secret = /id="secret">([A-Z2-7 ]+)</.exec(page.body)?.[1]?.replaceAll(' ', '') ?? ''
  const nonce = /name="nonce" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  return target.submitCode(path, { nonce, code: code ?? codeOf(secret || 'A'.repeat(32), target.snapshot().now) })
}

const enrolled = () => target.snapshot().events.filter(({ type }) => type === 'factorEnrolled').length

describe('enrolment', () => {
  it('the link that the command line prints, used a second time', async () => {
    const env = { ELEVATE_DATA: target.data, ELEVATE_PORT: String(target.port) }
    const { stdout } = await run(['bot/cli.ts', 'enrol', 'pradeep', '--json'], { env })
    const path = new URL(JSON.parse(stdout).url).pathname
    expect([(await enrol(path)).status, (await enrol(path)).status]).toEqual([200, 410])
  })

  it('a link used a second time', async () => {
    const path = await link('pradeep')
    expect((await enrol(path)).status).toBe(200)
    const before = enrolled()
    expect([(await open(path)).status, (await enrol(path)).status]).toEqual([410, 410])
    expect(enrolled()).toBe(before)
  })

  it('two people racing for one link', async () => {
    const path = await link('pradeep')
    const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(path)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('a link tampered with to enrol for somebody else', async () => {
    const path = await link('pradeep')
    const token = Buffer.from(path.slice('/verify/enrol/'.length), 'base64url')
    const forged = Buffer.from(token.toString('latin1').replace('pradeep', 'adelexx'), 'latin1').toString('base64url')
    expect((await enrol(`/verify/enrol/${forged}`)).status).toBe(410)
    expect((await enrol(path)).status).toBe(200)
  })

  it('a link twenty-five hours old', async () => {
    const path = await link('pradeep')
    await target.skip('PT24H')
    await target.skip('PT1H')
    expect([(await open(path)).status, (await enrol(path)).status]).toEqual([410, 410])
    expect((await enrol(await link('pradeep'))).status).toBe(200)
  })

  it('an older link, after a newer one was used', async () => {
    const older = await link('pradeep')
    expect((await enrol(await link('pradeep'))).status).toBe(200)
    expect((await enrol(older)).status).toBe(410)
  })

  it('the link of a step-up card made into one that enrols', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator', { proven: false })
    const path = await target.link('adele', id)
    const forged = path.replace('/verify/', '/verify/enrol/')
    const before = enrolled()
    expect([(await open(forged)).status, (await enrol(forged)).status]).toEqual([410, 410])
    expect((await open((await link('pradeep')).replace('/enrol/', '/'))).status).toBe(410)
    expect(enrolled()).toBe(before)
    const answer = await target.submitCode(path, { code: await target.code('adele'), nonce: await target.nonce(path) })
    expect(answer.status).toBe(200)
  })

  it('enrolment asked for in chat', async () => {
    const before = enrolled()
    for (const text of ['/elevate enrol adele', '/elevate enrol', 'enrol me', '/elevate reset authenticator']) {
      const answer = await target.says('adele', text)
      expect(JSON.stringify(answer)).not.toContain('/verify/enrol/')
    }
    expect(enrolled()).toBe(before)
  })

  it('a wrong code does not enrol, and does not use the link up', async () => {
    const path = await link('pradeep')
    const before = enrolled()
    expect([(await enrol(path, '000000')).status, enrolled()]).toEqual([403, before])
    expect((await enrol(path)).status).toBe(200)
    expect(enrolled()).toBe(before + 1)
  })

  it('an open link of a card ends when its person enrols anew', async () => {
    const { id } = await target.asks('megan', 'Exchange Administrator', { proven: false })
    const path = await target.link('megan', id)
    expect((await open(path)).status).toBe(200)
    const code = await target.code('megan')
    const nonce = await target.nonce(path)
    expect((await enrol(await link('megan'))).status).toBe(200)
    expect((await target.submitCode(path, { code, nonce })).status).toBe(410)
    expect(target.request(id).status).toBe('pendingVerification')
    // Nobody learns the code of a real authenticator from the demonstration.
    expect((await target.get('megan', 'demo/code')).body).toContain('"code":null')
  })

  it('an enrolment is told to the person and to security', async () => {
    expect((await enrol(await link('lidia'))).status).toBe(200)
    await target.settle()
    const own = (await target.messages('lidia')).map(({ fallbackText }) => fallbackText).join('\n')
    const alerts = (await target.messages('alex', 'security-alerts')).map(({ fallbackText }) => fallbackText).join('\n')
    expect(own).toMatch(/authenti[cf]/i)
    expect(alerts).toContain('Lidia Holloway')
  })
})
