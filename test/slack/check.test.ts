import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeScopes, REQUIRED_SCOPES } from '../../adapters/slack/scopes.ts'
import { check } from '../../bot/cli/check.ts'
import { BOT_TOKEN, type SlackPeer, startSlack } from './slack-peer.ts'

let slack: SlackPeer
let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'elevate-check-'))
  process.env['TEST_SLACK_BOT'] = BOT_TOKEN
  process.env['TEST_SLACK_SIGNING'] = 'not-a-secret-of-anybody-at-all-00'
  slack = await startSlack()
})

afterAll(async () => {
  await slack.close()
  rmSync(folder, { recursive: true, force: true })
})

async function findings(apiUrl: string): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const config = join(folder, 'elevate.yaml')
  writeFileSync(
    config,
    `server: { publicUrl: https://elevate.example.com }
dataDir: ${join(folder, 'data')}
directory:
  kind: local
  people:
    - { id: adele, displayName: Adele Vance, userPrincipalName: adele@contoso.example, chat: { slack: ${slack.users['adele']} } }
    - { id: omar, displayName: Omar Haddad, userPrincipalName: omar@contoso.example }
chat: { slack: { botToken: env:TEST_SLACK_BOT, signingSecret: env:TEST_SLACK_SIGNING, apiUrl: '${apiUrl}' } }
`,
  )
  const lines: string[] = []
  const code = await check({ config }, { line: async (text) => void lines.push(text) })
  return { code, lines }
}

test('names the scopes that are missing, and who is not linked', async () => {
  const { code, lines } = await findings(slack.apiUrl)
  expect(code).toBe(1)
  expect(lines.filter((line) => line.includes('the scope'))).toEqual([
    'error    Slack: the scope im:write is missing. Add it and install the app again.',
    'error    Slack: the scope im:history is missing. Add it and install the app again.',
  ])
  expect(lines.filter((line) => line.includes('not linked'))).toEqual([
    expect.stringContaining('Omar Haddad is not linked to Slack in the file: they link themselves'),
  ])
  expect(lines.join()).not.toContain(BOT_TOKEN)
})

test('scopes beyond what is used are superfluous, the address book only where it links people', () => {
  const granted = [...REQUIRED_SCOPES, 'channels:history', 'users:read.email', 'admin']
  expect(judgeScopes(granted, { linksByEmail: false })).toEqual({
    missing: [],
    superfluous: ['users:read.email', 'admin'],
  })
  expect(judgeScopes(granted, { linksByEmail: true }).superfluous).toEqual(['admin'])
})

test('says that Slack cannot be reached, and goes on with the rest', async () => {
  const { code, lines } = await findings('http://127.0.0.1:9/api/')
  expect(code).toBe(1)
  expect(lines.join('\n')).toMatch(/error {4}Slack does not take the bot token, or cannot be reached/)
  expect(lines.join('\n')).toContain('Omar Haddad')
})
