import { permissionsFor } from '../../../adapters/entra/index.ts'
import type { ActivatableGroup, ActivatableRole } from '../../../bot/index.ts'
import { TENANT, teamsPerson } from '../../teams/rig/people.ts'
import type { Tenant } from '../graph/tenant.ts'
import { exchange, helpdesk, reader } from '../story.ts'

export type Mode = 'delegated' | 'application'
export const MODES = ['delegated', 'application'] as const satisfies readonly Mode[]

/** Whom these journeys are about. Soc may revoke; nobody is eligible for nothing. */
export const NAMES = ['adele', 'lidia', 'alex', 'megan', 'soc'] as const
export type Name = (typeof NAMES)[number]

const DISPLAY_NAMES: { readonly [name in Name]: string } = {
  adele: 'Adele Vance',
  lidia: 'Lidia Holloway',
  alex: 'Alex Wilber',
  megan: 'Megan Bowen',
  soc: 'Pradeep Gupta',
}

/** In the tenant as in Teams. */
export const oidOf = (name: Name): string => teamsPerson(name).oid

export const APPROVERS = 'b0000000-0000-4000-8000-00000000000a'
export const READERS = 'b0000000-0000-4000-8000-00000000000b'
export const ON_CALL = 'b0000000-0000-4000-8000-00000000000c'

/** The authentication context that stands for multifactor authentication in this tenant. */
export const MFA_CONTEXT = 'c1'
export const STRONG_CONTEXT = 'c7'

export { exchange, reader, TENANT }
export const helpdeskInMontreal: ActivatableRole = { ...helpdesk, scope: '/administrativeUnits/montreal' }
export const onCall: ActivatableGroup = { kind: 'group', groupId: ON_CALL, access: 'member' }

/** The least that this deployment needs. */
export function permissionsOf(activation: Mode): readonly string[] {
  return permissionsFor({ activation, groups: [ON_CALL] }).map(({ name }) => name)
}

export function seed(tenant: Tenant): void {
  for (const name of NAMES) {
    const preferredLanguage = name === 'lidia' ? 'fr-CA' : 'en-CA'
    tenant.user(oidOf(name), { displayName: DISPLAY_NAMES[name], preferredLanguage })
  }
  tenant.group(APPROVERS, { displayName: 'Activation approvers', members: [oidOf('alex'), oidOf('megan')] })
  tenant.group(READERS, { displayName: 'Readers', isAssignableToRole: true, members: [oidOf('lidia')] })
  tenant.group(ON_CALL, { displayName: 'On call' })
  tenant.unit('montreal', 'Montreal')
  for (const { roleDefinitionId } of [exchange, helpdesk, reader]) tenant.role(roleDefinitionId, roleDefinitionId)
  tenant.eligible(oidOf('adele'), exchange)
  tenant.eligible(oidOf('adele'), helpdeskInMontreal)
  tenant.eligible(oidOf('adele'), onCall)
  tenant.eligible(READERS, reader)
}

export interface FileOptions {
  readonly mode: Mode
  readonly port: number
  readonly folder: string
  readonly tenant: Tenant
  /** Lines of the section `chat`. */
  readonly chat: readonly string[]
  readonly feed: readonly string[]
}

/** The configuration as an operator would write it. */
export function fileText({ mode, port, folder, tenant, chat, feed }: FileOptions): string {
  const roles = mode === 'application' ? 'roles: [Exchange Administrator, Helpdesk Administrator, Security Reader]' : ''
  return `
server: { port: ${port}, publicUrl: 'http://localhost:${port}' }
dataDir: ${folder}
secretKey: env:ELEVATE_KEY
timeZone: America/Toronto
language: en
directory:
  kind: entra
  tenantId: ${tenant.tenantId}
  clientId: ${tenant.clientId}
  activation: ${mode}
  groups: [${ON_CALL}]
  authenticationContext: ${MFA_CONTEXT}
  credential: { secret: env:ENTRA_SECRET }
  graphUrl: ${tenant.graphUrl}
  ${roles}
access: { security: [person:${oidOf('soc')}] }
chat:
${chat.map((line) => `  ${line}`).join('\n')}
channels: { feed: [${feed.map((channel) => `"${channel}"`).join(', ')}] }
tickets: { pattern: '^INC-?[0-9]{3,}$' }
roleSettings:
  - roles: [Exchange Administrator]
    maximumDuration: PT2H
    require: [mfa, justificationOrTicket]
    approval: { approvers: [group:${APPROVERS}], required: 2 }
  - roles: [Security Reader]
    maximumDuration: PT2H
    require: [mfa, justificationOrTicket]
    approval: { approvers: [group:${APPROVERS}] }
    approverStepUp: true
  - { roles: ['*'], maximumDuration: PT2H, require: [mfa, justificationOrTicket] }
`
}
