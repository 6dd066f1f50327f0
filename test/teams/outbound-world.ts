import { clouds } from '../../adapters/teams/config.ts'
import { createTeamsPlatform, type TeamsPlatform } from '../../adapters/teams/platform.ts'
import { createReplies } from '../../adapters/teams/replies.ts'
import type { CardView, OutgoingMessage, Person, SendOutcome } from '../../bot/index.ts'
import { createMemoryState } from '../web/memory-state.ts'
import { APP_ID, TENANT } from './rig/people.ts'
import { type Rig, startRig } from './rig/rig.ts'
import { BOT_SECRET } from './rig/token-endpoint.ts'

export const ORGANISATION = { language: 'en', timeZone: 'America/Toronto' } as const
const STARTED = Date.UTC(2026, 4, 4, 20, 0)
export const NAMES = ['adele', 'alex', 'megan'] as const

export type World = Awaited<ReturnType<typeof startWorld>>

/** The platform against the rig, with time in hand: waiting costs none. `timeout`: little where answers are lost on purpose. People have the app, and nothing was heard of them. */
export async function startWorld({ timeout = 5_000 } = {}) {
  let passed = 0
  const now = () => STARTED + passed
  const pass = (ms: number): void => {
    passed += ms
  }
  const rig: Rig = await startRig({ bot: () => async () => new Response(null, { status: 200 }), now })
  const state = createMemoryState()
  const replies = createReplies()
  const said: string[] = []
  const line = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`)
  const people = new Map(NAMES.map((name) => [rig.person(name).oid, name]))
  for (const name of NAMES) rig.personal(rig.person(name)).installed = true
  const channel = rig.channel(
    'security-feed',
    NAMES.map((name) => rig.person(name)),
  )
  const { origin, serviceUrl } = rig.connector
  const cloud = {
    ...clouds.global,
    ...{ metadataUrl: rig.issuer.metadataUrl, serviceOrigins: [origin], serviceUrl, authority: origin },
  }

  /** A platform as after a start: nothing in memory. */
  function create(): TeamsPlatform {
    return createTeamsPlatform({
      app: { appId: APP_ID, credential: { kind: 'secret', secret: BOT_SECRET } },
      ...{ tenantId: TENANT, cloud, state, replies, now },
      links: { personOf: (oid) => people.get(oid) ?? null, userOf: (id) => rig.person(id).oid },
      person: async (id) => personNamed(id),
      log: { info: line, warn: line, error: line },
      timing: { timeout, monotonic: () => passed, sleep: async (ms) => pass(ms) },
    })
  }

  return {
    ...{ rig, state, replies, said, channel, now, pass, again: create, platform: create() },
    chat: (name: string) => rig.personal(rig.person(name)),
    async close() {
      replies.close()
      await rig.close()
    },
  }
}

function personNamed(id: string): Person {
  const userPrincipalName = `${id}@nordet.example`
  return { id, displayName: id, userPrincipalName, enabled: true, language: 'en', timeZone: null }
}

export function messageTo(address: string, view: CardView, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const key = 'card:EL-4F7K:request:person:adele'
  return { key, address, view, viewVersion: 1, replaces: null, thread: null, ...ORGANISATION, ...more }
}

/** As the engine's outbox does: again until it is out or cannot be, and never before it may. */
export async function sendUntilSettled({ platform, now, pass }: World, message: OutgoingMessage) {
  const outcomes: SendOutcome[] = []
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const outcome = await platform.send(message)
    outcomes.push(outcome)
    if (outcome.outcome !== 'retry') break
    pass(Math.max(outcome.notBefore === null ? 5000 : outcome.notBefore - now(), 0))
  }
  return outcomes
}
