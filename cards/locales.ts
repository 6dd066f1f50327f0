import type { Language } from '../bot/domain/values.ts'

/** Whose customs dates, numbers and lists follow: `17 h 30 HAE` and `12 345,6` in French, as written in Canada. */
export const LOCALES: { readonly [language in Language]: string } = { en: 'en-CA', fr: 'fr-CA' }
