import type { Language, PersonId } from '../../bot/index.ts'

/** For whom a page is made. */
export interface Viewer {
  readonly displayName: string
  readonly language: Language
  /** IANA name. */
  readonly timeZone: string
}

/** The person as their pages address them, or null where there is no such person any more. */
export type FindViewer = (personId: PersonId) => Promise<Viewer | null>
