import { DAY, durationFromMs, HOUR, type IsoDuration, shorterDuration } from './duration.ts'
import type { PrincipalRef } from './person.ts'
import type { ApprovalSettings, Requirement, RoleSettings } from './role-settings.ts'

/** What the directory itself asks of whoever activates a role: PIM's role settings. */
export interface DirectorySettings {
  /** Null: no maximum. */
  readonly maximumDuration: IsoDuration | null
  readonly require: readonly ('mfa' | 'justification' | 'ticket')[]
  /** Who approves there; null where nobody is asked. Named by id; an empty list is nobody. */
  readonly approval: { readonly approvers: readonly PrincipalRef[] } | null
  /**
   * Whether the directory asks for all this itself when Elevate activates. Where it does not, Elevate asks in its place;
   * where it does, its approvers decide there.
   */
  readonly enforcedByDirectory: boolean
}

const WINDOW = durationFromMs(HOUR)
/** PIM waits a day, which cannot be configured. https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-approval-workflow */
const THEIR_WINDOW = durationFromMs(DAY)

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
    approval: approvalOf(ours.approval, theirs),
  }
}

/**
 * Where both ask, whoever decides has to be an approver of both. What Elevate assigns in its own name skips the directory's
 * approval, so Elevate asks in its place; where people activate themselves, the directory asks, and waits as long as it
 * waits, whatever our settings say.
 */
function approvalOf(ours: ApprovalSettings | null, { approval: theirs, enforcedByDirectory }: DirectorySettings) {
  if (!theirs) return ours
  const asked = ours ? { ...ours, among: theirs.approvers } : { ...IN_PLACE, approvers: theirs.approvers }
  return enforcedByDirectory ? { ...asked, window: THEIR_WINDOW, inDirectory: true } : asked
}

const IN_PLACE: Omit<ApprovalSettings, 'approvers'> = {
  required: 1,
  window: WINDOW,
  remindEvery: null,
  escalateAfter: null,
  escalateTo: [],
  channels: [],
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
