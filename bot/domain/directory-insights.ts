import type { Instant, PersonId } from './values.ts'

/** What a directory knows beside assignments. Null: it does not say, or may not be asked; nothing follows from that. */
export interface DirectoryInsights {
  /** When each last signed in; null for whoever never did. Of people who are not in it nothing is known. */
  readonly lastSignIn: ReadonlyMap<PersonId, Instant | null> | null
  /** Whether the directory is licensed for privileged access; `notNeeded` where it asks for no licence. */
  readonly licence: 'valid' | 'missing' | 'notNeeded' | null
  /** Of the people asked about: who has no licence of their own for it. */
  readonly unlicensed: readonly PersonId[] | null
}

export const NOTHING_KNOWN: DirectoryInsights = { lastSignIn: null, licence: null, unlicensed: null }

/** Facts of which a directory said nothing, or not enough. */
export const UNKNOWN_FACTS = ['lastSignIn', 'licence', 'settings'] as const
export type UnknownFact = (typeof UNKNOWN_FACTS)[number]

export function unknownOf({ lastSignIn, licence }: DirectoryInsights): readonly UnknownFact[] {
  return [...(lastSignIn === null ? ['lastSignIn' as const] : []), ...(licence === null ? ['licence' as const] : [])]
}
