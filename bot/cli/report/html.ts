/** Text that is HTML already: everything in it was escaped. */
export type Html = string

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Most texts hold nothing of that, and a page has millions. */
const TO_CHANGE = /[&<>"'\u202A-\u202E\u2066-\u2069]/u

/** What people typed, as text: never an element, an attribute or a change of direction for what follows. */
export function escaped(text: string): Html {
  if (!TO_CHANGE.test(text)) return text
  return text
    .replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? '')
    .replace(/[\u202A-\u202E\u2066-\u2069]/gu, '')
}

export function element(name: 'p' | 'td' | 'th', text: string): Html {
  return `<${name}>${escaped(text)}</${name}>`
}

export function cells(name: 'td' | 'th', ...texts: readonly string[]): Html {
  return texts.map((text) => element(name, text)).join('')
}

export function raw(...parts: readonly Html[]): Html {
  return parts.join('')
}
