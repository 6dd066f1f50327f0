import type { ChatIdentity } from '../../bot/index.ts'
import type { Look } from './blocks/look.ts'
import type { SlackModal } from './blocks/types.ts'
import type { Choices } from './choices.ts'
import type { IntakeOptions } from './intake.ts'
import { within } from './within.ts'

/** The workspace that the app is installed in. */
export interface Home {
  readonly teamId: string
  readonly botId: string
  readonly botUserId: string
}

/** What listeners need besides the body. */
export interface Surroundings extends IntakeOptions {
  /** Null as long as Slack has never said who we are: then nothing is taken. */
  readonly home: () => Home | null
  /** Null for whom the directory does not know. May be slow, may fail. */
  readonly look: (identity: ChatIdentity) => Promise<Look | null>
  /** For people whose own language or zone nobody knows. */
  readonly organisation: Look
  /** What somebody is eligible for; nothing for a stranger. */
  readonly choices: (identity: ChatIdentity) => Promise<Choices>
  /** False where Slack did not open it. Does not throw. */
  readonly openModal: (triggerId: string, modal: SlackModal) => Promise<boolean>
  readonly publishHome: (userId: string) => Promise<void>
}

/** A trigger lasts three seconds: whose look is not known at once sees the organisation's. */
const LOOK_WITHIN = 500

export async function lookOf({ look, organisation }: Surroundings, identity: ChatIdentity | null): Promise<Look> {
  if (!identity) return organisation
  return (await within(look(identity), LOOK_WITHIN, null)) ?? organisation
}
