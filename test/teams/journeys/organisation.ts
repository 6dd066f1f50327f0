import { compileDirectory } from '../../../adapters/local/index.ts'
import { type Config, catalogueLookup, formatProblem, loadConfig } from '../../../bot/config.ts'
import { onRig } from '../on-rig.ts'
import { APP_ID, TENANT } from '../rig/people.ts'
import type { Rig } from '../rig/rig.ts'
import { BOT_SECRET } from '../rig/token-endpoint.ts'

export const NAMES = ['adele', 'lidia', 'alex', 'megan'] as const

/** With somebody whom the directory does not know. */
export const EVERYBODY = [...NAMES, 'mallory'] as const

export interface OrganisationOptions {
  readonly rig: Rig
  readonly folder: string
  /** Id of the conversation that is the feed, and of the one that is the alerts channel. */
  readonly feed: string
  readonly env: { readonly [name: string]: string }
  readonly change: (file: string) => string
}

/** The organisation of the journeys, from a file as an operator would write it; Teams is the rig's. */
export function organisationConfig(options: OrganisationOptions): Config {
  const loaded = loadConfig({
    file: 'elevate.yaml',
    env: { TEAMS_APP_PASSWORD: BOT_SECRET, ...options.env },
    cwd: options.folder,
    exists: () => false,
    readFile: () => options.change(fileText(options)),
    roles: catalogueLookup(),
    checkDirectory: compileDirectory,
  })
  if (loaded.outcome === 'invalid') throw new Error(loaded.problems.map(formatProblem).join('\n'))
  return onRig(loaded.config, options.rig)
}

function fileText({ rig, folder, feed }: OrganisationOptions): string {
  const person = (id: (typeof NAMES)[number], displayName: string, rest: string) =>
    `    - { id: ${id}, displayName: ${displayName}, userPrincipalName: ${id}@nordet.example${rest}, chat: { teams: ${rig.person(id).oid} } }`
  return `
dataDir: ${folder}
timeZone: America/Toronto
language: en
server: { port: 0, publicUrl: http://localhost:3978 }
directory:
  kind: local
  people:
${person('adele', 'Adele Vance', '')}
${person('lidia', 'Lidia Holloway', '')}
${person('alex', 'Alex Wilber', '')}
${person('megan', 'Megan Bowen', '')}
  groups:
    - { id: approvers, displayName: Activation approvers, members: [alex, megan] }
  eligible:
    - { person: adele, role: Exchange Administrator }
    - { person: adele, role: Security Administrator }
    - { person: lidia, role: Exchange Administrator }
    - { person: lidia, role: SharePoint Administrator }
    - { person: megan, role: Security Administrator }
chat:
  teams: { appId: ${APP_ID}, tenantId: ${TENANT}, credential: env:TEAMS_APP_PASSWORD }
channels:
  feed: ["teams:${feed}"]
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
