import type { WireEvents } from '../wire.ts'

/** Longest silence before a line counts as lost; the server speaks every 15 seconds. */
const SILENCE = 40_000
/** How long a tab that nobody sees keeps its line. */
const UNSEEN = 60_000
const RETRY_AFTER = [300, 1000, 2000, 4000] as const

export type Connection = 'connecting' | 'online' | 'offline'

export interface LiveHandlers {
  readonly message: (message: WireEvents['message']) => void
  readonly clock: (clock: WireEvents['clock']) => void
  /** What was loaded does not connect to what the server has: load again. This line has ended. */
  readonly reset: () => void
  readonly connection: (connection: Connection) => void
}

/**
 * Follows the server's events from `since` and goes on after each break where it was. `EventSource` gives up for good
 * after some answers, so that trying again is done here.
 */
export function followEvents(
  urlSince: (since: string) => string,
  since: string,
  handlers: LiveHandlers,
): { close(): void } {
  let last = since
  let failures = 0
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let unseen: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    close()
    source = new EventSource(urlSince(last))
    source.addEventListener('clock', (event) => {
      heard()
      handlers.clock(JSON.parse(event.data))
    })
    source.addEventListener('message', (event) => {
      heard()
      last = event.lastEventId || last
      handlers.message(JSON.parse(event.data))
    })
    source.addEventListener('reset', () => {
      close()
      handlers.reset()
    })
    source.addEventListener('error', lost)
    timer = setTimeout(lost, SILENCE)
  }

  function heard(): void {
    failures = 0
    clearTimeout(timer)
    timer = setTimeout(lost, SILENCE)
    handlers.connection('online')
  }

  function lost(): void {
    close()
    handlers.connection('offline')
    timer = setTimeout(open, RETRY_AFTER[Math.min(failures, RETRY_AFTER.length - 1)])
    failures += 1
  }

  function close(): void {
    clearTimeout(timer)
    source?.close()
    source = null
  }

  /** Browsers open six connections to one server at most: tabs that nobody sees give theirs back. */
  function whenSeen(): void {
    clearTimeout(unseen)
    if (document.hidden) unseen = setTimeout(close, UNSEEN)
    else if (!source) open()
  }

  document.addEventListener('visibilitychange', whenSeen)
  window.addEventListener('offline', lost)
  open()
  return {
    close() {
      document.removeEventListener('visibilitychange', whenSeen)
      window.removeEventListener('offline', lost)
      clearTimeout(unseen)
      close()
    },
  }
}
