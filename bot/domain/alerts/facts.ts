import type { Activatable } from '../activatable.ts'
import type { Status } from '../activation-request.ts'
import type { UnknownFact } from '../directory-insights.ts'
import type { IsoDuration } from '../duration.ts'
import type { ActiveAssignment, EligibleAssignment, Person } from '../person.ts'
import type { RoleSettings, Tier } from '../role-settings.ts'
import type { Instant, PersonId, RequestId } from '../values.ts'

/** One request or outside activation as the rules see it. What is not known is null, and never a reason for an alert. */
export interface ActivationFact {
  readonly id: RequestId
  readonly personId: PersonId
  readonly activatable: Activatable
  readonly status: Status
  readonly duration: IsoDuration
  readonly ticket: string | null
  readonly submittedAt: Instant
  /** When approvers were asked. */
  readonly askedAt: Instant | null
  readonly startedAt: Instant | null
  /** The end that was set when it started. */
  readonly endsAt: Instant | null
  /** When the directory no longer showed it. */
  readonly endedAt: Instant | null
  readonly approvals: readonly { readonly personId: PersonId; readonly at: Instant }[]
  readonly origin: 'elevate' | 'outside'
}

/** An account kept for emergencies did something. */
export interface EmergencyUse {
  readonly personId: PersonId
  readonly at: Instant
  readonly what: 'activation' | 'attempt' | 'signIn'
}

/** What one scan knows. Rules are pure: the same facts give the same findings. */
export interface WatchFacts {
  readonly now: Instant
  /** Events before this were looked at by an earlier scan. */
  readonly since: Instant
  /** From when on every activation is known. */
  readonly historySince: Instant
  /** IANA: working hours and days are those of the organisation. */
  readonly timeZone: string
  /** By time of submission, oldest first. */
  readonly activations: readonly ActivationFact[]
  readonly eligible: readonly EligibleAssignment[]
  readonly active: readonly ActiveAssignment[]
  /** When an eligible or standing assignment was first seen, by `assignmentKey`. */
  readonly firstSeen: ReadonlyMap<string, Instant>
  /** Standing assignments first seen up to then were there before anybody watched. Null before the first snapshot. */
  readonly baselineAt: Instant | null
  readonly people: ReadonlyMap<PersonId, Person>
  /** Only of those whose last sign-in the directory tells; null: never. */
  readonly lastSignIn: ReadonlyMap<PersonId, Instant | null>
  readonly licence: 'valid' | 'missing' | null
  /** Who is eligible, or holds a role, and has no licence of their own; empty where that is not known. */
  readonly unlicensed: readonly PersonId[]
  /** What the directory did not say: rules about it are quiet, and reports admit it. */
  readonly notKnown: readonly UnknownFact[]
  readonly emergencyAccounts: readonly PersonId[]
  readonly emergencyUses: readonly EmergencyUse[]
  readonly settingsOf: (activatable: Activatable) => RoleSettings | null
  readonly tierOf: (activatable: Activatable) => Tier
}

export function assignmentKey(state: 'eligible' | 'standing', personId: PersonId, activatableKey: string): string {
  return `${state}:${personId}:${activatableKey}`
}
