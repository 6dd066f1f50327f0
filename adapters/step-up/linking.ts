import type { ChatIdentity, PersonId } from '../../bot/index.ts'
import type { AccountLinks } from './account-link.ts'

/** A chat account as its platform shows it. Names are the account's own choice: the id is what counts. */
export interface ChatAccount {
  /** As people call the platform. */
  readonly platformName: string
  readonly displayName: string
  readonly userId: string
  /** Address that the platform has confirmed, or null where it is not to be seen. */
  readonly email: string | null
  readonly workspace: string
}

/** `taken`: the person or the account is linked otherwise already. */
export type LinkStep = { readonly outcome: 'typeIt'; readonly line: string } | { readonly outcome: 'taken' | 'refused' }

/** What the linking pages need of the platforms and the directory. Every method may throw `DirectoryUnavailable`. */
export interface Linking {
  readonly links: AccountLinks
  /** Null: such an account cannot be linked, or is linked already. */
  account(identity: ChatIdentity): Promise<ChatAccount | null>
  /** Whose sign-in name or id this is, exactly; null where nobody's, or nobody's who may be linked. */
  find(name: string): Promise<PersonId | null>
  signInName(personId: PersonId): Promise<string | null>
  /** After the proof: the line that links the two once it is typed in the account. Nothing is linked yet. */
  awaitLine(identity: ChatIdentity, personId: PersonId): Promise<LinkStep>
  /** A try was refused for want of the right name and code. */
  recordRefused(identity: ChatIdentity, personId: PersonId | null): Promise<void>
}
