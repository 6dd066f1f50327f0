import type { Person } from '../../bot/index.ts'
import type { Look } from './card.ts'
import type { Conversations } from './conversations.ts'
import { languageOf } from './language.ts'

export interface LookOptions {
  readonly conversations: Conversations
  /** The person whom the account is linked to; may fail. */
  readonly personOf: (userId: string) => Promise<Person | null>
}

/** In whose words, and in which zone. `otherwise`: where nobody knows. Does not throw. */
export type LookOf = (userId: string, otherwise: Look) => Promise<Look>

/** What the directory says of a person comes first, then what their client said last. */
export function createLookOf({ conversations, personOf }: LookOptions): LookOf {
  return async (userId, otherwise) => {
    const [person, account] = await Promise.all([
      personOf(userId).catch(() => null),
      conversations.account(userId).catch(() => null),
    ])
    return {
      language: person?.language ?? languageOf(account?.locale ?? null) ?? otherwise.language,
      timeZone: person?.timeZone ?? account?.timeZone ?? otherwise.timeZone,
    }
  }
}
