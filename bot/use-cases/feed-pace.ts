import type { Instant } from '../domain/values.ts'

/** New messages that a channel takes at once before activations are gathered into a list. */
const BURST = 5

/** What this server has sent to busy channels since it began to work. In memory: a crash empties it, and loses nothing. */
export interface FeedPace {
  /** When this server began to work. What was intended before may have been sent by the server before it. */
  readonly startedAt: Instant
  /** Keys of feed cards that go out by themselves and are not noted as sent yet: no list may tell of them as well. */
  readonly alone: Set<string>
  /** Whether the channel is behind by a burst: one more message would be one too many. */
  isBehind(channel: string, now: Instant, interval: number): boolean
  /** One more message is to go there. It counts even where the chat sends it away to come again. */
  add(channel: string, now: Instant, interval: number): void
}

/** `interval` in milliseconds, as a chat says in `feedInterval`. */
export function createFeedPace(startedAt: Instant): FeedPace {
  const freeAt = new Map<string, Instant>()
  return {
    startedAt,
    alone: new Set(),
    isBehind: (channel, now, interval) => (freeAt.get(channel) ?? now) - now > (BURST - 1) * interval,
    add: (channel, now, interval) => void freeAt.set(channel, Math.max(freeAt.get(channel) ?? now, now) + interval),
  }
}
