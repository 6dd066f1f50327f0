/** Longer words are no tickets: keeps the operator's pattern cheap to run. */
const LONGEST_TICKET = 64

/**
 * Finds the ticket a word is, by the operator's pattern, in any case; its canonical form is in capitals. Without a
 * pattern no word is a ticket.
 */
export function ticketMatcher(pattern: string | null): (word: string) => string | null {
  if (pattern === null) return () => null
  const regex = new RegExp(pattern, 'iu')
  return (word) => (word.length <= LONGEST_TICKET && regex.test(word) ? word.toUpperCase() : null)
}
