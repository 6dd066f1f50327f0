import type { Language } from '../../bot/index.ts'

/** The language of a locale such as `fr-CA`; null for one that we do not speak. */
export function languageOf(locale: string | null): Language | null {
  const primary = locale?.toLowerCase().split(/[-_]/)[0]
  if (primary === 'fr') return 'fr'
  return primary === 'en' ? 'en' : null
}
