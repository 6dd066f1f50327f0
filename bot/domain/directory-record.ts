import type { Activatable } from './activatable.ts'
import type { Instant, PersonId } from './values.ts'
import type { UsageAlert } from './views/watch-view.ts'

/** What a directory can have recorded of itself. `other`: of no account here. */
export const DIRECTORY_CHANGES = [
  'activated',
  'assigned',
  'assignmentRemoved',
  'madeEligible',
  'eligibilityRemoved',
  'settingsChanged',
  'alertsChanged',
] as const
export type DirectoryChange = (typeof DIRECTORY_CHANGES)[number]

/** One thing that the directory recorded, whoever did it. */
export interface DirectoryEvent {
  /** The directory's own, the same each time it is read. What two sources tell of the same request has the same. */
  readonly id: string
  /** The id is that of the assignment which came of it. */
  readonly isOfRequest: boolean
  readonly at: Instant
  readonly change: DirectoryChange
  /** In the directory's own words; never a person's. */
  readonly activity: string
  /** Whom it is about; null where it is about nobody. */
  readonly personId: PersonId | null
  /** Who did it: a person, or the id of an application. */
  readonly byPersonId: PersonId | null
  readonly byApplication: string | null
  readonly activatable: Activatable | null
  /** When what was activated or assigned ends; null: never, or not told. */
  readonly endsAt: Instant | null
  readonly origin: 'elevate' | 'outside'
}

/** A record that the directory keeps and that can be read from an instant on. */
export interface DirectorySource {
  readonly name: string
  /** For how long the directory keeps it: what is older can no longer be had. */
  readonly keptMs: number
  /** What was recorded since then, in any order. Throws `DirectoryUnavailable`. */
  since(from: Instant): Promise<readonly DirectoryEvent[]>
}

/** An alert that the directory raises by itself. */
export interface DirectoryAlert {
  /** The rule of ours that looks for the same. */
  readonly rule: UsageAlert
  readonly isActive: boolean
  readonly incidents: number
  /** Null: it never fired. */
  readonly changedAt: Instant | null
  /** False: the directory does not look for it. */
  readonly isOn: boolean
}
