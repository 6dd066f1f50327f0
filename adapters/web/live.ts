import { randomUUID } from 'node:crypto'
import type { Instant, Log, Person } from '../../bot/index.ts'
import { channelAddress, OWN_CONVERSATION, personAddress } from './address.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import type { WebPlatform } from './platform.ts'
import { showMessage } from './show.ts'
import type { WireEvents } from './wire.ts'

export interface LiveOptions {
  readonly platform: WebPlatform
  readonly now: () => Instant
  readonly log: Log
  /** How often a quiet stream says the time, in milliseconds. */
  readonly heartbeatMs: number
}

/** One event for one reader; `id` is where to go on after it. */
export type LiveEvent = {
  readonly [Name in keyof WireEvents]: { readonly event: Name; readonly data: WireEvents[Name]; readonly id?: string }
}[keyof WireEvents]

/** What happens while a reader looks on. */
export interface Live {
  /** Where a reader stands who has seen everything stored so far. */
  cursor(person: Person, channels: readonly string[]): Promise<string>
  /** Everything after `since` and then whatever comes, until `signal` aborts or the server closes. */
  events(
    person: Person,
    channels: readonly string[],
    since: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<LiveEvent>
  clockMoved(): void
  /** Ends all streams. */
  close(): void
}

/**
 * Readers are told what changed by reading the conversations again from where they stand, never from a queue: a reader
 * that is slow, late or back again gets the newest face of each message once.
 */
export function createLive({ platform, now, log, heartbeatMs }: LiveOptions): Live {
  const { conversations } = platform
  const epoch = randomUUID()
  const closing = new AbortController()
  const wakers = new Set<(reason: 'changed' | 'clock') => void>()
  const unwatch = conversations.watch(() => wake('changed'))

  function wake(reason: 'changed' | 'clock'): void {
    for (const waker of wakers) waker(reason)
  }

  function addresses(person: Person, readable: readonly string[]): readonly (readonly [string, string])[] {
    const channels = readable.map((name) => [name, channelAddress(name)] as const)
    return [[OWN_CONVERSATION, personAddress(person.id)], ...channels]
  }

  async function* changes(
    person: Person,
    channels: readonly string[],
    seen: Map<string, number>,
  ): AsyncGenerator<LiveEvent> {
    for (const [name, address] of addresses(person, channels)) {
      for (const message of await conversations.changesAfter(address, seen.get(name) ?? 0)) {
        seen.set(name, message.revision)
        const data = showMessage(message, name, person, log)
        yield { event: 'message', data, id: formatCursor({ epoch, seen }) }
      }
    }
  }

  return {
    async cursor(person, channels) {
      const seen = new Map<string, number>()
      for (const [name, address] of addresses(person, channels)) seen.set(name, await conversations.revision(address))
      return formatCursor({ epoch, seen })
    },
    async *events(person, channels, since, signal) {
      const start = since === null ? { epoch, seen: new Map() } : parseCursor(since, epoch)
      if (!start) {
        yield { event: 'reset', data: {} }
        return
      }
      const seen = new Map(start.seen)
      const bell = createBell(AbortSignal.any([signal, closing.signal]), heartbeatMs)
      wakers.add(bell.ring)
      try {
        for (let reason = 'clock'; reason !== 'over'; reason = await bell.next()) {
          if (reason === 'clock') yield { event: 'clock', data: { now: now() } }
          yield* changes(person, channels, seen)
        }
      } finally {
        wakers.delete(bell.ring)
      }
    },
    clockMoved: () => wake('clock'),
    close() {
      unwatch()
      closing.abort()
    },
  }
}

/** Waits for the next reason to look, and keeps one that came while nobody waited. A quiet time is a reason, too. */
function createBell(signal: AbortSignal, heartbeatMs: number) {
  let rung: 'changed' | 'clock' | null = null
  let awake: (() => void) | null = null
  signal.addEventListener('abort', () => awake?.(), { once: true })

  return {
    ring(reason: 'changed' | 'clock'): void {
      if (rung !== 'clock') rung = reason
      awake?.()
    },
    async next(): Promise<'changed' | 'clock' | 'over'> {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const heartbeat = setTimeout(resolve, heartbeatMs)
          awake = () => {
            clearTimeout(heartbeat)
            resolve()
          }
        })
      }
      const reason = signal.aborted ? 'over' : (rung ?? 'clock')
      rung = null
      return reason
    },
  }
}
