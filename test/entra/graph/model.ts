/** What the fake tenant holds. Ids are opaque texts; instants are UTC milliseconds. */
export interface GraphUser {
  readonly id: string
  readonly displayName: string
  readonly userPrincipalName: string
  readonly accountEnabled: boolean
  readonly userType: 'Member' | 'Guest'
  readonly preferredLanguage: string | null
}

/** When an account last signed in, as Graph tells it; instants. */
export interface GraphSignIns {
  readonly lastSuccessful: number | null
  readonly lastAttempt?: number | null
  readonly lastNonInteractive?: number | null
}

export interface GraphPlan {
  readonly servicePlanId: string
  readonly capabilityStatus: string
}

/** One row of PIM's log. */
export interface GraphAudit {
  readonly id: string
  readonly at: number
  /** Rows are shown late. */
  readonly shownFrom: number
  readonly activity: string
  readonly result: 'success' | 'failure'
  readonly by: { readonly user: string | null; readonly application: string | null }
  readonly principalId: string | null
  readonly target: Target | null
  readonly requestId: string | null
}

/** One of PIM's own seven alerts. */
export interface GraphOwnAlert {
  readonly type: string
  readonly isActive: boolean
  readonly incidentCount: number
  readonly isEnabled: boolean
  /** Null: it never fired. */
  readonly modifiedAt: number | null
}

export const OWN_ALERTS = [
  'RolesAssignedOutsidePimAlert',
  'NoMfaOnRoleActivationAlert',
  'RedundantAssignmentAlert',
  'StaleSignInAlert',
  'SequentialActivationRenewalsAlert',
  'TooManyGlobalAdminsAssignedToTenantAlert',
  'InvalidLicenseAlert',
] as const

/** A subscription of the tenant. */
export interface GraphSku {
  readonly skuPartNumber: string
  readonly capabilityStatus: 'Enabled' | 'Warning' | 'Suspended' | 'Deleted' | 'LockedOut'
  readonly servicePlanIds: readonly string[]
}

/** Entra ID P2, as a plan within a subscription. */
export const P2 = 'eec0eb4f-6444-4f95-aba0-50c24d67f998'
export const P1 = '41781fb2-bc02-4b7c-bd55-b576c07bb09d'

export interface GraphGroup {
  readonly id: string
  readonly displayName: string
  readonly isAssignableToRole: boolean
  /** Ids of users and groups that are members whatever PIM does. */
  readonly members: readonly string[]
}

export interface GraphNamed {
  readonly id: string
  readonly displayName: string
}

export type Target =
  | { readonly kind: 'role'; readonly roleDefinitionId: string; readonly directoryScopeId: string }
  | { readonly kind: 'group'; readonly groupId: string; readonly accessId: 'member' | 'owner' }

export function targetKey(target: Target): string {
  return target.kind === 'role'
    ? `${target.roleDefinitionId}|${target.directoryScopeId}`
    : `${target.groupId}|${target.accessId}`
}

/** An eligible or active schedule. */
export interface Holding {
  /** Of the schedule: the same as of the request that made it. */
  readonly id: string
  readonly instanceId: string
  readonly principalId: string
  readonly target: Target
  readonly type: 'Assigned' | 'Activated'
  readonly startAt: number
  readonly endAt: number | null
  /** When it was made, which lagging reads start from. */
  readonly madeAt: number
  removedAt: number | null
}

export interface Caller {
  readonly kind: 'app' | 'user'
  /** The app's client id, or the user's object id. */
  readonly id: string
  /** Application permissions, or delegated scopes. */
  readonly permissions: readonly string[]
  readonly amr: readonly string[]
  readonly acrs: readonly string[]
  /** Client capabilities: without `cp1` a right `acrs` is not seen. */
  readonly capabilities: readonly string[]
}

export interface ScheduleRequest {
  readonly id: string
  readonly target: Target
  readonly principalId: string
  readonly action: string
  status: string
  readonly createdAt: number
  readonly createdBy: { readonly user: string | null; readonly application: string | null }
  readonly justification: string | null
  readonly ticketInfo: { readonly ticketNumber: string | null; readonly ticketSystem: string | null } | null
  readonly scheduleInfo: ScheduleInfo | null
  readonly isValidationOnly: boolean
  targetScheduleId: string | null
  approvalId: string | null
  /** A status shown until then in place of the right one. */
  readonly shownFrom: number
  readonly settledFrom: number
}

export interface ScheduleInfo {
  readonly startDateTime: string | null
  readonly expiration: {
    readonly type: string
    readonly duration?: string | null
    readonly endDateTime?: string | null
  }
}

export interface Approval {
  readonly id: string
  readonly stepId: string
  readonly approvers: readonly string[]
  result: 'NotReviewed' | 'Approve' | 'Deny'
  reviewedBy: string | null
  justification: string | null
}

/** The rules of one role's or group's policy that somebody may want otherwise. */
export interface Policy {
  readonly maximumDuration: string
  readonly activationRules: readonly ('MultiFactorAuthentication' | 'Justification' | 'Ticketing')[]
  readonly adminRules: readonly ('MultiFactorAuthentication' | 'Justification')[]
  readonly adminMaximum: string | null
  readonly approvers: readonly { readonly userId: string }[] | readonly { readonly groupId: string }[] | null
  readonly authenticationContext: string | null
}

/** An untouched role's: eight hours, justification, no approval. */
export const DEFAULT_POLICY: Policy = {
  maximumDuration: 'PT8H',
  activationRules: ['Justification'],
  adminRules: ['Justification'],
  adminMaximum: null,
  approvers: null,
  authenticationContext: null,
}

/** An answer of Graph that is no success. */
export class GraphRefusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: { readonly [name: string]: string }

  constructor(status: number, code: string, message: string, headers: { readonly [name: string]: string } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}
