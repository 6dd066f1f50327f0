/** Seconds or an HTTP date (RFC 9110, 10.2.3), as milliseconds from now; null where it says neither. */
export function retryAfterMs(header: string | null, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return text === '' || Number.isNaN(date) ? null : Math.max(0, date - now)
}
