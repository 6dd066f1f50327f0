import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'
import { eventually } from '../eventually.ts'
import { createDriver } from './driver.ts'
import { type SlackPeer, TEAM } from './slack-peer.ts'
import { startSocketServer } from './socket-server.ts'

export type Transport = 'http' | 'socket'
export type Kind = 'slash_commands' | 'interactive' | 'events_api'

/** How Slack was answered; status 200 stands for any acknowledgement. */
export interface Acknowledged {
  readonly status: number
  readonly body: unknown
}

/** Slack's delivery side, whichever way it goes. */
export interface Carrier {
  /** What Elevate calls. */
  readonly apiUrl: string
  readonly deliver: (kind: Kind, body: { readonly [name: string]: unknown }) => Promise<Acknowledged>
  /** Call it when the clocks were moved: connections are made anew, which take that for a long silence. */
  readonly renew: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Signed requests to the server's port. */
export function httpCarrier(slack: SlackPeer, port: () => number): Carrier {
  const driver = createDriver({
    team: TEAM,
    fetch: async (request) => {
      const { headers } = request
      return fetch(`http://127.0.0.1:${port()}/slack/events`, { method: 'POST', headers, body: await request.text() })
    },
  })
  return {
    apiUrl: slack.apiUrl,
    deliver: async (kind, body) => {
      const { status, json } = await sent(kind, body)
      return { status, body: json }
    },
    renew: async () => {},
    close: async () => {},
  }

  function sent(kind: Kind, body: { readonly [name: string]: unknown }) {
    if (kind === 'events_api') return driver.event(body)
    if (kind === 'interactive') return driver.interaction(body)
    return driver.form(Object.fromEntries(Object.entries(body).map(([name, value]) => [name, String(value)])))
  }
}

/** Envelopes over the WebSockets that Elevate opens. */
export async function socketCarrier(slack: SlackPeer): Promise<Carrier> {
  const sockets = await startSocketServer()
  const gateway = await startGateway(slack.apiUrl, sockets.url)
  return {
    apiUrl: gateway.apiUrl,
    deliver: async (kind, body) => {
      // What a connection that ended took with it is sent over the next one: a busy machine is silent for a second at times.
      for (let attempt = 0; attempt < 4; attempt += 1) {
        await vi.waitUntil(() => sockets.connections() > 0, { timeout: 15_000, interval: 25 })
        const acknowledged = await sockets.deliver(kind, body)
        if (acknowledged) return { status: 200, body: acknowledged.payload ?? null }
      }
      return { status: 0, body: null }
    },
    renew: async () => {
      for (const peer of sockets.peers()) sockets.refresh(peer)
      await eventually(() => sockets.connections()).toBe(2)
    },
    close: async () => {
      await gateway.close()
      await sockets.stop()
    },
  }
}

/** One address for both, as Slack has it: connections are opened at the one, everything else is the other's. */
async function startGateway(slackUrl: string, socketUrl: string) {
  const server = createServer((request, response) => {
    pass(request).then(
      ({ status, headers, text }) => response.writeHead(status, headers).end(text),
      () => response.destroy(),
    )
  })

  async function pass(request: IncomingMessage) {
    const path = request.url ?? ''
    const target = new URL(path, path.endsWith('/apps.connections.open') ? socketUrl : slackUrl)
    const { authorization = '', 'content-type': type = '' } = request.headers
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const answer = await fetch(target, { method: 'POST', body, headers: { authorization, 'content-type': type } })
    const scopes = answer.headers.get('x-oauth-scopes')
    const headers = { 'content-type': 'application/json', ...(scopes !== null && { 'x-oauth-scopes': scopes }) }
    return { status: answer.status, headers, text: await answer.text() }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
