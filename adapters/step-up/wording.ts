import type { Language } from '../../bot/index.ts'
import en from './wording/en.json' with { type: 'json' }
import fr from './wording/fr.json' with { type: 'json' }

export type WordingKey = keyof typeof en

/** The text for a key, with `{name}` replaced by values. Plain text: whoever shows it escapes it. */
export type Words = ((key: WordingKey, values?: { readonly [name: string]: string | number }) => string) & {
  readonly language: Language
}

const wordings: { readonly [language in Language]: { readonly [key in WordingKey]: string } } = { en, fr }
const LANGUAGES: readonly Language[] = ['en', 'fr']

/** Words of a language. */
export function wordsOf(language: Language): Words {
  const say = (key: WordingKey, values: { readonly [name: string]: string | number } = {}) =>
    wordings[language][key].replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder))
  return Object.assign(say, { language })
}

/** The first language of an Accept-Language header that there are words for; English where there is none. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '').split(',').map((entry) => entry.trim().slice(0, 2).toLowerCase())
  const known = wanted.map((code) => LANGUAGES.find((language) => language === code))
  return known.find((language) => language !== undefined) ?? 'en'
}
