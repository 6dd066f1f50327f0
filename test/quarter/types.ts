import type { AuditEventDraft } from '../../bot/domain/audit-event.ts'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { ActiveAssignment, EligibleAssignment, Person } from '../../bot/domain/person.ts'
import type { Instant, PersonId, RequestId } from '../../bot/domain/values.ts'
import type { Life } from '../bench/lives.ts'

/** What is planted. The first seven are PIM's own alerts. */
export const MISUSE = [
  'assignedOutside',
  'activatedTooOften',
  'tooManyGlobalAdministrators',
  'roleWithoutMfa',
  'eligibleUnused',
  'staleAccount',
  'licenceMissing',
  'activatedOutside',
  'emergencyAccountUsed',
  'unusualHour',
  'unusualRole',
  'unusualDuration',
  'burst',
  'oneTicketManyActivations',
  'oneTicketManyPeople',
  'decidesInSeconds',
  'alwaysSamePair',
  'activePastEnd',
  'keepsTimingOut',
  'approvedInSeconds',
] as const
export type Misuse = (typeof MISUSE)[number]

export interface About {
  readonly personId?: PersonId
  /** See `subjectOf`. */
  readonly subject?: string
  readonly ticket?: string
  readonly requestId?: RequestId
  readonly approverId?: PersonId
}

export interface Planted {
  readonly kind: Misuse
  readonly about: About
  /** From when on it could be seen. */
  readonly at: Instant
  /** Until when it went on. */
  readonly until: Instant
  /** What else it rightly raises. */
  readonly related: readonly Misuse[]
}

/** What the directory would have answered at one instant. */
export interface DirectoryFacts {
  readonly people: readonly Person[]
  readonly eligible: readonly EligibleAssignment[]
  /** Standing ones and what was activated round Elevate; those of Elevate are in the lives. */
  readonly active: readonly ActiveAssignment[]
  readonly lastSignIn: ReadonlyMap<PersonId, Instant>
  readonly isLicensed: boolean
}

export interface QuarterOptions {
  readonly seed: number
  /** At least 40. */
  readonly people: number
  /** About so many; misuse comes on top. */
  readonly activations: number
  /** Its last instant. */
  readonly end?: Instant
  /** Without it: everything planted. */
  readonly plant?: readonly Misuse[]
}

/** A quarter in the life of an invented organisation: everything that was recorded, and what of it was misuse. */
export interface Quarter {
  readonly from: Instant
  readonly to: Instant
  readonly organisation: Organisation
  readonly groups: readonly {
    readonly id: string
    readonly displayName: string
    readonly members: readonly PersonId[]
  }[]
  /** In the order of their submission; every life is over before `to`. */
  readonly lives: readonly Life[]
  /** Of all lives and of the directory, oldest first. */
  readonly events: readonly AuditEventDraft[]
  /** Tickets of incidents that were declared: many people on one is no misuse. */
  readonly incidents: readonly { readonly ticket: string; readonly from: Instant; readonly to: Instant }[]
  directoryAt(instant: Instant): DirectoryFacts
  readonly planted: readonly Planted[]
}
