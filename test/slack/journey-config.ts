import { compileDirectory } from '../../adapters/local/index.ts'
import { type Config, catalogueLookup, formatProblem, loadConfig } from '../../bot/config.ts'
import { SIGNING_SECRET } from './driver.ts'
import { BOT_TOKEN } from './slack-peer.ts'
import { APP_TOKEN } from './socket-server.ts'

/** Somebody of the workspace who is nobody in the directory. */
export const STRANGER = 'mallory'
/** People with an authenticator and a user in Slack, whom nobody has linked. */
export const UNLINKED = ['emeric', 'odile'] as const
export const NAMES = ['adele', 'lidia', 'alex', 'megan'] as const

export interface JourneyConfigOptions {
  readonly folder: string
  readonly apiUrl: string
  readonly users: { readonly [name: string]: string }
  readonly feed: string
  readonly alerts: string
  /** How Slack reaches Elevate. */
  readonly transport: 'http' | 'socket'
  /** Of the organisation and of everybody in it; without it, people speak their own. */
  readonly language?: 'en' | 'fr'
}

/** The organisation of the journeys, from a file as an operator would write it. */
export function journeyConfig(options: JourneyConfigOptions): Config {
  const loaded = loadConfig({
    file: 'elevate.yaml',
    env: { SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN },
    cwd: options.folder,
    exists: () => false,
    readFile: () => inOneLanguage(fileText(options), options.language),
    roles: catalogueLookup(),
    checkDirectory: compileDirectory,
  })
  if (loaded.outcome === 'invalid') throw new Error(loaded.problems.map(formatProblem).join('\n'))
  return loaded.config
}

/** Everybody speaks it, and so do the channels. */
function inOneLanguage(text: string, language: 'en' | 'fr' | undefined): string {
  return language ? text.replaceAll(/language: (en|fr)\b/g, `language: ${language}`) : text
}

function fileText({ folder, apiUrl, users, feed, alerts, transport }: JourneyConfigOptions): string {
  const secret = transport === 'http' ? 'signingSecret: env:SLACK_SIGNING_SECRET' : 'appToken: env:SLACK_APP_TOKEN'
  return `
dataDir: ${folder}
timeZone: America/Toronto
language: en
server: { port: 0, publicUrl: http://localhost:3978 }
directory:
  kind: local
  people:
    - { id: adele, displayName: Adele Vance, userPrincipalName: adele@nordet.example, language: en, chat: { slack: ${users['adele']} } }
    - { id: lidia, displayName: Lidia Holloway, userPrincipalName: lidia@nordet.example, language: fr, chat: { slack: ${users['lidia']} } }
    - { id: alex, displayName: Alex Wilber, userPrincipalName: alex@nordet.example, language: en, chat: { slack: ${users['alex']} } }
    - { id: megan, displayName: Megan Bowen, userPrincipalName: megan@nordet.example, language: en, chat: { slack: ${users['megan']} } }
    - { id: emeric, displayName: Émeric Roy, userPrincipalName: emeric@nordet.example, language: fr }
    - { id: odile, displayName: Odile Morin, userPrincipalName: odile@nordet.example, language: en }
  groups:
    - { id: approvers, displayName: Activation approvers, members: [alex, megan] }
  eligible:
    - { person: adele, role: Exchange Administrator }
    - { person: adele, role: Security Administrator }
    - { person: lidia, role: SharePoint Administrator }
    - { person: emeric, role: SharePoint Administrator }
    - { person: megan, role: Security Administrator }
chat:
  slack: { ${secret}, botToken: env:SLACK_BOT_TOKEN, apiUrl: ${apiUrl} }
channels:
  feed: [slack:${feed}]
  alerts: [slack:${alerts}]
tickets: { pattern: "^(INC|CHG|TASK)-?[0-9]{3,}$" }
roleSettings:
  - roles: [Exchange Administrator]
    maximumDuration: PT2H
    require: [mfa, justificationOrTicket]
    approval: { approvers: [group:approvers], required: 2 }
  - roles: [tier:critical]
    maximumDuration: PT1H
    require: [mfa, justification, ticket]
    approval: { approvers: [group:approvers] }
  - roles: ["*"]
    maximumDuration: PT2H
    require: [mfa, justificationOrTicket]
`
}
