import type { Instant, IsoDuration, Language } from '../../../bot/index.ts'
import { intlInstantFormat } from '../../../cards/instants.ts'
import { durationPhrase } from '../../../cards/phrases.ts'
import { readerOf } from '../../../cards/reader.ts'

/** Values as the cards write them, so that people recognise them from one to the other. */

/** A length in words, such as `1 hour 30 minutes`. */
export function formatDuration(duration: IsoDuration, language: Language): string {
  return durationPhrase(readerOf(language, 'UTC'), duration)
}

/** An instant as the viewer's clock shows it, with the zone named. */
export function formatInstant(at: Instant, language: Language, timeZone: string): string {
  return intlInstantFormat(language, timeZone)(at, 'dateTime')
}
