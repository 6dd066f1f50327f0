import type { Wording } from './wording.ts'

/** How this viewer reads times. */
export interface Times {
  /** `14:02`, `14 h 02` */
  time(at: number): string
  /** `14:02:31 EDT`, `14 h 02 min 31 s HAE` */
  clock(at: number): string
  /** `Today` or the date. */
  day(at: number, now: number): string
  /** The same for all instants of one calendar day. */
  dayKey(at: number): string
  /** `1 h 40 min`, to the minute. */
  span(ms: number): string
}

export function createTimes({ locale, today, span }: Wording, timeZone: string): Times {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone })
  const clockTime = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const write = (options: Intl.DateTimeFormatOptions) => writer(format(options), locale)
  const time = write(clockTime)
  const clock = write({ ...clockTime, second: '2-digit', timeZoneName: 'short' })
  const day = write({ weekday: 'long', day: 'numeric', month: 'long' })
  const key = format({ year: 'numeric', month: '2-digit', day: '2-digit' })
  return {
    time,
    clock,
    day: (at, now) => (key.format(at) === key.format(now) ? today : day(at)),
    dayKey: (at) => key.format(at),
    span(ms) {
      const minutes = Math.round(ms / 60_000)
      return span(Math.floor(minutes / 60), minutes % 60)
    },
  }
}

/** In French `1er mai` and an unbroken `9 h 05`, where the locale's data have `1 mai` and `09 h 05`; as in cards/instants.ts. */
function writer(format: Intl.DateTimeFormat, locale: string): (at: number) => string {
  if (locale !== 'fr-CA') return (at) => format.format(at)
  return (at) =>
    format
      .formatToParts(at)
      .map(({ type, value }) => {
        if (type === 'day') return value === '1' ? '1er' : value
        if (type === 'hour') return String(Number(value))
        if (type !== 'literal') return value
        return value.replace(/^ (h|min) /, '\u00a0$1\u00a0').replace(/^ s /, '\u00a0s ')
      })
      .join('')
}
