import type { Activatable, ActivationOrder, Instant, Log } from '../../bot/index.ts'
import type { ActivationRecords } from './activation-records.ts'
import type { Assignments } from './assignments.ts'
import type { EntraDirectoryConfig } from './config.ts'
import type { Read } from './graph/batched-reads.ts'
import type { GraphClient } from './graph/client.ts'
import type { OwnRequests } from './own-requests.ts'
import type { People } from './people.ts'

export type TakeSignIn = (order: Pick<ActivationOrder, 'key' | 'personId'>) => Promise<string | null>

/** What the verbs of this adapter work with. */
export interface EntraParts {
  readonly config: EntraDirectoryConfig
  readonly graph: GraphClient
  /** Reads of one moment go in one call. */
  readonly read: Read
  readonly people: People
  readonly assignments: Assignments
  readonly records: ActivationRecords
  readonly own: OwnRequests
  readonly now: () => Instant
  readonly log: Log
  readonly isSame: (a: Activatable, b: Activatable) => boolean
  /** Application mode: whether it is on the list of what Elevate may assign. */
  readonly mayAssign: (what: Activatable) => boolean
  /** Delegated mode: the token of the sign-in that was made under this key by this person; null where there is none. */
  readonly takeSignIn: TakeSignIn
}
