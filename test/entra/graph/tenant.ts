import { randomBytes } from 'node:crypto'
import { type Activatable, DIRECTORY_SCOPE } from '../../../bot/index.ts'
import { type IdentityServer, startIdentityServer } from './identity-server.ts'
import {
  type Caller,
  DEFAULT_POLICY,
  type GraphAudit,
  type GraphGroup,
  type GraphOwnAlert,
  type GraphSignIns,
  type GraphUser,
  type OWN_ALERTS,
  P2,
  type Policy,
  type Target,
} from './model.ts'
import { cancel, decide, postRequest } from './schedule-requests.ts'
import { type GraphServer, startGraphServer } from './server.ts'
import { createState, inForce, isSame, type Lag, logged, newHolding, policyKey, type TenantState } from './state.ts'

export type { Fault } from './faults.ts'
export { throttled } from './faults.ts'
export type { Caller } from './model.ts'

export interface Tenant {
  readonly state: TenantState
  readonly graph: GraphServer
  /** Graph's address, without a version. */
  readonly graphUrl: string
  /** Gives tokens to managed identities, as Azure's App Service does. */
  readonly identity: IdentityServer
  readonly tenantId: string
  readonly clientId: string
  /** What the app may do: into each token that is issued from now on. */
  permit(permissions: readonly string[]): void
  user(id: string, fields?: Partial<GraphUser>): void
  group(id: string, fields?: Partial<GraphGroup>): void
  unit(id: string, displayName: string): void
  role(id: string, displayName: string): void
  eligible(principalId: string, what: Activatable, endAt?: number): void
  standing(principalId: string, what: Activatable): void
  removeEligible(principalId: string, what: Activatable): void
  policy(what: Activatable, fields: Partial<Policy>): void
  lag(fields: Partial<Lag>): void
  /** When an account last signed in: an instant, or as Graph has it. */
  signedIn(id: string, at: number | GraphSignIns): void
  /** Whether a user has a licence of Entra ID P2. */
  licensed(id: string, capabilityStatus?: string): void
  /** What is truly in force, of one principal or of all. */
  inForce(principalId?: string): TenantState['active']
  /** A token of an application, or of a signed-in user. */
  token(caller: Partial<Caller> & Pick<Caller, 'kind' | 'id'>): string
  /** Tokens that somebody else issues. */
  trust(verify: (token: string) => Promise<Caller | null>): void
  /** Somebody uses the portal: activates, or an administrator assigns, without Elevate. */
  activatedInPortal(principalId: string, what: Activatable, duration: string): string
  removedInPortal(principalId: string, what: Activatable): void
  /** An administrator assigns it for a time, or for good, in the portal. */
  assignedInPortal(principalId: string, what: Activatable, by: string, duration: string | null): string
  /** A row of PIM's log about something else. */
  logs(activity: string, row?: Partial<GraphAudit>): void
  /** One of PIM's own alerts, as it stands. */
  ownAlert(type: (typeof OWN_ALERTS)[number], fields: Partial<GraphOwnAlert>): void
  close(): Promise<void>
}

export interface TenantOptions {
  readonly tenantId?: string
  readonly now?: () => number
  readonly permissions?: readonly string[]
}

/** A tenant of Entra with its Graph endpoints, on this machine, until `close`. */
export async function startTenant(options: TenantOptions = {}): Promise<Tenant> {
  const { tenantId = 'c0ffee00-0000-4000-8000-000000000001', now = () => Date.now(), permissions = [] } = options
  const state = createState(now)
  const clientId = 'c0ffee00-0000-4000-8000-000000000002'
  const tokens = new Map<string, { readonly caller: Caller; readonly until: number }>()
  const trusted: ((token: string) => Promise<Caller | null>)[] = []
  let permitted = permissions

  function token(given: Parameters<Tenant['token']>[0]): string {
    const caller: Caller = { permissions: permitted, amr: [], acrs: [], capabilities: [], ...given }
    const text = tokenText(caller, tenantId)
    tokens.set(text, { caller, until: now() + 3_600_000 })
    return text
  }

  async function callerOf(text: string): Promise<Caller | null> {
    const known = tokens.get(text)
    if (known) return known.until > now() ? known.caller : null
    for (const verify of trusted) {
      const caller = await verify(text)
      if (caller) return caller
    }
    return null
  }

  const graph = await startGraphServer(state, callerOf)
  const identity = await startIdentityServer({
    ...{ now, faults: graph.faults },
    issue: () => token({ kind: 'app', id: clientId }),
  })
  return {
    ...{ state, graph, identity, tenantId, clientId, token },
    graphUrl: graph.origin,
    permit: (next) => {
      permitted = next
    },
    trust: (verify) => void trusted.push(verify),
    ...seeding(state),
    ...portal(state),
    inForce: (principalId) =>
      state.active.filter(
        (held) => inForce(held, now()) && (principalId === undefined || held.principalId === principalId),
      ),
    close: async () => {
      await Promise.all([graph.close(), identity.close()])
    },
  }
}

function seeding(state: TenantState) {
  const hold = (list: 'eligible' | 'active', principalId: string, what: Activatable, endAt: number | null) =>
    void state[list].push(
      newHolding(state, {
        principalId,
        target: targetOf(what),
        type: 'Assigned',
        startAt: state.now() - 86_400_000,
        madeAt: state.now() - 86_400_000,
        endAt,
      }),
    )
  return {
    user: (id: string, fields: Partial<GraphUser> = {}) =>
      void state.users.set(id, {
        ...{ id, displayName: id, userPrincipalName: `${id}@contoso.example` },
        ...{ accountEnabled: true, userType: 'Member' as const, preferredLanguage: null },
        ...fields,
      }),
    group: (id: string, fields: Partial<GraphGroup> = {}) =>
      void state.groups.set(id, { id, displayName: id, isAssignableToRole: false, members: [], ...fields }),
    unit: (id: string, displayName: string) => void state.units.set(id, { id, displayName }),
    role: (id: string, displayName: string) => void state.roles.set(id, { id, displayName }),
    eligible: (principalId: string, what: Activatable, endAt?: number) =>
      hold('eligible', principalId, what, endAt ?? null),
    standing: (principalId: string, what: Activatable) => hold('active', principalId, what, null),
    removeEligible: (principalId: string, what: Activatable) => {
      for (const held of state.eligible) if (isSame(held, principalId, targetOf(what))) held.removedAt = state.now()
    },
    policy: (what: Activatable, fields: Partial<Policy>) => {
      const key = policyKey(targetOf(what))
      state.policies.set(key, { ...DEFAULT_POLICY, ...state.policies.get(key), ...fields })
    },
    signedIn: (id: string, at: number | GraphSignIns) =>
      void state.signIns.set(id, typeof at === 'number' ? { lastSuccessful: at } : at),
    licensed: (id: string, capabilityStatus = 'Enabled') =>
      void state.plans.set(id, [{ servicePlanId: P2, capabilityStatus }]),
    lag: (fields: Partial<Lag>) => {
      state.lag = { ...state.lag, ...fields }
    },
  }
}

function portal(state: TenantState) {
  return {
    activatedInPortal(principalId: string, what: Activatable, duration: string): string {
      const caller = {
        kind: 'user',
        id: principalId,
        permissions: [],
        amr: ['mfa'],
        acrs: [],
        capabilities: [],
      } as const
      const scheduleInfo = { startDateTime: null, expiration: { type: 'afterDuration', duration } }
      return postRequest(state, caller, targetOf(what), {
        action: 'selfActivate',
        principalId,
        justification: 'portal',
        scheduleInfo,
      }).id
    },
    assignedInPortal(principalId: string, what: Activatable, by: string, duration: string | null): string {
      const administrator = { kind: 'app', id: by, permissions: [], amr: [], acrs: [], capabilities: [] } as const
      const expiration = duration === null ? { type: 'noExpiration' } : { type: 'afterDuration', duration }
      const scheduleInfo = { startDateTime: null, expiration }
      const body = { action: 'adminAssign', principalId, justification: 'portal', scheduleInfo }
      const request = postRequest(state, administrator, targetOf(what), body)
      const createdBy = { user: by, application: null }
      Object.assign(request, { createdBy })
      const row = state.audits.at(-1)
      if (row) Object.assign(row, { by: createdBy })
      return request.id
    },
    logs: (activity: string, row: Partial<GraphAudit> = {}) => logged(state, { activity, ...row }),
    ownAlert: (type: (typeof OWN_ALERTS)[number], fields: Partial<GraphOwnAlert>) => {
      state.ownAlerts = state.ownAlerts.map((alert) =>
        alert.type === type ? { ...alert, modifiedAt: state.now(), ...fields } : alert,
      )
    },
    removedInPortal(principalId: string, what: Activatable): void {
      for (const held of state.active)
        if (isSame(held, principalId, targetOf(what)) && held.removedAt === null) held.removedAt = state.now()
    },
  }
}

export function targetOf(what: Activatable): Target {
  return what.kind === 'role'
    ? { kind: 'role', roleDefinitionId: what.roleDefinitionId, directoryScopeId: what.scope || DIRECTORY_SCOPE }
    : { kind: 'group', groupId: what.groupId, accessId: what.access }
}

/** Looks like Entra's: the permissions of an application stand in `roles`, those of a person in `scp`. */
function tokenText(caller: Caller, tenantId: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims =
    caller.kind === 'app'
      ? { appid: caller.id, roles: caller.permissions }
      : { oid: caller.id, scp: caller.permissions.join(' '), amr: caller.amr, acrs: caller.acrs }
  return [
    part({ alg: 'RS256', typ: 'JWT' }),
    part({ aud: 'https://graph.microsoft.com', tid: tenantId, ...claims }),
    randomBytes(24).toString('base64url'),
  ].join('.')
}

export { cancel, decide, postRequest }
