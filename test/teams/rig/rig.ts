import { type Clients, createClients } from './clients.ts'
import { type Connector, startConnector } from './connector.ts'
import type { Conversation } from './conversations.ts'
import { createDriver, type Driver } from './driver.ts'
import { type Issuer, startIssuer } from './issuer.ts'
import { type PersonChanges, type TeamsPerson, teamsPerson } from './people.ts'

/** Teams around a bot: what receives its calls, what signs deliveries, and the clients of people. */
export interface Rig {
  readonly connector: Connector
  readonly issuer: Issuer
  readonly driver: Driver
  readonly clients: Clients
  /** Somebody whom Teams knows; the same name is the same person. Without the app until it is installed. */
  person(name: string, changes?: PersonChanges): TeamsPerson
  groupChat(name: string, members: readonly TeamsPerson[]): Conversation
  channel(name: string, members: readonly TeamsPerson[]): Conversation
  /** A person's chat with the bot. */
  personal(person: TeamsPerson): Conversation
  close(): Promise<void>
}

export interface RigOptions {
  /** Takes `POST /api/messages`; asked for at each delivery, so that it may be set up after the rig. */
  readonly bot: () => (request: Request) => Promise<Response>
  readonly now?: () => number
  readonly isLimited?: boolean
}

export async function startRig({ bot, now = Date.now, isLimited = true }: RigOptions): Promise<Rig> {
  const connector = await startConnector({ now, isLimited })
  const issuer = await startIssuer(now)
  const driver = createDriver({ connector, issuer, now, fetch: (request) => bot()(request) })
  return {
    connector,
    issuer,
    driver,
    clients: createClients(driver),
    person: (name, changes) => connector.meet(teamsPerson(name, changes)),
    groupChat: (name, members) => connector.book.add(name, 'groupChat', members),
    channel: (name, members) => connector.book.add(name, 'channel', members),
    personal: (person) => connector.book.personal(person),
    async close() {
      await connector.close()
      await issuer.close()
    },
  }
}
