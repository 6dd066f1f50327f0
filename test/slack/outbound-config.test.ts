import { describe, expect, it } from 'vitest'
import { slackChannelId, slackConfig } from '../../adapters/slack/config.ts'

const least = { signingSecret: 'env:SLACK_SIGNING_SECRET', botToken: 'env:SLACK_BOT_TOKEN' }

function problems(section: unknown): string[] {
  const parsed = slackConfig.safeParse(section)
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('chat.slack', () => {
  it('needs two secrets, by reference, and nothing else', () => {
    expect(slackConfig.parse(least)).toEqual({
      ...least,
      apiUrl: 'https://slack.com/api/',
      identity: { verifiedEmailDomains: [] },
    })
  })

  it('takes an app token in place of the signing secret', () => {
    expect(problems({ botToken: 'env:A', appToken: 'file:/run/secrets/app' })).toEqual([])
  })

  it('says so where nothing tells how Slack reaches Elevate', () => {
    expect(problems({ botToken: 'env:A' })).toEqual([': Nothing says how Slack reaches Elevate.'])
  })

  it.each(['xoxb-1-2-secret', 'env:', 'env:A B', 'file:', 'ENV:A', ''])(
    'refuses the secret %j, and does not repeat it',
    (botToken) => {
      const found = problems({ ...least, botToken })
      expect(found).toEqual(['botToken: A secret must not stand in this file.'])
    },
  )

  it.each([
    ['https://slack-gov.com/api/', 'https://slack-gov.com/api/'],
    ['https://slack.com/api', 'https://slack.com/api/'],
    ['http://127.0.0.1:4003/api/', 'http://127.0.0.1:4003/api/'],
  ])('takes the API %s', (apiUrl, expected) => {
    expect(slackConfig.parse({ ...least, apiUrl }).apiUrl).toBe(expected)
  })

  it.each([
    'http://slack.com/api/',
    'http://127.0.0.1.attacker.example/api/',
    'https://user:pass@slack.com/api/',
    'https://slack.com/api/?token=x',
    'ftp://slack.com/',
    'slack.com',
    '',
  ])('refuses the API %j: the token would go there', (apiUrl) => {
    expect(problems({ ...least, apiUrl })).toEqual(['apiUrl: This is no address of a Slack API.'])
  })

  it('takes domains in any case, as they are written after the @', () => {
    const identity = { verifiedEmailDomains: ['Example.COM', 'montreal.example.org'] }
    expect(slackConfig.parse({ ...least, identity }).identity.verifiedEmailDomains).toEqual([
      'example.com',
      'montreal.example.org',
    ])
  })

  it.each(['@example.com', 'adele@example.com', '*.example.com', 'example', '.com', 'example..com', 'a b.com', ''])(
    'refuses the domain %j',
    (domain) => {
      expect(problems({ ...least, identity: { verifiedEmailDomains: [domain] } })).toHaveLength(1)
    },
  )

  it('knows no other setting', () => {
    expect(problems({ ...least, workspace: 'T1' })).toHaveLength(1)
  })
})

describe('a channel of Slack', () => {
  it.each(['C0123ABCD', 'G0123ABCD'])('is named by its id: %s', (id) => {
    expect(slackChannelId.safeParse(id).success).toBe(true)
  })

  it.each(['security-feed', '#security-feed', 'D0123ABCD', 'U0123ABCD', 'c0123abcd', 'C', 'C01/../x', ''])(
    'is not %j',
    (id) => {
      expect(slackChannelId.safeParse(id).success).toBe(false)
    },
  )
})
