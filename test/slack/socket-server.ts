import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { acceptWebSockets, type Peer } from './web-socket-server.ts'

export const APP_TOKEN = 'xapp-not-a-token'

/** A machine that stands still for a moment is no lost delivery. */
const PATIENCE_MS = 15_000

export interface Acknowledgement {
  readonly payload: unknown
}

interface Envelope {
  readonly peer: Peer
  readonly resolve: (acknowledgement: Acknowledgement | null) => void
}

export type SocketServer = Awaited<ReturnType<typeof startSocketServer>>

/**
 * Slack's side of Socket Mode on this machine: `apps.connections.open`, and WebSockets over which deliveries go in
 * envelopes, each to any open connection. https://docs.slack.dev/apis/events-api/using-socket-mode
 */
export async function startSocketServer() {
  const peers = new Set<Peer>()
  const retiring = new Set<Peer>()
  const envelopes = new Map<string, Envelope>()
  /** Acknowledgements for envelopes that were acknowledged before, or never sent. */
  const stray: string[] = []
  const calls: { readonly authorization: string | undefined }[] = []
  let refusal: { readonly status: number; readonly headers?: { [name: string]: string }; readonly body: object } | null
  let isMute = false
  let last = 0
  refusal = null

  const server = createServer((request, response) => {
    if (request.url !== '/api/apps.connections.open') return void response.writeHead(404).end()
    calls.push({ authorization: request.headers.authorization })
    const { port } = server.address() as AddressInfo
    const url = `ws://127.0.0.1:${port}/link/?ticket=${calls.length}`
    response.writeHead(refusal?.status ?? 200, { 'content-type': 'application/json', ...refusal?.headers })
    response.end(JSON.stringify(refusal?.body ?? { ok: true, url }))
  })
  acceptWebSockets(server, (peer) => {
    peers.add(peer)
    peer.onText = (text) => acknowledged(text)
    peer.onEnd = () => {
      peers.delete(peer)
      retiring.delete(peer)
      for (const [id, envelope] of envelopes) if (envelope.peer === peer && envelopes.delete(id)) envelope.resolve(null)
    }
    if (!isMute) peer.send(JSON.stringify({ type: 'hello', num_connections: peers.size }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  function acknowledged(text: string): void {
    const { envelope_id, payload } = JSON.parse(text) as { readonly envelope_id: string; readonly payload: unknown }
    const envelope = envelopes.get(envelope_id)
    if (!envelope) return void stray.push(envelope_id)
    envelopes.delete(envelope_id)
    envelope.resolve({ payload })
  }

  function open(): Peer[] {
    return [...peers].filter((peer) => !retiring.has(peer))
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    calls,
    stray,
    connections: () => open().length,
    /** How many deliveries are not acknowledged. */
    unacknowledged: () => envelopes.size,
    peers: () => open(),
    /** What `apps.connections.open` answers from now on; null: a new address. */
    refuse: (next: typeof refusal) => {
      refusal = next
    },
    /** New connections are not greeted any more. */
    mute: (next: boolean) => {
      isMute = next
    },
    /**
     * Sends one delivery over any open connection and resolves with its acknowledgement; null: its connection
     * ended, none came in long, or there was nowhere to send it. `npm run bench` measures how soon.
     */
    deliver: (type: 'slash_commands' | 'interactive' | 'events_api', payload: object, to?: Peer) => {
      last += 1
      const id = `envelope-${last}`
      const connections = open()
      const peer = to ?? connections[last % connections.length]
      if (!peer) return Promise.resolve(null)
      return new Promise<Acknowledgement | null>((resolve) => {
        envelopes.set(id, { peer, resolve })
        peer.send(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: type !== 'events_api' }))
        setTimeout(() => envelopes.delete(id) && resolve(null), PATIENCE_MS).unref()
      })
    },
    /** Asks one connection to be made anew, as Slack does every few hours; it gets nothing more. */
    refresh: (peer: Peer | undefined) => {
      if (!peer) return
      peer.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: { host: 'test' } }))
      retiring.add(peer)
    },
    stop: () =>
      new Promise<void>((resolve) => {
        for (const peer of peers) peer.destroy()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
