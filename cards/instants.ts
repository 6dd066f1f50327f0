import type { Instant, Language } from '../bot/domain/values.ts'
import { LOCALES } from './locales.ts'

/**
 * Instants travel through cards as values, so that each platform can write them for whoever looks: in the text they are
 * `U+E000 <milliseconds>,<style> U+E001`. Those characters are for private use and are taken out of every text that
 * comes from outside (`withoutPrivateUse`), so nobody can type one.
 */
export const INSTANT_STYLES = ['time', 'date', 'dateTime'] as const
export type InstantStyle = (typeof INSTANT_STYLES)[number]

/** Writes one instant for people. The result is taken as it is: a platform's own date syntax may be in it. */
export type InstantFormat = (instant: Instant, style: InstantStyle) => string

const marker = /\uE000(\d+),(time|date|dateTime)\uE001/g
const privateUse = /\p{Co}/gu

/** The text that stands for an instant until it is formatted. */
export function instantMarker(instant: Instant, style: InstantStyle): string {
  return `\uE000${instant},${style}\uE001`
}

/**
 * Replaces every instant in a text, or in every text of a card, by what `format` makes of it. Escape first, format
 * then: what `format` returns is not escaped any more.
 */
export function formatInstants<T>(value: T, format: InstantFormat): T {
  return mapTexts(value, (text) =>
    text.includes('\uE000')
      ? text.replace(marker, (_, ms: string, style: string) => format(Number(ms), style as InstantStyle))
      : text,
  )
}

/** The same value with private-use characters taken out of every text in it. */
export function withoutPrivateUse<T>(value: T): T {
  return mapTexts(value, (text) => text.replace(privateUse, ''))
}

/** The same plain value with every text in it (not the property names) passed through `change`. */
export function mapTexts<T>(value: T, change: (text: string) => string): T {
  return mapped(value, change) as T
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapped(item, change))
  if (typeof value !== 'object' || value === null) return value
  const copy: { [key: string]: unknown } = {}
  for (const [key, item] of Object.entries(value)) copy[key] = mapped(item, change)
  return copy
}

const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' } as const
const date = { year: 'numeric', month: 'short', day: 'numeric' } as const
const styles: { readonly [style in InstantStyle]: Intl.DateTimeFormatOptions } = {
  time,
  date,
  dateTime: { ...date, ...time },
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Instants in one zone, named: `17:00 EDT`, `17 h 00 HAE`. A zone that does not exist is UTC, and named so. */
export function intlInstantFormat(language: Language, timeZone: string): InstantFormat {
  return (instant, style) => {
    const format = cachedFormat(language, timeZone, style)
    return language === 'fr' ? asInFrench(format.formatToParts(instant)) : format.format(instant)
  }
}

/**
 * `1er mai` and an unbroken `9 h 05`, where the locale's data have `1 mai` and `09 h 05`
 * (https://vitrinelinguistique.oqlf.gouv.qc.ca, écriture de la date et de l’heure).
 */
function asInFrench(parts: readonly Intl.DateTimeFormatPart[]): string {
  return parts
    .map(({ type, value }) => {
      if (type === 'day') return value === '1' ? '1er' : value
      if (type === 'hour') return String(Number(value))
      return value === ' h ' ? '\u00a0h\u00a0' : value
    })
    .join('')
}

/** Whether both fall on one calendar day there, so that the time alone says when. */
export function isSameDay(a: Instant, b: Instant, timeZone: string): boolean {
  const format = cachedFormat('en', timeZone, 'date')
  return format.format(a) === format.format(b)
}

// Making a DateTimeFormat costs tens of microseconds, using one less than two.
function cachedFormat(language: Language, timeZone: string, style: InstantStyle): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${style}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(LOCALES[language], { ...styles[style], timeZone: knownZone(timeZone) })
  formats.set(key, made)
  return made
}

function knownZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}
