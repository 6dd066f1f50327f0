/**
 * One line of CSV (RFC 4180), every cell quoted. What a spreadsheet would take for a formula gets an apostrophe before
 * it, so that opening the file computes, fetches and starts nothing.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return cells.map(csvCell).join(',')
}

// Also after blanks and quotes, which some programs skip; and in full width, which some read as the same.
const formula = /^[\s"'\p{Cf}]*[=+\-@|%＝＋－＠]/u
const control = /[\p{Cc}]/gu

function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const flat = value.replace(control, ' ')
  const inert = formula.test(flat) ? `'${flat}` : flat
  return `"${inert.replaceAll('"', '""')}"`
}
