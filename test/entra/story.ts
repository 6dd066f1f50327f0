import {
  createEntraDirectory,
  type EntraDirectory,
  type EntraDirectoryOptions,
  entraDirectoryConfig,
  type GetToken,
} from '../../adapters/entra/index.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import { type Activatable, type ActivatableGroup, durationToMs, parseIsoDuration } from '../../bot/index.ts'
import type { AdapterState } from '../../bot/ports/adapter-state.ts'
import type { Directory } from '../../bot/ports/directory.ts'
import { type Story, type StoryOptions, tellStory } from '../engine/story.ts'
import { startTenant, type Tenant } from './graph/tenant.ts'
import { APPLICATION_PERMISSIONS } from './world.ts'

export interface EntraStory extends Story {
  readonly tenant: Tenant
  readonly entra: EntraDirectory
  readonly logged: string[]
  /** How often the tenant ever made an assignment of this for this person. */
  made(personId: string, what: Activatable): number
  isHeld(personId: string, what: Activatable): boolean
  finish(): Promise<void>
}

const STEP = 30_000

export const exchange = roleNamed('Exchange Administrator')
export const helpdesk = roleNamed('Helpdesk Administrator')
export const reader = roleNamed('Security Reader')
export const onCall: ActivatableGroup = { kind: 'group', groupId: 'on-call', access: 'member' }
export const UNIT = '/administrativeUnits/montreal'

export interface EntraStoryOptions extends StoryOptions {
  readonly timeoutMs?: number
  /** Delegated mode: the tokens of people who signed in. */
  readonly takeSignIn?: NonNullable<EntraDirectoryOptions['takeSignIn']>
  readonly permissions?: readonly string[]
  /** The tenant's token endpoint is asked for Elevate's own tokens, and can go wrong. */
  readonly askToken?: boolean
}

/** The engine, its store and chat, with a tenant behind it in application mode. */
export async function tellEntraStory(options: EntraStoryOptions = {}): Promise<EntraStory> {
  let now = () => Date.now()
  const tenant = await startTenant({ now: () => now(), permissions: options.permissions ?? APPLICATION_PERMISSIONS })
  const logged: string[] = []
  let entra: EntraDirectory | null = null
  const story = await tellStory({
    ...options,
    wrapDirectory: (local, engineNow, state) => {
      now = engineNow
      const { timeoutMs = 5_000 } = options
      const getToken = options.askToken
        ? askedToken(tenant, timeoutMs)
        : async () => tenant.token({ kind: 'app', id: tenant.clientId })
      entra = connectTo(tenant, { ...options, state, logged, getToken, timeoutMs, now: engineNow })
      return withChat(options.wrapDirectory?.(entra, engineNow, state) ?? entra, local)
    },
  })
  // Seeded once the time of the story is known.
  seedTenant(tenant)
  if (!entra) throw new Error('The directory was not asked for')
  return {
    ...story,
    ...{ tenant, entra, logged },
    // In small steps: what an answer of Graph sets off is done before time goes on.
    passes: async (duration) => {
      const parsed = parseIsoDuration(duration)
      const until = story.clock.wall() + (parsed === null ? 0 : durationToMs(parsed))
      while (story.clock.wall() < until) {
        await story.clock.advance(Math.min(STEP, until - story.clock.wall()))
        await story.engine.idle()
      }
    },
    made: (personId, what) =>
      tenant.state.active.filter(
        (held) => held.principalId === personId && held.endAt !== null && isOf(held.target, what),
      ).length,
    isHeld: (personId, what) => tenant.inForce(personId).some((held) => isOf(held.target, what)),
    finish: async () => {
      await story.end()
      await tenant.close()
    },
  }
}

/** The chat of these stories knows people by names; who they are is asked of the tenant. */
export function withChat(entra: Directory, local: Directory): Directory {
  return {
    ...entra,
    personOf: async (identity) => {
      const known = await local.personOf(identity)
      return known && entra.person(known.id)
    },
  }
}

export interface Connection {
  readonly state: AdapterState
  readonly now: () => number
  readonly logged: string[]
  readonly getToken: GetToken
  readonly timeoutMs: number
  readonly takeSignIn?: EntraStoryOptions['takeSignIn']
}

/** The directory in front of a tenant, in delegated mode where it has sign-ins to take. */
export function connectTo(
  { tenantId, clientId, graphUrl }: Pick<Tenant, 'tenantId' | 'clientId' | 'graphUrl'>,
  { logged, takeSignIn, ...rest }: Connection,
): EntraDirectory {
  const note = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`)
  const assignableRoles = [exchange, helpdesk, reader].map(({ roleDefinitionId }) => roleDefinitionId)
  const section = { kind: 'entra', tenantId, clientId, activation: takeSignIn ? 'delegated' : 'application', graphUrl }
  return createEntraDirectory({
    config: {
      ...entraDirectoryConfig.parse({
        ...section,
        credential: { managedIdentity: true },
        roles: takeSignIn ? [] : assignableRoles,
      }),
      groups: [onCall.groupId],
    },
    ...{ ...rest, assignableRoles, pauseMs: 2 },
    log: { info: note, warn: note, error: note },
    ...(takeSignIn && { takeSignIn }),
  })
}

export function seedTenant(tenant: Tenant): void {
  for (const id of ['adele', 'lidia', 'alex', 'megan', 'pradeep', 'soc', 'lead', 'breakglass-1']) tenant.user(id)
  tenant.group('approvers', { members: ['alex', 'megan'] })
  tenant.group('soc-team', { members: ['soc'] })
  tenant.group('readers', { isAssignableToRole: true, members: ['lidia'] })
  tenant.group('on-call', { displayName: 'On call' })
  tenant.unit('montreal', 'Montreal')
  for (const { roleDefinitionId } of [exchange, helpdesk, reader]) tenant.role(roleDefinitionId, roleDefinitionId)
  tenant.eligible('adele', exchange)
  tenant.eligible('adele', { ...helpdesk, scope: UNIT })
  tenant.eligible('adele', onCall)
  tenant.eligible('readers', reader)
}

function roleNamed(name: string) {
  const role = findRoleByExactName(name)
  if (!role) throw new Error(`No such role: ${name}`)
  return { kind: 'role', roleDefinitionId: role.id, scope: '/' } as const
}

function isOf(target: Tenant['state']['active'][number]['target'], what: Activatable): boolean {
  return target.kind === 'role'
    ? what.kind === 'role' &&
        what.roleDefinitionId === target.roleDefinitionId &&
        what.scope === target.directoryScopeId
    : what.kind === 'group' && what.groupId === target.groupId && what.access === target.accessId
}

/** As a managed identity asks for it; kept for a while, as the library does. */
function askedToken({ identity, state }: Tenant, timeoutMs: number): GetToken {
  const address = `${identity.endpoint}?resource=graph`
  let kept: { readonly token: string; readonly until: number } | null = null
  return async (fresh) => {
    if (kept && !fresh && state.now() < kept.until) return kept.token
    const headers = { 'X-IDENTITY-HEADER': identity.header }
    const response = await fetch(address, { headers, signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`no token: ${response.status}`)
    const { access_token: token } = (await response.json()) as { access_token: string }
    kept = { token, until: state.now() + 120_000 }
    return token
  }
}
