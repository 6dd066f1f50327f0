import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../process/server-process.ts'
import { everythingShown, HOSTILE, harmless, strings, unseen } from './hostile.ts'
import { newNonce, startTarget, type Target } from './target.ts'

let target: Target
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())
beforeEach(() => target.anHourLater())

describe('as the reason of a decision', () => {
  for (const name of [
    'a script',
    'a Markdown link',
    'a template expression',
    'a date to be evaluated by the renderer',
    'an ICU quote that opens and does not close',
    'text turned round by bidi controls',
  ] as const) {
    it(name, async () => {
      const { id } = await target.asks('adele', 'Exchange Administrator')
      await target.presses('alex', 'deny', id, { reason: HOSTILE[name] ?? '' })
      expect(target.request(id).status).toBe('denied')
      const { cards, texts } = await everythingShown(target, id)
      harmless(cards)
      for (const text of texts) expect(unseen(text.replaceAll('\n', ''))).toEqual([])
      expect(texts.join('\n')).toContain('Alex Wilber')
    })
  }
})

describe('in the form', () => {
  for (const name of [
    'a script',
    'text turned round by bidi controls',
    'a template expression',
    'lines that forge a log or an event',
  ] as const) {
    it(name, async () => {
      const shown = await target.says('adele', '/elevate')
      const activatable = /"value":"([^"]*29232cdf[^"]*)"/.exec(JSON.stringify(shown))?.[1] ?? ''
      await target.presses('adele', 'submit', null, {
        activatable,
        duration: 'PT1H',
        justification: HOSTILE[name] ?? '',
      })
      const { id, status, terms } = target.snapshot().requests.at(-1) ?? target.request('')
      expect(status).toBe('pendingVerification')
      expect(unseen(terms.justification ?? '')).toEqual([])
      const { cards, texts } = await everythingShown(target, id)
      harmless(cards)
      for (const text of texts) expect(unseen(text.replaceAll('\n', ''))).toEqual([])
    })
  }
})

describe('as a ticket', () => {
  for (const typed of [
    'INC-1234/../../admin',
    'INC-1234?x=1#y',
    'INC-1234%2f..',
    'javascript:alert(1)',
    'INC-1234" onclick="x',
    'https://evil.example/INC-1234',
  ]) {
    it(`${typed}: no address of anybody else's making`, async () => {
      await target.says('adele', `/elevate User Administrator 1h ${typed}`)
      await target.presses('adele', 'submit', null, {
        activatable: 'role:fe930be7-5e62-47db-91af-98c3a49a38b1:/',
        ticket: typed,
      })
      const all = await target.messages('adele')
      harmless(all.map(({ card }) => card))
      const links = all
        .flatMap(({ card }) => strings(card))
        .filter(([name, text]) => name === 'url' && text.includes('tickets.'))
      for (const [, url] of links) expect(url).toMatch(/^https:\/\/tickets\.contoso\.example\/(INC|CHG|TASK)-?\d+$/)
      await target.anHourLater()
      const { terms } = await target.asks('adele', 'User Administrator', { rest: 'INC-1234' })
      expect(terms.ticket).toBe('INC-1234')
    })
  }
})

describe('as a line that is no command', () => {
  it('everything hostile, shown back as it was typed and as nothing else', async () => {
    for (const hostile of Object.values(HOSTILE)) {
      const answers = await target.says('lidia', hostile)
      harmless(answers.map(({ card }) => card))
    }
    const said = (await target.messages('lidia')).flatMap(({ text }) => text ?? [])
    expect(said).toEqual(Object.values(HOSTILE).map((text) => text.trim()))
    const answer = await target.get('lidia', 'conversations/elevate/messages')
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  it('hostile names of people, roles and requests', async () => {
    for (const hostile of Object.values(HOSTILE)) {
      for (const line of [
        `/elevate revoke @${hostile} because x`,
        `/elevate status ${hostile}`,
        `/elevate who ${hostile}`,
        `/elevate settings ${hostile}`,
      ]) {
        const answer = await target.post('alex', 'messages', { nonce: newNonce(), text: line.slice(0, 4000) })
        expect(answer.status).toBe(202)
      }
    }
    await target.settle()
    const answers = await target.messages('alex')
    harmless(answers.map(({ card }) => card))
    expect(target.snapshot().events.filter(({ type }) => type === 'personBlocked')).toEqual([])
    expect([...target.snapshot().inbox.values()].filter((state) => state === 'dead')).toEqual([])
    expect(JSON.stringify(await target.says('alex', 'who'))).not.toBe('[]')
  })

  it('four thousand characters of everything are answered (how soon: test/command/properties.test.ts)', async () => {
    for (const unit of ['a', ' ', '(', '9h', 'é\u0301', '\u{1F469}\u200D', '"', 'INC-', 'because ']) {
      const answer = await target.says('adele', `/elevate ${unit.repeat(4000)}`.slice(0, 4000).trim())
      expect(answer.length).toBeGreaterThan(0)
    }
    expect((await target.post('adele', 'messages', { nonce: newNonce(), text: 'x'.repeat(4001) })).status).toBe(400)
  })
})

describe('where it is written down', () => {
  it('the audit export holds no typed text, one event a line', async () => {
    const hostile = Object.values(HOSTILE).join(' ').slice(0, 900)
    await target.asks('adele', 'User Administrator', { rest: `because canary-7f3a ${hostile}` })
    const env = { ELEVATE_DATA: target.data, ELEVATE_PORT: String(target.port) }
    const { stdout, code } = await run(['bot/cli.ts', 'audit', 'export'], { env })
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, index) => index + 1))
    expect(stdout).not.toContain('canary-7f3a')
    expect(unseen(stdout.replaceAll('\n', ''))).toEqual([])
    expect(stdout).toContain('requestSubmitted')
    expect([...target.snapshot().texts.values()].some((text) => text.includes('canary-7f3a'))).toBe(true)
  })

  it('the log on standard output is one JSON object a line, without what was typed, without codes and links', async () => {
    const { id } = await target.asks('adele', 'Exchange Administrator', { proven: false, rest: 'because canary-91bc' })
    const path = await target.link('adele', id)
    const code = await target.code('adele')
    await target.submitCode(path, { code, nonce: await target.nonce(path) })
    await target.post('adele', 'messages', { nonce: newNonce(), text: 'canary-91bc\n{"level":60,"msg":"forged"}' })
    await target.settle()
    const lines = target.output().trimEnd().split('\n').slice(2)
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
    expect(target.output()).not.toContain('canary-91bc')
    expect(target.output()).not.toContain('forged')
    expect(target.output()).not.toContain(code)
    expect(target.output()).not.toContain(path.slice('/verify/'.length))
    expect(target.output()).toContain('Elevate is running at')
  })
})
