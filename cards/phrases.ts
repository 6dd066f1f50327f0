import { durationToMs, HOUR, type IsoDuration, MINUTE, SECOND } from '../bot/domain/duration.ts'
import { type Instant, type Language, unreachable } from '../bot/domain/values.ts'
import type { ActivatableView, ActorView, PersonView } from '../bot/domain/views/card-view.ts'
import { type InstantStyle, instantMarker, isSameDay } from './instants.ts'
import { LOCALES } from './locales.ts'
import type { Reader } from './reader.ts'

/** Values as a reader's language writes them. */

/** Names listed before the rest is only counted. */
const NAMES_LISTED = 5

/** `1 hour 30 minutes`. */
export function durationPhrase({ language, words }: Reader, duration: IsoDuration): string {
  const ms = durationToMs(duration)
  const parts = [
    { word: words.labels.hours, count: Math.floor(ms / HOUR) },
    { word: words.labels.minutes, count: Math.floor((ms % HOUR) / MINUTE) },
    { word: words.labels.seconds, count: Math.floor((ms % MINUTE) / SECOND) },
  ]
  return unitList[language].format(parts.filter(({ count }) => count > 0).map(({ word, count }) => word({ count })))
}

export function instantPhrase(at: Instant, style: InstantStyle = 'dateTime'): string {
  return instantMarker(at, style)
}

/** The time alone where it falls on the same day as what the card dates beside it. */
export function instantNear({ timeZone }: Reader, at: Instant, beside: Instant): string {
  return instantMarker(at, isSameDay(at, beside, timeZone) ? 'time' : 'dateTime')
}

/** `A, B and C`; of many the first few and how many more. */
export function listPhrase({ language, words }: Reader, items: readonly string[], listed = NAMES_LISTED): string {
  if (items.length <= listed) return conjunction[language].format(items)
  const names = items.slice(0, listed).join(', ')
  return words.labels.andMore({ names, count: items.length - listed })
}

/** Items that hold commas of their own, one after the other. */
export function sequencePhrase({ words }: Reader, items: readonly string[]): string {
  const [head = '', ...rest] = items
  return rest.reduce((first, next) => words.labels.followedBy({ first, next }), head)
}

export function peoplePhrase(reader: Reader, people: readonly PersonView[]): string {
  return listPhrase(
    reader,
    people.map(({ displayName }) => displayName),
  )
}

/** The role's name; of a group with the access that is asked for. */
export function activatablePhrase({ language, words }: Reader, activatable: ActivatableView): string {
  const name = activatable.displayName[language]
  if (activatable.access === null) return name
  return words.labels.groupAccess({ name, access: activatable.access })
}

export function scopePhrase({ words }: Reader, { scope }: ActivatableView): string {
  return scope ? words.labels.scoped({ kind: scope.kind, name: scope.displayName }) : words.labels.wholeDirectory()
}

/** Role and, where it is not the whole directory, scope: what tells one choice from the next. */
export function choicePhrase(reader: Reader, activatable: ActivatableView): string {
  const name = activatablePhrase(reader, activatable)
  if (!activatable.scope) return name
  return reader.words.labels.nameInScope({ name, scope: activatable.scope.displayName })
}

export function tierPhrase({ words }: Reader, { tier }: ActivatableView): string {
  const { name, meaning } = words.tiers[tier]
  return words.labels.tierMeaning({ name: name(), meaning: meaning() })
}

export function actorPhrase({ words }: Reader, actor: ActorView): string {
  switch (actor.kind) {
    case 'person':
      return actor.person.displayName
    case 'directory':
      return words.labels.theDirectory()
    case 'elevate':
      return words.labels.elevate()
    default:
      return unreachable(actor)
  }
}

type Lists = { readonly [language in Language]: Intl.ListFormat }

const conjunction = listsOf({ type: 'conjunction' })
const unitList = listsOf({ type: 'unit', style: 'narrow' })

function listsOf(options: Intl.ListFormatOptions): Lists {
  return { en: new Intl.ListFormat(LOCALES.en, options), fr: new Intl.ListFormat(LOCALES.fr, options) }
}
