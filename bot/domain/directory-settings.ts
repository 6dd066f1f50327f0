import { durationFromMs, HOUR, type IsoDuration, shorterDuration } from './duration.ts'
import type { PrincipalRef } from './person.ts'
import type { ApprovalSettings, Requirement, RoleSettings } from './role-settings.ts'

/** What the directory itself asks of whoever activates a role: PIM's role settings. */
export interface DirectorySettings {
  /** Null: no maximum. */
  readonly maximumDuration: IsoDuration | null
  readonly require: readonly ('mfa' | 'justification' | 'ticket')[]
  /** Who approves there; null where nobody is asked, an empty list where the directory's own administrators are. */
  readonly approval: { readonly approvers: readonly PrincipalRef[] } | null
  /**
   * Whether the directory asks for all this itself when Elevate activates. Where it does not, Elevate asks in its place;
   * where it does, its approvers decide there.
   */
  readonly enforcedByDirectory: boolean
}

const WINDOW = durationFromMs(HOUR)

/** The stricter of both, point by point: never beyond the directory's maximum, never less than ours asks. */
export function stricterOf(ours: RoleSettings, theirs: DirectorySettings): RoleSettings {
  const maximumDuration = theirs.maximumDuration
    ? shorterDuration(ours.maximumDuration, theirs.maximumDuration)
    : ours.maximumDuration
  return {
    ...ours,
    maximumDuration,
    defaultDuration: shorterDuration(ours.defaultDuration, maximumDuration),
    require: union(ours.require, theirs.require),
    approval: ours.approval ?? approvalInPlace(theirs),
  }
}

/** The directory's approval is skipped by what Elevate assigns in its own name: then Elevate asks the same people. */
function approvalInPlace({ approval, enforcedByDirectory }: DirectorySettings): ApprovalSettings | null {
  if (!approval || enforcedByDirectory) return null
  return {
    approvers: approval.approvers,
    required: 1,
    window: WINDOW,
    remindEvery: null,
    escalateAfter: null,
    escalateTo: [],
    channels: [],
  }
}

/** A ticket is sent as justification too, so what asks for one of them asks for a justification already. */
function union(ours: readonly Requirement[], theirs: DirectorySettings['require']): readonly Requirement[] {
  const asked = new Set<Requirement>(ours)
  const givesWords = ours.some((it) => it !== 'mfa') || theirs.includes('ticket')
  for (const requirement of theirs) {
    if (requirement === 'justification' && givesWords) continue
    asked.add(requirement)
  }
  if (asked.has('ticket')) asked.delete('justificationOrTicket')
  return [...asked]
}
