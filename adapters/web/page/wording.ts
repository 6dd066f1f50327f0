import { en, type Wording } from './wording/en.ts'
import { fr } from './wording/fr.ts'

const wordings: { readonly [language: string]: Wording } = { en, fr }

/** The page's words in this language, or in English for a browser's language that nobody has written. */
export function wordingFor(language: string): Wording {
  return wordings[language] ?? en
}

/** Puts the words into the page: `data-text` names an element's text, `data-label` its accessible name. */
export function applyWording(words: Wording, language: string): void {
  document.documentElement.lang = language in wordings ? language : 'en'
  const texts: { readonly [key: string]: unknown } = words
  for (const element of document.querySelectorAll<HTMLElement>('[data-text]')) {
    element.textContent = String(texts[element.dataset['text'] ?? ''])
  }
  for (const element of document.querySelectorAll<HTMLElement>('[data-label]')) {
    element.setAttribute('aria-label', String(texts[element.dataset['label'] ?? '']))
  }
}

export type { Wording }
