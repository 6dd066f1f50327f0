import { clouds } from '../../adapters/teams/config-clouds.ts'
import { createTeamsPlatform, type TeamsPlatform } from '../../adapters/teams/platform.ts'
import { createReplies } from '../../adapters/teams/replies.ts'
import type { CardView, OutgoingMessage, Person } from '../../bot/index.ts'
import { createMemoryState } from '../web/memory-state.ts'
import { type Connector, startConnector } from './rig/connector.ts'
import { APP_ID, TENANT, type TeamsPerson, teamsPerson } from './rig/people.ts'
import { BOT_SECRET } from './rig/token-endpoint.ts'

export const STARTED = Date.UTC(2026, 4, 4, 20, 0)
export type OutboundWorld = Awaited<ReturnType<typeof startOutbound>>

/** The platform against the connector of the rig, with time in hand: waiting costs none. */
export async function startOutbound() {
  let passed = 0
  const pass = (ms: number): void => {
    passed += ms
  }
  const connector = await startConnector({ now: () => STARTED + passed })
  const state = createMemoryState()
  const replies = createReplies({ waitAtMost: 200 })
  const said: string[] = []
  const line = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`)
  const people = new Map(['adele', 'alex'].map((name) => [name, teamsPerson(name)]))
  const personOf = (name: string): TeamsPerson => people.get(name) ?? teamsPerson(name)
  for (const person of people.values()) {
    connector.meet(person)
    connector.book.personal(person).installed = true
  }

  /** As after a start of the program: nothing in memory, the same state. */
  function create(): TeamsPlatform {
    const { origin, serviceUrl } = connector
    return createTeamsPlatform({
      app: { appId: APP_ID, credential: { kind: 'secret', secret: BOT_SECRET } },
      tenantId: TENANT,
      cloud: { ...clouds.global, serviceOrigins: [origin], serviceUrl, authority: origin },
      links: {
        personOf: (userId) => [...people.values()].find(({ oid }) => oid === userId)?.name ?? null,
        userOf: (personId) => people.get(personId)?.oid ?? null,
      },
      person: async (id) => personNamed(id),
      ...{ state, replies, now: () => STARTED + passed, log: { info: line, warn: line, error: line } },
      timing: { timeout: 400, monotonic: () => passed, sleep: async (ms) => pass(ms) },
    })
  }

  return {
    ...{ connector, state, replies, said, personOf, platform: create(), again: create },
    pass,
    now: () => STARTED + passed,
    chat: (name: string) => connector.book.personal(personOf(name)),
    close: () => connector.close(),
  }
}

export function messageTo(address: string, view: CardView, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const look = { language: 'en', timeZone: 'America/Toronto' } as const
  return { key: 'card:EL-1:request:person:adele', address, view, viewVersion: 1, replaces: null, ...look, ...more }
}

export async function addressOf({ platform }: Pick<OutboundWorld, 'platform'>, name: string): Promise<string> {
  return (await platform.addressOf(name)) ?? ''
}

/** How many messages stand in a conversation. */
export function standing(connector: Connector, conversationId: string): number {
  return connector.book.find(conversationId)?.messages.filter(({ deleted }) => !deleted).length ?? 0
}

function personNamed(id: string): Person {
  const names = { displayName: id, userPrincipalName: `${id}@nordet.example` }
  return { id, ...names, enabled: true, language: null, timeZone: null }
}
