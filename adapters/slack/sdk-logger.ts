import { type Logger, LogLevel } from '@slack/bolt'
import type { Log } from '../../bot/index.ts'

const LONGEST = 300

/**
 * The SDK's log, in ours. Its debug and info lines hold whole bodies and are dropped; of the others only the sentence and
 * an error's name and message are kept, without addresses, which may hold tickets or tokens.
 */
export function boltLogger(log: Log): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (...said) => log.warn({}, sentence(said)),
    error: (...said) => log.error({}, sentence(said)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  }
}

function sentence(said: readonly unknown[]): string {
  const parts = said.map((part) => (part instanceof Error ? `${part.name}: ${part.message}` : part))
  const text = parts.filter((part) => typeof part === 'string').join(' ')
  return `Slack SDK: ${text.replace(/\b(?:https?|wss?):\/\/\S+/g, '…').replace(/\bx(?:ox|app)[\w-]+/g, '…')}`.slice(
    0,
    LONGEST,
  )
}
