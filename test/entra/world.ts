import {
  createEntraDirectory,
  type EntraDirectory,
  type EntraDirectoryOptions,
  entraDirectoryConfig,
  permissionsFor,
} from '../../adapters/entra/index.ts'
import type { AdapterState } from '../../bot/index.ts'
import {
  exchange,
  globalAdministrator,
  helpdesk,
  helpdeskInUnit,
  onCall,
  securityReader,
} from '../directory/fixture.ts'
import { createMemoryState } from '../step-up/memory-state.ts'
import { startTenant, type Tenant } from './graph/tenant.ts'

/** What application mode needs, and nothing more. */
export const APPLICATION_PERMISSIONS = permissionsFor({ activation: 'application', groups: [onCall.groupId] }).map(
  ({ name }) => name,
)

export interface EntraWorld {
  readonly tenant: Tenant
  readonly directory: EntraDirectory
  readonly state: AdapterState
  readonly logged: string[]
  readonly now: () => number
  advance(ms: number): void
  close(): Promise<void>
}

export interface WorldOptions {
  readonly activation?: 'delegated' | 'application'
  readonly takeSignIn?: NonNullable<EntraDirectoryOptions['takeSignIn']>
  readonly permissions?: readonly string[]
  readonly timeoutMs?: number
}

/** The contract's fixture as a tenant, and the directory that speaks to it. */
export async function openEntra(options: WorldOptions = {}): Promise<EntraWorld> {
  let time = Date.UTC(2026, 8, 1, 8)
  const now = () => time
  const tenant = await startTenant({ now, permissions: options.permissions ?? APPLICATION_PERMISSIONS })
  seed(tenant)
  const logged: string[] = []
  const note = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const state = createMemoryState(now)
  const { activation = 'application', takeSignIn, timeoutMs = 2_000 } = options
  const assignable = [exchange, helpdesk, securityReader].map(({ roleDefinitionId }) => roleDefinitionId)
  const config = {
    ...entraDirectoryConfig.parse({
      kind: 'entra',
      tenantId: tenant.tenantId,
      clientId: tenant.clientId,
      activation,
      credential: { managedIdentity: true },
      roles: activation === 'application' ? assignable : [],
      graphUrl: tenant.graphUrl,
    }),
    groups: [onCall.groupId],
  }
  const directory = createEntraDirectory({
    ...{ config, state, now, timeoutMs, pauseMs: 5, assignableRoles: assignable },
    log: { info: note, warn: note, error: note },
    getToken: async () => tenant.token({ kind: 'app', id: tenant.clientId }),
    ...(takeSignIn && { takeSignIn }),
  })
  return {
    ...{ tenant, directory, state, logged, now },
    advance: (ms) => {
      time += ms
    },
    close: () => tenant.close(),
  }
}

function seed(tenant: Tenant): void {
  tenant.user('adele', { displayName: 'Adele Vance', preferredLanguage: 'en-CA' })
  tenant.user('alex', { displayName: 'Alex Wilber', preferredLanguage: 'fr-CA' })
  tenant.user('megan', { displayName: 'Megan Bowen' })
  tenant.user('dana', { displayName: 'Dana Departed', accountEnabled: false })
  tenant.user('pradeep', { displayName: 'Pradeep Gupta' })
  tenant.group('approvers', { displayName: 'Approvers', isAssignableToRole: true, members: ['alex', 'megan'] })
  tenant.group('on-call', { displayName: 'On call' })
  tenant.group('everybody', { displayName: 'Everybody', members: ['approvers', 'on-call', 'pradeep'] })
  tenant.unit('montreal', 'Montreal')
  const roles = [exchange, helpdesk, securityReader, globalAdministrator]
  for (const { roleDefinitionId } of roles) tenant.role(roleDefinitionId, roleDefinitionId)
  tenant.eligible('adele', exchange)
  tenant.eligible('adele', helpdeskInUnit)
  tenant.eligible('adele', onCall)
  tenant.eligible('dana', exchange)
  tenant.eligible('approvers', securityReader)
  tenant.standing('pradeep', globalAdministrator)
}
