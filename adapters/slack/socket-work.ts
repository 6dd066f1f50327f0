import type { App, ReceiverEvent, SocketModeReceiver } from '@slack/bolt'
import type { Log } from '../../bot/index.ts'
import { within } from './within.ts'

/** What is under way is acknowledged before a connection is closed, as long as Slack still waits for it. */
const FINISH_WITHIN = 2_500
const GOODBYE_WITHIN = 500

type Client = SocketModeReceiver['client']

/** What came over one connection and is not acknowledged yet. */
export interface Work {
  readonly app: Pick<App, 'processEvent'>
  /** Resolves when nothing is under way, or when Slack waits no longer. */
  finished(): Promise<void>
}

export function trackWork(bolt: Pick<App, 'processEvent'>): Work {
  const underWay = new Set<Promise<void>>()

  async function processEvent(event: ReceiverEvent): Promise<void> {
    const work = bolt.processEvent(event)
    const settled = work.catch(() => {})
    underWay.add(settled)
    void settled.finally(() => underWay.delete(settled))
    return work
  }

  async function finished(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay)
  }

  return { app: { processEvent }, finished: () => within(finished(), FINISH_WITHIN, undefined) }
}

/**
 * Two things about messages that the client gets wrong. When Slack asks to connect anew, it closes at once, and what it
 * has just been given can be acknowledged no more: here that message reaches it only after the work is done. And what
 * has an unexpected shape makes it reject a promise that nobody handles, which ends the process.
 */
export function guardMessages(client: Client, work: Work, log: Log): void {
  const listeners = client.listeners('ws_message')
  const pass = async (message: unknown[]) => {
    for (const listener of listeners) await listener.apply(client, message)
  }
  const dropped = () => log.warn({}, 'A Socket Mode message could not be read')
  client.removeAllListeners('ws_message')
  client.on('ws_message', (...message: unknown[]) => {
    if (!asksToReconnect(message[0])) return void pass(message).catch(dropped)
    const socket = client.websocket
    const close = async () => {
      await work.finished()
      await pass(message)
      // A second time: the other side had its moment to say goodbye, the client itself would give it thirty seconds.
      setTimeout(() => socket?.readyState !== undefined && socket.disconnect(), GOODBYE_WITHIN).unref()
    }
    void close().catch(dropped)
  })
}

function asksToReconnect(data: unknown): boolean {
  if (typeof data !== 'string' || !data.includes('"disconnect"')) return false
  try {
    const message: unknown = JSON.parse(data)
    return typeof message === 'object' && message !== null && 'type' in message && message.type === 'disconnect'
  } catch {
    return false
  }
}
