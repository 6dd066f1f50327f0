declare const isoDuration: unique symbol

/** An ISO 8601 duration of hours and minutes in canonical form, such as `PT1H30M`. Made only by this module. */
export type IsoDuration = string & { readonly [isoDuration]: true }

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** PIM refuses activations below five minutes (Graph: `ActiveDurationTooShort`). */
export const MINIMUM_ACTIVATION = durationFromMs(5 * MINUTE)

const pattern = /^P(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/

/** Eleven years: what the pattern can still read back. */
const LONGEST = 99_999 * HOUR

/** Milliseconds, rounded down to whole seconds, as an ISO 8601 duration. Throws `RangeError` for what is not positive. */
export function durationFromMs(ms: number): IsoDuration {
  const seconds = Math.floor(ms / SECOND)
  if (!Number.isSafeInteger(seconds) || seconds <= 0) throw new RangeError(`Not a positive duration: ${ms} ms`)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  return `PT${h ? `${h}H` : ''}${m ? `${m}M` : ''}${s ? `${s}S` : ''}` as IsoDuration
}

/** The duration an ISO 8601 string names, or null where it names none (months and years have no fixed length). */
export function parseIsoDuration(text: string): IsoDuration | null {
  const match = pattern.exec(text.trim().toUpperCase())
  if (!match) return null
  const [d, h, m, s] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number]
  const ms = d * DAY + h * HOUR + m * MINUTE + s * SECOND
  return ms > 0 && ms <= LONGEST ? durationFromMs(ms) : null
}

/** Length of a duration in milliseconds. */
export function durationToMs(duration: IsoDuration): number {
  const match = pattern.exec(duration)
  if (!match) throw new RangeError(`Not an ISO 8601 duration: ${duration}`)
  const [d, h, m, s] = match.slice(1).map((part) => Number(part ?? 0)) as [number, number, number, number]
  return d * DAY + h * HOUR + m * MINUTE + s * SECOND
}

export function shorterDuration(a: IsoDuration, b: IsoDuration): IsoDuration {
  return durationToMs(a) <= durationToMs(b) ? a : b
}
