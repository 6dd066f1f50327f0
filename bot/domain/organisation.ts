import type { IsoDuration } from './duration.ts'
import type { PrincipalRef } from './person.ts'
import type { RoleSettingsEntry, Tier } from './role-settings.ts'
import type { Language, PersonId } from './values.ts'

export interface ChannelAddress {
  readonly platform: string
  readonly channelId: string
}

export const ACCESS_KINDS = ['administrators', 'security', 'auditors'] as const
export type AccessKind = (typeof ACCESS_KINDS)[number]

/** The organisation's settings, as the engine uses them: every name resolved to an id, every default filled in. */
export interface Organisation {
  readonly timeZone: string
  readonly language: Language
  /** Who may do more than ask, approve and end their own. An empty list is nobody. */
  readonly access: { readonly [kind in AccessKind]: readonly PrincipalRef[] }
  /** Accounts kept outside: never requester, never approver. */
  readonly emergencyAccounts: readonly PersonId[]
  readonly channels: { readonly feed: readonly ChannelAddress[]; readonly alerts: readonly ChannelAddress[] }
  readonly tickets: { readonly pattern: string | null; readonly url: string | null }
  readonly roleSettings: readonly RoleSettingsEntry[]
  /** Roles that the organisation moved to another tier, by template id. */
  readonly tiers: { readonly [roleDefinitionId: string]: Tier }
  /** How long before its end an activation's holder is told. */
  readonly expiryNotice: IsoDuration
  /** Submissions allowed per person. */
  readonly requestLimit: { readonly count: number; readonly per: IsoDuration }
}
