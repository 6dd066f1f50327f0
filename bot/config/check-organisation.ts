import { slackChannelId } from '../../adapters/slack/config.ts'
import { teamsChannelId } from '../../adapters/teams/config.ts'
import { webChannelName } from '../../adapters/web/config.ts'
import { ACCESS_KINDS } from '../domain/organisation.ts'
import { checkPrincipals, type People, unknown } from './principals.ts'
import type { Finding, Path } from './problem.ts'
import { entriesOf, listOf, textsOf } from './raw.ts'
import { isLoopbackHost, parseChannel } from './scalars.ts'

/** References of the sections access, emergencyAccounts and channels, and what the server's address demands. */
export function checkOrganisation(root: unknown, known: People): Finding[] {
  const access = entriesOf(entriesOf(root)['access'])
  return [
    ...ACCESS_KINDS.flatMap((kind) => checkPrincipals(access[kind], ['access', kind], known)),
    ...checkEmergencyAccounts(root, known),
    ...channelLists(root).flatMap(({ list, path }) => checkChannels(root, list, path)),
    ...checkServer(root),
  ]
}

function checkEmergencyAccounts(root: unknown, known: People): Finding[] {
  if (!known.readable) return []
  return textsOf(entriesOf(root)['emergencyAccounts']).flatMap(({ index, text }) =>
    known.people.has(text) ? [] : [unknown('person', text, ['emergencyAccounts', index], [...known.people.keys()])],
  )
}

const channelIds: { readonly [platform: string]: typeof slackChannelId } = {
  slack: slackChannelId,
  teams: teamsChannelId,
}

function channelLists(root: unknown): readonly { readonly list: unknown; readonly path: Path }[] {
  const channels = entriesOf(entriesOf(root)['channels'])
  const ofSettings = listOf(entriesOf(root)['roleSettings']).map((entry, number) => ({
    list: entriesOf(entriesOf(entry)['approval'])['channels'],
    path: ['roleSettings', number, 'approval', 'channels'],
  }))
  return [...['feed', 'alerts'].map((name) => ({ list: channels[name], path: ['channels', name] })), ...ofSettings]
}

function checkChannels(root: unknown, list: unknown, at: Path): Finding[] {
  const seen = new Set<string>()
  return textsOf(list).flatMap(({ index, text }): Finding[] => {
    const path = [...at, index]
    if (seen.has(text)) return [{ path, message: `${text} is listed twice.`, fix: 'Remove one of the two.' }]
    seen.add(text)
    const address = parseChannel(text)
    if (address === null) return []
    if (address.platform === 'web') {
      const refused = webChannelName.safeParse(address.channelId)
      if (!refused.success) return [{ path, message: `${refused.error.issues[0]?.message}.`, fix: '' }]
    }
    const schema = channelIds[address.platform]
    if (schema) {
      const [issue] = schema.safeParse(address.channelId).error?.issues ?? []
      if (issue)
        return [{ path, message: issue.message, fix: issue.code === 'custom' ? String(issue.params?.['fix']) : '' }]
    }
    return isEnabled(root, address.platform) ? [] : [{ path, ...notEnabled(address.platform) }]
  })
}

function notEnabled(platform: string) {
  switch (platform) {
    case 'web':
      return { message: 'The web chat is not enabled.', fix: 'Set chat.web.enabled to true, or remove this channel.' }
    case 'slack':
      return { message: 'Slack is not configured.', fix: 'Add the section chat.slack, or remove this channel.' }
    case 'teams':
      return { message: 'Teams is not configured.', fix: 'Add the section chat.teams, or remove this channel.' }
    default:
      return {
        message: `Chat platform "${platform}" is not available in this version.`,
        fix: 'Use a channel of Teams, Slack or the web chat: teams:19:…@thread.tacv2, slack:C0123ABCD, web:security-feed.',
      }
  }
}

/** The web chat lets everybody act as anybody: it must not leave the machine. Others need a public address. */
function checkServer(root: unknown): Finding[] {
  const { host, publicUrl } = entriesOf(entriesOf(root)['server'])
  if (typeof publicUrl === 'string') {
    const url = URL.parse(publicUrl)
    if (url === null || isLoopbackHost(url.hostname) || !isEnabled(root, 'web')) return []
    const message =
      'The web chat is a demonstration in which everybody may act as anybody: it exists on localhost only.'
    return [
      { path: ['server', 'publicUrl'], message, fix: 'Write http://localhost and the port, or disable chat.web.' },
    ]
  }
  if (typeof host !== 'string' || isLoopbackHost(host) || publicUrl !== undefined) return []
  const message = 'Other machines reach this address, and links for them need a public one.'
  return [{ path: ['server', 'host'], message, fix: 'Add server.publicUrl.' }]
}

/** A value that is neither yes nor no is complained about elsewhere, not here once more. */
function isEnabled(root: unknown, platform: string): boolean {
  const chat = entriesOf(entriesOf(root)['chat'])
  if (platform === 'slack' || platform === 'teams') return platform in chat
  const { enabled } = entriesOf(chat[platform])
  return platform === 'web' && enabled !== undefined && enabled !== false
}
