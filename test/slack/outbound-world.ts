import type { MadeLink } from '../../adapters/slack/links.ts'
import { createSlackPlatform, type SlackPlatform } from '../../adapters/slack/platform.ts'
import { createReplies, type Replies } from '../../adapters/slack/replies.ts'
import { byTimer } from '../../adapters/slack/wake.ts'
import type { CardView, OutgoingMessage, Person, SendOutcome } from '../../bot/index.ts'
import { createMemoryState } from '../web/memory-state.ts'
import { BOT_TOKEN, type SlackPeer, type SlackPeerOptions, startSlack } from './slack-peer.ts'

export const ORGANISATION = { language: 'en', timeZone: 'America/Toronto' } as const
/** A machine that stands still for a moment is no lost answer. */
const PATIENT = 5_000
/** Where answers are lost on purpose. */
export const IMPATIENT = { timeout: 400 } as const
const STARTED = Date.UTC(2026, 4, 4, 20, 0)

export interface World {
  readonly slack: SlackPeer
  readonly platform: SlackPlatform
  readonly state: ReturnType<typeof createMemoryState>
  readonly replies: Replies
  /** Lines of the log, as they would be written. */
  readonly said: string[]
  readonly people: Person[]
  /** Links that were handed over to be recorded. */
  readonly recorded: MadeLink[]
  now(): number
  /** Lets time pass for everything that measures it. */
  pass(ms: number): void
  /** A platform after a crash: nothing in memory, the same state. */
  again(): SlackPlatform
  user(name: string): string
  channel(name: string): string
  close(): Promise<void>
}

export interface WorldOptions extends SlackPeerOptions {
  readonly verifiedEmailDomains?: readonly string[]
  readonly links?: readonly (readonly [string, string])[]
  /** The workspace is not asked for. */
  readonly unstarted?: boolean
  /** How long an answer of Slack is waited for, in milliseconds: little where one is to be lost. */
  readonly timeout?: number
}

/** The platform against the emulator, with time in hand: waiting costs none. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  let passed = 0
  const slack = await startSlack({ ...options, clock: () => passed })
  const state = createMemoryState()
  const replies = createReplies()
  const said: string[] = []
  const people: Person[] = ['adele', 'alex', 'megan'].map(personNamed)
  const platforms: SlackPlatform[] = []
  const recorded: MadeLink[] = []
  const pass = (ms: number): void => {
    passed += ms
  }
  const line = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`)
  const links = (options.links ?? []).map(([name, id]) => [slack.users[name] ?? '', id] as const)

  function create(): SlackPlatform {
    const platform = createSlackPlatform({
      ...{ botToken: BOT_TOKEN, apiUrl: slack.apiUrl, state, replies, organisation: ORGANISATION },
      links: new Map(links),
      verifiedEmailDomains: options.verifiedEmailDomains ?? [],
      everybody: async () => people,
      homeOf: async () => ({ parts: { mine: listOf('mine'), pending: listOf('pending') }, look: ORGANISATION }),
      recordLink: async (link) => void recorded.push(link),
      finishLink: async () => 'refused',
      linkUrl: ({ userId }) => `https://elevate.example.com/verify/account/${userId}`,
      now: () => STARTED + passed,
      log: { info: line, warn: line, error: line },
      timing: {
        timeout: options.timeout ?? PATIENT,
        monotonic: () => passed,
        sleep: async (ms) => pass(ms),
        wake: (ms, callback) => byTimer(Math.min(ms, 20), callback),
      },
    })
    platforms.push(platform)
    return platform
  }

  const platform = create()
  if (!options.unstarted) await platform.start()
  return {
    ...{ slack, platform, state, replies, said, people, recorded, pass },
    now: () => STARTED + passed,
    again: create,
    user: (name) => slack.users[name] ?? '',
    channel: (name) => slack.channels[name] ?? '',
    async close() {
      for (const each of platforms) await each.stop()
      replies.close()
      await slack.close()
    },
  }
}

function personNamed(id: string): Person {
  const userPrincipalName = `${id}@nordet.example`
  return { id, displayName: id, userPrincipalName, enabled: true, language: 'en', timeZone: null }
}

function listOf(list: 'mine' | 'pending') {
  return { card: 'list', list, items: [], eligible: [], outside: [] } as const
}

export function messageTo(address: string, view: CardView, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    key: 'card:EL-4F7K:request:person:adele',
    address,
    view,
    viewVersion: 1,
    replaces: null,
    thread: null,
    ...ORGANISATION,
    ...more,
  }
}

/** As the engine's outbox does: again until it is out or somebody cannot be reached, and never before it may. */
export async function sendUntilSettled(world: World, message: OutgoingMessage, platform = world.platform) {
  const outcomes: SendOutcome[] = []
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const outcome = await platform.send(message)
    outcomes.push(outcome)
    if (outcome.outcome !== 'retry') break
    world.pass(Math.max(1000, (outcome.notBefore ?? 0) - world.now()))
  }
  return outcomes
}
