import { pino } from 'pino'
import type { Log } from '../ports/log.ts'

/** Keys that hold secrets or what people typed, wherever they occur in a logged object: never written. */
const REDACTED = [
  'code',
  'secret',
  'token',
  'password',
  'cookie',
  'authorization',
  'text',
  'view',
  'card',
  'justification',
  'raw',
]

/** Errors whose messages are ours, and so hold nothing that anybody typed. */
const OURS = ['DirectoryUnavailable', 'StoreUnavailable', 'StoreWriteRefused', 'StoreOpenError']

/** Structured log lines on standard output. Callers pass ids and codes; this is the net below them. */
export function createLogger(level: string): Log {
  const paths = REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`])
  const redact = { paths, censor: '[redacted]' }
  return pino({
    level,
    base: null,
    redact,
    serializers: { error: describeError },
    timestamp: pino.stdTimeFunctions.isoTime,
  })
}

/** An error by its kind and place. Messages of other kinds may quote what was being parsed. */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : { name: 'unknown' }
  const places = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  const at = places.slice(0, 4).map((line) => line.trim())
  const code = 'code' in error ? String(error.code) : null
  const message = OURS.includes(error.name) ? error.message : null
  return { name: error.name, ...(code && { code }), ...(message && { message }), at }
}
