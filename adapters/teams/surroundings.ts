import type { ChatIdentity, Engine, PersonId } from '../../bot/index.ts'
import type { Look } from './card.ts'
import type { Connector } from './connector.ts'
import type { IntakeOptions } from './intake.ts'
import type { LookOf } from './look.ts'
import type { PostedMessages } from './posted.ts'
import type { Replies } from './replies.ts'

/** What is needed to answer what comes in, besides the activity. */
export interface Surroundings extends IntakeOptions {
  readonly engine: Pick<Engine, 'now' | 'receive' | 'viewOf'>
  /** The tenant that was checked. */
  readonly tenantId: string
  readonly replies: Replies
  readonly posted: PostedMessages
  readonly connector: Connector
  readonly lookOf: LookOf
  /** For people whose own language or zone nobody knows. */
  readonly organisation: Look
  /** Whom the account belongs to in the directory; null for strangers. May fail. */
  readonly personIdOf: (identity: ChatIdentity) => Promise<PersonId | null>
}
