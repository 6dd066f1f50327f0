import type { Language } from '../../bot/index.ts'
import en from './wording/en.json' with { type: 'json' }
import fr from './wording/fr.json' with { type: 'json' }

export type WordingKey = keyof typeof en

const wordings: { readonly [language in Language]: { readonly [key in WordingKey]: string } } = { en, fr }

/** What Slack's surfaces say besides the cards, with `{name}` replaced by values. Plain text: escape it for markup. */
export function word(language: Language, key: WordingKey, values: { readonly [name: string]: string } = {}): string {
  return wordings[language][key].replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder)
}
