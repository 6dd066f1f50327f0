import { createEmulator } from 'emulate'
import { z } from 'zod'
import { type FaultPeer, startFaultPeer } from './fault-peer.ts'

/** Scopes that the manifest asks for, as far as the emulator knows them. */
export const SCOPES = [
  'chat:write',
  'commands',
  'users:read',
  'users:read.email',
  'im:write',
  'im:history',
  'channels:history',
]

export const BOT_TOKEN = 'xoxb-not-a-token-of-anybody'
/** Sees what the bot sees, whatever the bot's own token may do. */
const LOOKING_ON = 'xoxb-looking-on-in-tests'
export const TEAM = 'T000000001'
const BOT = { id: 'B0ELEVATE', user: 'U0ELEVATE' }

const message = z.object({
  ts: z.string(),
  text: z.string(),
  blocks: z.array(z.unknown()).optional(),
  thread_ts: z.string().optional(),
  metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
})
export type PostedMessage = z.infer<typeof message>

export interface SlackPeer {
  readonly peer: FaultPeer
  readonly apiUrl: string
  /** Ids by the names they were asked for with. */
  readonly users: { readonly [name: string]: string }
  readonly channels: { readonly [name: string]: string }
  /** Everything in a channel, oldest first. */
  messages(channelId: string): Promise<readonly PostedMessage[]>
  /** Everything in a user's direct messages with the bot. */
  direct(userId: string): Promise<readonly PostedMessage[]>
  /** What Slack says of a user from now on. */
  describe(userId: string, fields: { readonly [name: string]: unknown }): void
  trigger(userId: string): Promise<string>
  /** Calls Slack as the app, past the fault peer and with every scope. */
  ask(method: string, args: { readonly [name: string]: string }): Promise<{ [name: string]: unknown }>
  close(): Promise<void>
}

export interface SlackPeerOptions {
  readonly users?: readonly string[]
  readonly channels?: readonly string[]
  readonly scopes?: readonly string[]
  /** What calls are noted by. */
  readonly clock?: () => number
}

const ALL = [...SCOPES, 'channels:read', 'groups:read', 'im:read', 'groups:history', 'groups:write', 'channels:manage']

/** Slack's Web API by the emulator, with what it lacks, and with the fault peer in front. */
export async function startSlack(options: SlackPeerOptions = {}): Promise<SlackPeer> {
  const { users = ['adele', 'alex', 'megan'], channels = ['security-feed', 'alerts'], scopes = SCOPES } = options
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: { slack: seedOf(users, channels, scopes) },
  })
  const peer = await startFaultPeer(emulator.url, options.clock)
  const described = new Map<string, { readonly [name: string]: unknown }>()
  for (const method of ['users.info', 'users.lookupByEmail']) {
    peer.rewrite(method, (result) => ({ ...result, ...(isObject(result['user']) && { user: whole(result['user']) }) }))
  }

  /** The emulator leaves out what Slack always says. */
  function whole(user: object): object {
    const flags = { is_restricted: false, is_ultra_restricted: false, is_stranger: false, is_email_confirmed: true }
    const id = 'id' in user ? String(user.id) : ''
    return { ...flags, ...user, ...described.get(id) }
  }

  async function ask(method: string, args: { readonly [name: string]: string }) {
    const headers = { authorization: `Bearer ${LOOKING_ON}` }
    const body = new URLSearchParams(args)
    const response = await fetch(`${emulator.url}/api/${method}`, { method: 'POST', body, headers })
    return z.record(z.string(), z.unknown()).parse(await response.json())
  }

  async function messages(channel: string): Promise<readonly PostedMessage[]> {
    const found = z.object({ messages: z.array(message) }).parse(await ask('conversations.history', { channel }))
    return found.messages.toReversed()
  }

  const everybody = z.object({ members: z.array(named) }).parse(await ask('users.list', {}))
  const everything = z.object({ channels: z.array(named) }).parse(await ask('conversations.list', {}))
  return {
    peer,
    apiUrl: peer.apiUrl,
    users: byName(everybody.members),
    channels: byName(everything.channels),
    messages,
    async direct(userId) {
      const opened = await ask('conversations.open', { users: userId })
      return messages(z.object({ channel: z.object({ id: z.string() }) }).parse(opened).channel.id)
    },
    describe: (userId, fields) => void described.set(userId, fields),
    async trigger(userId) {
      const made = await ask('views.generateTriggerId', { user_id: userId })
      return z.string().parse(made['trigger_id'])
    },
    ask,
    async close() {
      await peer.close()
      await emulator.close()
    },
  }
}

const named = z.object({ id: z.string(), name: z.string() })

function byName(items: readonly z.infer<typeof named>[]): { [name: string]: string } {
  return Object.fromEntries(items.map(({ id, name }) => [name, id]))
}

function seedOf(users: readonly string[], channels: readonly string[], scopes: readonly string[]) {
  const app = {
    client_id: 'elevate',
    client_secret: 'not-a-secret',
    name: 'Elevate',
    redirect_uris: [],
    app_id: 'A0ELEVATE',
  }
  return {
    strict_scopes: true,
    team: { name: 'Nordet', domain: 'nordet' },
    users: users.map((name) => ({ name, email: `${name}@nordet.example` })),
    channels: channels.map((name) => ({ name })),
    oauth_apps: [{ ...app, bot_id: BOT.id, bot_user_id: BOT.user, bot_name: 'elevate', scopes: [...scopes] }],
    tokens: [
      { token: BOT_TOKEN, user_id: BOT.user, bot_id: BOT.id, app_id: 'A0ELEVATE', scopes: [...scopes] },
      { token: LOOKING_ON, user_id: BOT.user, bot_id: BOT.id, app_id: 'A0ELEVATE', scopes: ALL },
    ],
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
