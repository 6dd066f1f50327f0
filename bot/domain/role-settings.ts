import type { Activatable } from './activatable.ts'
import type { IsoDuration } from './duration.ts'
import type { ChannelAddress } from './organisation.ts'
import type { PrincipalRef } from './person.ts'

export const TIERS = ['critical', 'investigation', 'workload', 'operations'] as const

/** How much harm a role can do. Unlisted roles and groups are `workload`. */
export type Tier = (typeof TIERS)[number]

export const REQUIREMENTS = ['mfa', 'justification', 'ticket', 'justificationOrTicket'] as const
export type Requirement = (typeof REQUIREMENTS)[number]

export interface ApprovalSettings {
  /** Members of groups count; an empty list means nobody. */
  readonly approvers: readonly PrincipalRef[]
  /** Quorum: how many distinct approvers. */
  readonly required: number
  readonly window: IsoDuration
  /** First interval between reminders; it doubles each time. Null: none. */
  readonly remindEvery: IsoDuration | null
  readonly escalateAfter: IsoDuration | null
  readonly escalateTo: readonly PrincipalRef[]
  /** Where the approval card is posted as well. Who may decide there is asked at each click, as everywhere. */
  readonly channels: readonly ChannelAddress[]
  /** Whoever decides must be one of these too: the directory's own approvers. Left out: no such limit. */
  readonly among?: readonly PrincipalRef[]
  /** The directory itself asks for the approval once the activation is requested, and its first answer counts. */
  readonly inDirectory?: boolean
}

/** What PIM's portal calls role settings: what activation of a role asks for. */
export interface RoleSettings {
  readonly maximumDuration: IsoDuration
  readonly defaultDuration: IsoDuration
  readonly require: readonly Requirement[]
  readonly approval: ApprovalSettings | null
  /** An approval counts only with the approver's own fresh proof of identity. */
  readonly approverStepUp: boolean
}

export type RoleSettingsMatch =
  | { readonly kind: 'role'; readonly roleDefinitionId: string }
  | { readonly kind: 'tier'; readonly tier: Tier }
  | { readonly kind: 'group'; readonly groupId: string }
  | { readonly kind: 'any' }

export interface RoleSettingsEntry {
  readonly matches: readonly RoleSettingsMatch[]
  readonly settings: RoleSettings
}

/** Settings of the first entry that matches, or null: without settings nothing is activated. */
export function settingsFor(
  activatable: Activatable,
  tier: Tier,
  entries: readonly RoleSettingsEntry[],
): RoleSettings | null {
  return entries.find((entry) => entry.matches.some((match) => isMatch(match, activatable, tier)))?.settings ?? null
}

function isMatch(match: RoleSettingsMatch, activatable: Activatable, tier: Tier): boolean {
  switch (match.kind) {
    case 'any':
      return true
    case 'tier':
      return match.tier === tier
    case 'role':
      return activatable.kind === 'role' && match.roleDefinitionId === activatable.roleDefinitionId
    case 'group':
      return activatable.kind === 'group' && match.groupId === activatable.groupId
  }
}
