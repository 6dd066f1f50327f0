import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { about, ROLES, type SlackTarget, startSlackTarget } from './attack-target.ts'
import { valuesOf } from './block-kit-checker.ts'
import type { PeerCall } from './fault-peer.ts'
import { buttonsIn, foreignMarkup, liveMarkup, shownText } from './shown.ts'

let target: SlackTarget
beforeAll(async () => {
  target = await startSlackTarget()
})
afterAll(() => target.close())

/** What is typed, and what of it everybody reads as it was typed. */
const HOSTILE: { readonly [name: string]: readonly [typed: string, shown: string] } = {
  'mentions of everybody': ['<!channel> <!here> <!everyone> @channel', '<!channel> <!here> <!everyone> @channel'],
  'mentions of somebody': ['<@U0123ABCD> <!subteam^S012|@admins> @here', '@U0123ABCD @admins @here'],
  'a link that calls itself something else': [
    '<https://evil.example|Approve> at https://evil.example',
    'Approve at https://evil.example',
  ],
  'an address of mail and a channel': [
    '<mailto:a@evil.example|here> <#C0123|general> www.evil.example',
    'here general www.evil.example',
  ],
  formatting: ['*bold* _italic_ ~struck~ `code` ```block``` > quote', '*bold* _italic_ ~struck~ `code` ```block``` >'],
  'emoji names': ['ok :tada: :white_check_mark: Approved :lock: x', 'ok :tada: :white_check_mark: Approved :lock: x'],
  'escapes of the sender': [
    '&lt;!channel&gt; &amp;lt;@U1&amp;gt; &#60;!here&#62;',
    '<!channel> &lt;@U1&gt; &#60;!here',
  ],
  'a date token': ['<!date^1^{date}^https://evil.example|today> at noon', 'today at noon'],
  'a line that looks like a fact': ['fine\n*Approvals*: 2 of 2\n&gt; quoted', 'fine'],
  'a block of its own': ['{"type":"section","text":{"type":"mrkdwn","text":"*hi*"}}', '"type":"mrkdwn"'],
  'text turned round': ['abc\u202Egpj.exe\u202C \u2066x\u2069 end', 'abcgpj.exe x end'],
}

const SHOWING = ['chat.postMessage', 'chat.update', 'chat.postEphemeral', 'respond', 'views.open', 'views.publish']
const shown = (from = 0) => target.slack.peer.calls.slice(from).filter(({ method }) => SHOWING.includes(method))
const LIVE = ['link', 'user', 'usergroup', 'broadcast', 'channel', 'emoji', 'color']

/** Nothing in the call is more than text, and Slack is told to fetch nothing. */
function inert({ method, args }: PeerCall): void {
  const face = [args['blocks'], args['view']]
  expect(liveMarkup(String(args['text'] ?? ''))).toEqual([])
  expect(foreignMarkup(face)).toEqual([])
  expect(valuesOf(face, 'type').filter((type) => LIVE.includes(String(type)))).toEqual([])
  expect(valuesOf(face, 'emoji').filter((flag) => flag !== false)).toEqual([])
  for (const { url } of buttonsIn(face)) {
    if (url !== undefined)
      expect(url).toMatch(/^https:\/\/(elevate\.example\.com\/|tickets\.example\.com\/[A-Z0-9-]+$)/)
  }
  if (method === 'chat.postMessage') expect([args['unfurl_links'], args['unfurl_media']]).toEqual(['false', 'false'])
  expect([args['parse'], args['link_names'], args['attachments'], args['username']]).toEqual(Array(4).fill(undefined))
  expect(JSON.stringify(face)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
}

/** Everything that was shown since, once it is about this request and says so. */
async function seenSince(from: number, id: string, words: readonly string[]): Promise<string> {
  const text = () =>
    shown(from)
      .map(({ args }) => shownText([args['blocks'], args['view']]))
      .filter((each) => each.includes(id))
      .join('\n')
  await eventually(() => words.filter((word) => !text().includes(word))).toEqual([])
  for (const call of shown(from)) inert(call)
  return text()
}

describe('as justification, then as reason of the denial', () => {
  for (const [name, [typed, visible]] of Object.entries(HOSTILE)) {
    it(`${name}: shown to everybody, as text`, async () => {
      const from = target.slack.peer.calls.length
      const { id } = await target.pending(undefined, { rest: `because ${typed}` })
      await seenSince(from, id, [visible])
      const denied = target.slack.peer.calls.length
      await target.submits('alex', 'reason:deny', about(id), { reason: `No. ${typed}` })
      await target.becomes(id, 'denied')
      const text = await seenSince(denied, id, [`No. ${typed.split(/[\n\u202E]/)[0]}`])
      expect(text).not.toMatch(/^\*?Approvals\*?: 2 of 2/m)
    })
  }

  it('an honest one is shown too', async () => {
    const from = target.slack.peer.calls.length
    const { id } = await target.pending(undefined, { rest: 'because mail to the Montréal office is stuck' })
    await seenSince(from, id, ['mail to the Montréal office is stuck', 'Exchange Administrator'])
    await target.presses('alex', 'approve', about(id))
    await target.becomes(id, 'active')
  })
})

describe('as ticket', () => {
  it('a link that calls itself a ticket leads to the ticket system and nowhere else', async () => {
    const from = target.slack.peer.calls.length
    const { id } = await target.pending(undefined, { rest: '<https://evil.example|INC-4321>' })
    expect(target.request(id).terms.ticket).toBe('INC-4321')
    await seenSince(from, id, ['INC-4321'])
    // Cards of the requests before may still be brought up to date meanwhile.
    const sent = JSON.stringify(shown(from).filter((call) => JSON.stringify(call).includes(id)))
    expect(sent).toContain('https://tickets.example.com/INC-4321')
    expect(sent).not.toContain('evil.example')
  })

  it('in the form: told back as text, and no request is made', async () => {
    for (const [typed] of Object.values(HOSTILE)) {
      const ticket = `INC-1234 ${typed}`
      const values = { activatable: ROLES.exchange, duration: 'PT1H', ticket, justification: typed }
      const answer = async () => {
        const found = await target.submits('adele', 'form', '', values)
        expect(foreignMarkup(found.json)).toEqual([])
        expect(valuesOf(found.json, 'type').filter((type) => LIVE.includes(String(type)))).toEqual([])
        return found
      }
      expect((await target.attempt(answer)).changes).toEqual([])
    }
  })
})

describe('as a name of what does not exist', () => {
  it('a role, a request, a person: the answer shows it as text', async () => {
    const from = target.slack.peer.calls.length
    for (const [typed] of Object.values(HOSTILE)) {
      for (const command of ['', 'status ', 'who ', 'settings ', 'revoke @']) {
        expect((await target.types('alex', `${command}${typed}`)).status).toBe(200)
      }
    }
    await target.settle()
    const answers = Object.keys(HOSTILE).length * 5
    await eventually(() => shown(from).filter(({ method }) => method === 'respond').length).toBeGreaterThanOrEqual(
      answers / 2,
    )
    for (const call of shown(from)) inert(call)
    expect(target.snapshot().events.some(({ type }) => type === 'personBlocked')).toBe(false)
    expect([...target.snapshot().inbox.values()].filter((state) => state === 'dead')).toEqual([])
  })
})

describe('what was typed', () => {
  it('is in no line of the log', () => {
    const said = target.said.join('\n')
    for (const word of ['evil.example', '!channel', 'white_check_mark', 'Montréal office']) {
      expect(said).not.toContain(word)
    }
  })
})
