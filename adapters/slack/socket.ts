import type { App } from '@slack/bolt'
import type { Log } from '../../bot/index.ts'
import { type Connection, createConnection } from './socket-connection.ts'

/** Slack recycles each connection every few hours and sends what comes meanwhile to the others; ten are allowed. */
const CONNECTIONS = 2
/** How long a connection may be silent before it is given up, in milliseconds. */
const PING_TIMEOUT = 1_000
const CALL_WITHIN = 8_000

export interface SocketOptions {
  readonly bolt: Pick<App, 'processEvent'>
  /** Begins with `xapp-`; scope `connections:write`. */
  readonly appToken: string
  readonly apiUrl: string
  readonly log: Log
  readonly connections?: number
  readonly pingTimeout?: number
}

export interface SocketTransport {
  /** Resolves when each connection was tried once; those that failed are tried again for ever. */
  start(): Promise<void>
  /** Finishes what is under way, then closes. */
  stop(): Promise<void>
  /** How many connections are up. */
  readonly connected: () => number
}

/** Deliveries over WebSockets that we open, for those without a public address. */
export function createSocketTransport(options: SocketOptions): SocketTransport {
  const { bolt, appToken, apiUrl, log, connections = CONNECTIONS, pingTimeout = PING_TIMEOUT } = options
  const all: readonly Connection[] = Array.from({ length: connections }, () =>
    createConnection({ bolt, appToken, clientOptions: freshOptions(apiUrl), clientPingTimeout: pingTimeout, log }),
  )
  return {
    start: async () => void (await Promise.all(all.map((each) => each.start()))),
    stop: async () => void (await Promise.all(all.map((each) => each.stop()))),
    connected: () => all.filter((each) => each.isConnected()).length,
  }
}

/** Without a `retryConfig` the SDK would set one of a hundred retries. */
function freshOptions(slackApiUrl: string) {
  return {
    slackApiUrl,
    allowAbsoluteUrls: false,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_WITHIN,
  }
}
