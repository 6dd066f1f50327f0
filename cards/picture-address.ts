import type { Language } from '../bot/domain/values.ts'

/** A picture has one address in each language; a page that knows its theme asks for the dark one. */
export function languageSuffix(language: Language): string {
  return `/${language}.png`
}
