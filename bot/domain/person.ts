import type { Activatable } from './activatable.ts'
import type { Instant, Language, PersonId } from './values.ts'

export interface Person {
  readonly id: PersonId
  readonly displayName: string
  readonly userPrincipalName: string
  /** False for a disabled or departed account: nothing is activated for or decided by it. */
  readonly enabled: boolean
  readonly language: Language | null
  /** IANA name, or null where the directory knows none. */
  readonly timeZone: string | null
}

export interface Group {
  readonly id: string
  readonly displayName: string
}

/** An approver or access entry of the settings: one person, or the members of a group. */
export type PrincipalRef =
  | { readonly kind: 'person'; readonly personId: PersonId }
  | { readonly kind: 'group'; readonly groupId: string }

/** May activate; holds nothing until then. */
export interface EligibleAssignment {
  readonly personId: PersonId
  readonly activatable: Activatable
  /** Null: permanent eligible. */
  readonly endsAt: Instant | null
}

export interface ActiveAssignment {
  readonly id: string
  readonly personId: PersonId
  readonly activatable: Activatable
  /** PIM's two states of active: made so by an administrator, or by activating an eligible assignment. */
  readonly via: 'assigned' | 'activated'
  readonly startedAt: Instant
  /** Null: standing. */
  readonly endsAt: Instant | null
  /** The key Elevate activated it with; null for what did not go through Elevate. */
  readonly key: string | null
}

/** Who somebody is on a chat platform. Never an e-mail address. */
export interface ChatIdentity {
  readonly platform: string
  /** Workspace or tenant, taken from the verified context of the delivery, never from its body. */
  readonly tenant: string
  readonly userId: string
}
