import { describe, expect, it } from 'vitest'
import { configOf, load, organisation, problemsOf } from './support.ts'

const SERVER = 'server: { publicUrl: https://elevate.example.com }'
const HTTP = 'chat: { slack: { signingSecret: env:SIGNING, botToken: env:BOT } }'
const ENV = { SIGNING: 'a'.repeat(32), BOT: 'xoxb-not-a-token', APP: 'xapp-not-a-token' }

function withSlack(chat: string, sections: { readonly [name: string]: string } = {}) {
  return organisation({ server: SERVER, chat, ...sections })
}

function messages(file: string, env: { readonly [name: string]: string } = ENV): readonly string[] {
  return problemsOf(load(file, env)).map(({ path, message, fix }) => `${path}: ${message} ${fix}`)
}

describe('Slack', () => {
  it('is configured by references to its secrets', () => {
    const { chat, organisation: settings } = configOf(
      load(withSlack(HTTP, { channels: 'channels: { feed: [slack:C0123ABCD] }' }), ENV),
    )
    expect(chat.slack).toMatchObject({
      apiUrl: 'https://slack.com/api/',
      signingSecret: ENV.SIGNING,
      botToken: ENV.BOT,
      appToken: null,
      verifiedEmailDomains: [],
    })
    expect(settings.channels.feed).toEqual([{ platform: 'slack', channelId: 'C0123ABCD' }])
  })

  it('needs no signing secret by Socket Mode', () => {
    const { chat } = configOf(load(withSlack('chat: { slack: { botToken: env:BOT, appToken: env:APP } }'), ENV))
    expect(chat.slack).toMatchObject({ signingSecret: null, appToken: ENV.APP })
  })

  it.each([
    ['no way in', 'chat: { slack: { botToken: env:BOT } }', /Nothing says how Slack reaches Elevate/],
    ['no bot token', 'chat: { slack: { signingSecret: env:SIGNING } }', /"botToken" is missing/],
    [
      'a secret in the file',
      'chat: { slack: { signingSecret: s3cret, botToken: env:BOT } }',
      /must not stand in this file/,
    ],
    ['another kind of token', 'chat: { slack: { appToken: env:BOT, botToken: env:BOT } }', /begins with xapp-/],
    [
      'a variable that is not set',
      'chat: { slack: { signingSecret: env:NONE, botToken: env:BOT } }',
      /NONE is not set/,
    ],
    [
      'an address of plain HTTP',
      'chat: { slack: { signingSecret: env:SIGNING, botToken: env:BOT, apiUrl: http://slack.com/api/ } }',
      /no address of a Slack API/,
    ],
  ])('is refused with %s', (_, chat, message) => {
    const found = messages(withSlack(chat))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(message)
    expect(found.join()).not.toContain('s3cret')
  })

  it('is refused where its links would lead to localhost', () => {
    expect(messages(organisation({ chat: HTTP }))).toEqual([expect.stringMatching(/^chat\.slack: .*server\.publicUrl/)])
  })

  it('is refused with a channel by its name', () => {
    const found = messages(withSlack(HTTP, { channels: 'channels: { feed: [slack:security] }' }))
    expect(found).toEqual([expect.stringMatching(/no id of a Slack channel.*slack:C0123ABCD/)])
  })

  it('is refused as a channel where it is not configured', () => {
    const found = messages(organisation({ channels: 'channels: { feed: [slack:C0123ABCD] }' }))
    expect(found).toEqual([expect.stringMatching(/Slack is not configured/)])
  })
})
