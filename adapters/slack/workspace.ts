import { z } from 'zod'
import type { AdapterState, Log } from '../../bot/index.ts'
import type { Wake } from './wake.ts'
import type { SlackApi } from './web-api.ts'

const NAMESPACE = 'slack-workspace'
const KEY = 'home'
const AGAIN = 30_000

const workspace = z.strictObject({
  teamId: z.string(),
  /** As people call it; empty where Slack did not say. */
  name: z.string().default(''),
  botId: z.string(),
  botUserId: z.string(),
  /** What the token may do; null where Slack did not say. */
  scopes: z.array(z.string()).nullable(),
})
/** The workspace that the app is installed in, and who the app is there. */
export type Workspace = z.infer<typeof workspace>

/** https://docs.slack.dev/reference/methods/auth.test */
const authTest = z.object({
  team_id: z.string().min(1),
  team: z.string().default(''),
  bot_id: z.string().min(1),
  user_id: z.string().min(1),
  is_enterprise_install: z.boolean().default(false),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
})

export interface HomeWorkspace {
  /** Asks Slack; where Slack does not answer, what it said last time counts, and it is asked again until it answers. */
  start(): Promise<void>
  stop(): void
  /** Null as long as Slack has never said. */
  current(): Workspace | null
  /** Asks Slack once, and keeps nothing: the workspace, or why there is no answer. */
  ask(): Promise<Workspace | string>
}

export interface WorkspaceOptions {
  readonly api: SlackApi
  readonly state: AdapterState
  readonly log: Log
  readonly wake: Wake
}

export function createHomeWorkspace({ api, state, log, wake }: WorkspaceOptions): HomeWorkspace {
  let current: Workspace | null = null
  let callOff: () => void = () => {}
  let isStopped = false

  async function ask(): Promise<void> {
    const found = await fromSlack(api)
    if (typeof found === 'string') {
      log.warn({ reason: found, isKnown: current !== null }, 'Slack did not say who we are; it is asked again')
      if (!isStopped) callOff = wake(AGAIN, () => void ask())
      return
    }
    if (current && current.teamId !== found.teamId) {
      log.warn({ before: current.teamId, now: found.teamId }, 'The bot token belongs to another workspace than before')
    }
    current = found
    await remember(found)
  }

  async function remember(found: Workspace): Promise<void> {
    try {
      await state.put({ namespace: NAMESPACE, key: KEY, value: found, expectedVersion: null })
    } catch {
      log.warn({}, 'The Slack workspace was not stored: a start without Slack would not know it')
    }
  }

  return {
    start: async () => {
      current = await fromState(state)
      await ask()
    },
    stop: () => {
      isStopped = true
      callOff()
    },
    current: () => current,
    ask: () => fromSlack(api),
  }
}

async function fromState(state: AdapterState): Promise<Workspace | null> {
  return workspace.safeParse((await state.get(NAMESPACE, KEY))?.value).data ?? null
}

/** The workspace, or why there is none. */
async function fromSlack(api: SlackApi): Promise<Workspace | string> {
  const called = await api.call('auth.test', {})
  if (called.outcome === 'limited') return 'ratelimited'
  if (called.outcome === 'refused') return called.code
  if (called.outcome !== 'ok') return called.reason
  const parsed = authTest.safeParse(called.result)
  // A token without a bot is somebody's own: everything would be done in that person's name.
  if (!parsed.success) return 'not_a_bot_token'
  const { team_id, team, bot_id, user_id, is_enterprise_install, response_metadata } = parsed.data
  // Such a token speaks for every workspace of the organisation, and who is asking is judged by one.
  if (is_enterprise_install) return 'installed_org_wide'
  return { teamId: team_id, name: team, botId: bot_id, botUserId: user_id, scopes: response_metadata?.scopes ?? null }
}
