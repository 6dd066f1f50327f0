const line = /^\s*(?:\/elevate\s+)?(?:link|lier)\s+([0-9]{4})[\s-]?([0-9]{4})\s*$/i

/** The code of a line that ends the linking of an account, such as "link 4821 9073"; null for every other line. */
export function linkCodeOf(text: string): string | null {
  if (text.length > 100) return null
  const [, first, second] = line.exec(text.normalize('NFKC')) ?? []
  return first && second ? `${first}${second}` : null
}
