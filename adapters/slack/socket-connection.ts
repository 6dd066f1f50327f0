import { setTimeout as pause } from 'node:timers/promises'
import { type App, SocketModeReceiver } from '@slack/bolt'
import { WebAPIRateLimitedError, type WebClientOptions } from '@slack/web-api'
import type { Log } from '../../bot/index.ts'
import { boltLogger } from './sdk-logger.ts'
import { guardMessages, trackWork } from './socket-work.ts'
import { within } from './within.ts'

const HELLO_WITHIN = 10_000
const CLOSE_WITHIN = 1_000
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 30_000
/** A connection that lasted less than this counts as a failed one: no tight loop, whatever the other side does. */
const STEADY = 5_000

export interface ConnectionOptions {
  readonly bolt: Pick<App, 'processEvent'>
  readonly appToken: string
  /** An object of its own for each connection: the SDK writes into it. */
  readonly clientOptions: WebClientOptions
  readonly clientPingTimeout: number
  readonly log: Log
}

export interface Connection {
  /** Connects, and again whenever the connection ends. Resolves when the first attempt has succeeded or failed. */
  start(): Promise<void>
  /** Finishes what is under way, then closes. */
  stop(): Promise<void>
  readonly isConnected: () => boolean
}

/** Why a connection could not be made; `wait` where Slack says how long to stay away, in milliseconds. */
interface Failure {
  readonly reason: string
  readonly wait: number
}

/**
 * One Socket Mode connection that comes back by itself. The client's own reconnecting is off: it pauses for whole seconds
 * even where Slack only asks to connect anew, and a failed attempt leaves a rejected promise that nobody handles, which
 * ends the process. https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { appToken, clientOptions, clientPingTimeout, log } = options
  const work = trackWork(options.bolt)
  const logger = boltLogger(log)
  const installerOptions = { clientOptions }
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    clientPingTimeout,
    autoReconnectEnabled: false,
    installerOptions,
  })
  const { client } = receiver
  // Bolt's receivers use nothing else of the app.
  receiver.init(work.app as App)
  guardMessages(client, work, log)
  const stopping = new AbortController()
  let isConnected = false
  let running: Promise<void> | null = null

  async function keepConnected(onFirst: () => void): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const began = performance.now()
      const failure = await connectOnce(onFirst)
      onFirst()
      if (stopping.signal.aborted) return
      failures = !failure && performance.now() - began > STEADY ? 0 : failures + 1
      log.warn({ failures, ...(failure && { reason: failure.reason }) }, 'A Socket Mode connection ended')
      await pause(Math.max(pauseAfter(failures), failure?.wait ?? 0), null, { signal: stopping.signal }).catch(() => {})
    }
  }

  /** Returns when the connection has ended: null, or why there never was one. */
  async function connectOnce(onConnected: () => void): Promise<Failure | null> {
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    client.once('disconnected', resolve)
    try {
      const late: Failure = { reason: 'no hello in time', wait: 0 }
      const failure = await within(
        receiver.start().then(() => null, failureOf),
        HELLO_WITHIN,
        late,
      )
      if (failure) return failure
      isConnected = true
      onConnected()
      if (!stopping.signal.aborted) await gone
      return null
    } finally {
      isConnected = false
      client.removeListener('disconnected', resolve)
      await close()
    }
  }

  /** The second call waits for the other side no more. */
  async function close(): Promise<void> {
    const disconnect = () =>
      within(
        client.disconnect().then(() => true),
        CLOSE_WITHIN,
        false,
      )
    if (!(await disconnect())) await disconnect()
  }

  return {
    isConnected: () => isConnected,
    start: async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      running ??= keepConnected(resolve)
      await promise
    },
    stop: async () => {
      stopping.abort()
      await work.finished()
      await close()
      await running
    },
  }
}

function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE)
}

function failureOf(error: unknown): Failure {
  const wait = error instanceof WebAPIRateLimitedError ? error.retryAfter * 1000 : 0
  return { reason: error instanceof Error ? `${error.name}: ${error.message}` : 'closed before hello', wait }
}
