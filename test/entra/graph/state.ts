import { randomUUID } from 'node:crypto'
import {
  type Approval,
  DEFAULT_POLICY,
  type GraphAudit,
  type GraphGroup,
  type GraphNamed,
  type GraphOwnAlert,
  type GraphPlan,
  type GraphSignIns,
  type GraphSku,
  type GraphUser,
  type Holding,
  OWN_ALERTS,
  P1,
  P2,
  type Policy,
  type ScheduleRequest,
  type Target,
  targetKey,
} from './model.ts'

export interface Lag {
  /** How long after it happened a new assignment, and the request itself, is shown. */
  readonly appearsAfterMs: number
  /** How long after its end an assignment is still shown. */
  readonly goneAfterMs: number
  /** How long a request says `PendingProvisioning` first. */
  readonly pendingForMs: number
  /** How long after it happened a row of the log is shown. */
  readonly auditsAfterMs: number
}

export type TenantState = ReturnType<typeof createState>

/** Everything the fake tenant knows. What is written counts at once; what is read may lag. */
export function createState(now: () => number) {
  const state = {
    now,
    lag: { appearsAfterMs: 0, goneAfterMs: 0, pendingForMs: 0, auditsAfterMs: 0 } as Lag,
    isLicensed: true,
    users: new Map<string, GraphUser>(),
    groups: new Map<string, GraphGroup>(),
    /** Users who are in none of these never signed in, and have no plan. */
    signIns: new Map<string, GraphSignIns>(),
    plans: new Map<string, readonly GraphPlan[]>(),
    skus: [{ skuPartNumber: 'AAD_PREMIUM_P2', capabilityStatus: 'Enabled', servicePlanIds: [P1, P2] }] as GraphSku[],
    units: new Map<string, GraphNamed>(),
    objects: new Map<string, GraphNamed>(),
    roles: new Map<string, GraphNamed>(),
    contexts: new Map<string, { readonly displayName: string; readonly isAvailable: boolean }>(),
    accessPolicies: [] as { readonly id: string; readonly state: string; readonly contexts: readonly string[] }[],
    eligible: [] as Holding[],
    active: [] as Holding[],
    requests: [] as ScheduleRequest[],
    approvals: new Map<string, Approval>(),
    policies: new Map<string, Policy>(),
    audits: [] as GraphAudit[],
    ownAlerts: OWN_ALERTS.map((type) => ({
      ...{ type, isActive: false, incidentCount: 0, isEnabled: true, modifiedAt: null },
    })) as GraphOwnAlert[],
  }
  return state
}

export function policyOf(state: TenantState, target: Target): Policy {
  return state.policies.get(policyKey(target)) ?? DEFAULT_POLICY
}

/** A role's policy is that of every scope. */
export function policyKey(target: Target): string {
  return target.kind === 'role' ? target.roleDefinitionId : targetKey(target)
}

export function inForce(holding: Holding, at: number): boolean {
  return (
    holding.startAt <= at &&
    (holding.endAt === null || at < holding.endAt) &&
    !(holding.removedAt !== null && holding.removedAt <= at)
  )
}

/** What a read shows now, which may be late. */
export function isShown(state: TenantState, holding: Holding): boolean {
  const { appearsAfterMs, goneAfterMs } = state.lag
  const now = state.now()
  const since = Math.max(holding.startAt, holding.madeAt)
  const ends = [holding.endAt, holding.removedAt].filter((end) => end !== null)
  return since + appearsAfterMs <= now && (ends.length === 0 || now < Math.min(...ends) + goneAfterMs)
}

export function isSame(holding: Holding, principalId: string, target: Target): boolean {
  return holding.principalId === principalId && targetKey(holding.target) === targetKey(target)
}

/** Members of a group, in it or in a group within, activated ones included. */
export function transitiveMembers(state: TenantState, groupId: string): { users: string[]; groups: string[] } {
  const seen = new Set<string>()
  const visit = (id: string): void => {
    for (const member of directMembers(state, id)) {
      if (seen.has(member)) continue
      seen.add(member)
      if (state.groups.has(member)) visit(member)
    }
  }
  visit(groupId)
  const all = [...seen]
  return { users: all.filter((id) => state.users.has(id)), groups: all.filter((id) => state.groups.has(id)) }
}

function directMembers(state: TenantState, groupId: string): string[] {
  const joined = state.active.filter(
    ({ target }) => target.kind === 'group' && target.groupId === groupId && target.accessId === 'member',
  )
  const shown = joined.filter((holding) => isShown(state, holding)).map(({ principalId }) => principalId)
  return [...new Set([...(state.groups.get(groupId)?.members ?? []), ...shown])]
}

export function groupsAround(state: TenantState, id: string): string[] {
  return [...state.groups.keys()].filter((groupId) => {
    const { users, groups } = transitiveMembers(state, groupId)
    return users.includes(id) || groups.includes(id)
  })
}

export function newHolding(
  state: TenantState,
  made: Pick<Holding, 'principalId' | 'target' | 'type' | 'startAt' | 'endAt'> & {
    readonly id?: string
    readonly madeAt?: number
  },
): Holding {
  const id = made.id ?? randomUUID()
  return { madeAt: state.now(), ...made, id, instanceId: `i-${id}`, removedAt: null }
}

/** Writes a row of PIM's log. */
export function logged(state: TenantState, row: Pick<GraphAudit, 'activity'> & Partial<GraphAudit>): void {
  const at = row.at ?? state.now()
  const nobody = { user: null, application: null }
  state.audits.push({
    ...{
      id: `PIM_${randomUUID()}`,
      at,
      result: 'success',
      by: nobody,
      principalId: null,
      target: null,
      requestId: null,
    },
    ...row,
    shownFrom: at + state.lag.auditsAfterMs,
  })
}
