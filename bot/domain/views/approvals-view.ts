import type { IsoDuration } from '../duration.ts'
import type { Instant } from '../values.ts'
import type { PersonView } from './card-view.ts'

export interface ApprovalsView {
  readonly required: number
  readonly given: readonly (PersonView & { readonly at: Instant; readonly duration: IsoDuration })[]
  /** Everybody who may decide now, those who approved aside. */
  readonly waitingFor: readonly PersonView[]
  /** How many of the people asked could be reached; null while nothing is known. */
  readonly reached: { readonly reached: number; readonly asked: number } | null
  /** Whom no chat could deliver it to. */
  readonly unreached: readonly PersonView[]
  readonly escalated: boolean
  /** Before its time, because too few approvers could be reached. */
  readonly escalatedEarly: boolean
  /** The directory asks for it and takes the first answer, whoever's it is of those it names. */
  readonly inDirectory?: boolean
}
