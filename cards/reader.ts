import type { Language } from '../bot/domain/values.ts'
import { wordingOf } from './wording.ts'
import type { Wording } from './wording-schema.ts'

/** Whom a card is worded for. */
export interface Reader {
  readonly language: Language
  readonly timeZone: string
  readonly words: Wording
}

export function readerOf(language: Language, timeZone: string): Reader {
  return { language, timeZone, words: wordingOf(language) }
}
