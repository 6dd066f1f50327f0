import type { IsoDuration } from '../duration.ts'
import type { Instant } from '../values.ts'
import type { ActivatableView, PersonView } from './card-view.ts'

/** How roles were used. Lengths of time are milliseconds where they are sums. */
export interface UsageCardView {
  readonly card: 'usage'
  readonly about: {
    readonly person: PersonView | null
    /** The reader's own: then their name is not said. */
    readonly isSelf: boolean
    readonly activatable: ActivatableView | null
  }
  readonly days: number
  /** Set where the record is younger than the period. */
  readonly since: Instant | null
  readonly requests: number
  readonly activated: number
  readonly denied: number
  readonly timedOut: number
  readonly decision: { readonly median: IsoDuration; readonly p90: IsoDuration; readonly count: number } | null
  readonly heldMs: number
  /** Had the same people held the same roles all the time. */
  readonly standingMs: number
  readonly roleCount: number
  readonly personCount: number
  /** Most activated first; the first few. */
  readonly roles: readonly UsageRoleView[]
  readonly people: readonly { readonly person: PersonView; readonly activated: number }[]
  /** Where its pictures are, without language and ending; null where there are none. */
  readonly picture: string | null
}

export interface UsageRoleView {
  readonly activatable: ActivatableView
  readonly requests: number
  readonly activated: number
  readonly denied: number
  readonly timedOut: number
  readonly people: number
  readonly heldMs: number
  /** Of the duration asked for, 0 to 1. */
  readonly usedShare: number | null
  readonly askedAgain: number
  readonly suggested: IsoDuration | null
}
