import type { Instant, PersonId, StepUpPurpose } from '../../../bot/index.ts'

/** What a sign-in under way is for. */
export type Subject = StepUpSubject | VisitSubject | LinkSubject

export interface StepUpSubject {
  readonly kind: 'stepUp'
  readonly purpose: StepUpPurpose
  readonly personId: PersonId
  /** The sign-in may be no older. */
  readonly since: Instant
  /** The directory may ask for more than the first sign-in gave. */
  readonly rounds: number
}

/** A visit to the web chat: whoever signs in. */
export interface VisitSubject {
  readonly kind: 'visit'
}

/** A chat account is to be linked to whoever signs in. */
export interface LinkSubject {
  readonly kind: 'link'
  /** Of the link's address. */
  readonly token: string
}
