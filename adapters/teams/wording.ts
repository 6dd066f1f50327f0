import type { Language } from '../../bot/index.ts'
import en from './wording/en.json' with { type: 'json' }
import fr from './wording/fr.json' with { type: 'json' }

export type WordingKey = keyof typeof en

const wordings: { readonly [language in Language]: { readonly [key in WordingKey]: string } } = { en, fr }

/** What Elevate says in Teams besides its cards. Plain sentences of ours, without values. */
export function word(language: Language, key: WordingKey): string {
  return wordings[language][key]
}
