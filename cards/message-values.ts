import { STATUSES } from '../bot/domain/activation-request.ts'
import { durationFromMs, parseIsoDuration, SECOND } from '../bot/domain/duration.ts'
import type { Json } from '../bot/domain/values.ts'
import { durationPhrase, instantPhrase, listPhrase } from './phrases.ts'
import type { Reader } from './reader.ts'
import type { ParamKind, ParamKinds } from './wording-params.ts'
import type { MessageValues } from './wording-schema.ts'

/**
 * The values of a wording's parameters, written for the reader. What is missing, or is not of its kind, becomes the
 * word for what is not known: a refusal or an alert is shown in any case.
 */
export function messageValues(
  reader: Reader,
  kinds: ParamKinds,
  params: { readonly [name: string]: Json | undefined },
): MessageValues {
  const values: { [name: string]: string | number } = {}
  for (const [name, kind] of Object.entries(kinds)) {
    const value = writtenValue(reader, kind, params[name] ?? null)
    values[name] = value ?? reader.words.labels.notKnown()
    values[hasName(name)] = value === null ? 'no' : 'yes'
  }
  return values
}

/** `retryAt` → `hasRetryAt`, which a wording selects on. */
export function hasName(param: string): string {
  return `has${param.charAt(0).toUpperCase()}${param.slice(1)}`
}

function writtenValue(reader: Reader, kind: ParamKind, value: Json): string | number | null {
  switch (kind) {
    case 'text':
      return typeof value === 'string' || typeof value === 'number' ? String(value) : null
    case 'name':
      return nameOf(reader, value)
    case 'names':
      return listOf(reader, value, (item) => nameOf(reader, item))
    case 'number':
      return typeof value === 'number' ? value : null
    case 'flag':
      return typeof value === 'boolean' ? (value ? 'yes' : 'no') : null
    case 'duration':
      return durationOf(reader, value)
    case 'durations':
      return listOf(reader, value, (item) => durationOf(reader, item) ?? nameOf(reader, item))
    case 'instant':
      return typeof value === 'number' && value >= 0 ? instantPhrase(Math.trunc(value)) : null
    case 'milliseconds':
      return typeof value === 'number' && Math.abs(value) >= SECOND
        ? durationPhrase(reader, durationFromMs(Math.abs(value)))
        : null
    case 'status':
      return statusOf(reader, value)
  }
}

function nameOf({ language }: Reader, value: Json): string | null {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const name = value[language]
  return typeof name === 'string' ? name : null
}

function listOf(reader: Reader, value: Json, write: (item: Json) => string | null): string | null {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return null
  const written = value.map(write).filter((item) => item !== null)
  return written.length > 0 ? listPhrase(reader, written) : null
}

function durationOf(reader: Reader, value: Json): string | null {
  const duration = typeof value === 'string' ? parseIsoDuration(value) : null
  return duration && durationPhrase(reader, duration)
}

function statusOf({ words }: Reader, value: Json): string | null {
  const status = STATUSES.find((known) => known === value)
  return status === undefined ? null : words.statuses[status].short()
}
