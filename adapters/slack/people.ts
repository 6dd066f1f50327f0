import { z } from 'zod'
import type { Failure } from './errors.ts'
import { refusalOf } from './errors.ts'
import type { SlackApi } from './web-api.ts'

export type StrangerReason =
  | 'user_not_found'
  | 'account_inactive'
  | 'bot'
  | 'guest'
  | 'invited'
  | 'other_workspace'
  | 'email_not_confirmed'

/** What a user of Slack is to this workspace. */
export type Standing =
  /** `email` null where the app may not see it. */
  | { readonly kind: 'member'; readonly email: string | null; readonly displayName: string }
  | { readonly kind: 'stranger'; readonly why: StrangerReason }
  /** Slack gave no answer: nothing may be concluded. */
  | { readonly kind: 'unknown'; readonly failure: Failure }

/** https://docs.slack.dev/reference/objects/user-object */
const slackUser = z.object({
  id: z.string(),
  team_id: z.string(),
  deleted: z.boolean().default(false),
  is_bot: z.boolean().default(false),
  is_restricted: z.boolean().default(false),
  is_ultra_restricted: z.boolean().default(false),
  is_stranger: z.boolean().default(false),
  is_invited_user: z.boolean().default(false),
  is_email_confirmed: z.boolean().default(false),
  name: z.string().max(200).default(''),
  profile: z.object({ email: z.string().max(320).optional(), real_name: z.string().max(200).optional() }).default({}),
})
type SlackUser = z.infer<typeof slackUser>
const userResult = z.object({ user: slackUser })

const FRESH = 5 * 60_000
const MOST = 5_000
/** Slack's own assistant looks like a person to its API. */
const SLACKBOT = 'USLACKBOT'

export interface People {
  /** Remembered for five minutes. */
  standing(userId: string): Promise<Standing>
  /** The member who has that address now, or null. Not remembered. */
  memberByEmail(email: string): Promise<{ readonly userId: string } | Standing>
}

export interface PeopleOptions {
  readonly api: SlackApi
  /** Id of the app's own workspace; null while it is unknown, and then everybody is. */
  readonly home: () => string | null
  readonly monotonic?: () => number
}

/** Guests, strangers, bots, the deactivated and the unconfirmed are refused, whatever they are linked to. */
export function createPeople({ api, home, monotonic = () => performance.now() }: PeopleOptions): People {
  const known = new Map<string, { readonly at: number; readonly standing: Promise<Standing> }>()

  async function ask(userId: string): Promise<Standing> {
    const called = await api.call('users.info', { user: userId })
    if (called.outcome !== 'ok') return unlessGone(called)
    return judge(called.result, home())
  }

  return {
    async standing(userId) {
      const last = known.get(userId)
      if (last && monotonic() - last.at < FRESH) return last.standing
      const standing = ask(userId)
      if (known.size >= MOST) known.clear()
      known.set(userId, { at: monotonic(), standing })
      const { kind } = await standing
      if (kind === 'unknown') known.delete(userId)
      return standing
    },
    async memberByEmail(email) {
      const called = await api.call('users.lookupByEmail', { email })
      if (called.outcome !== 'ok') return unlessGone(called)
      const standing = judge(called.result, home())
      const parsed = userResult.safeParse(called.result)
      return standing.kind === 'member' && parsed.success ? { userId: parsed.data.user.id } : standing
    },
  }
}

function unlessGone(failure: Failure): Standing {
  if (failure.outcome !== 'refused') return { kind: 'unknown', failure }
  const { code } = failure
  if (code === 'user_not_found' || code === 'users_not_found' || code === 'user_not_visible') {
    return { kind: 'stranger', why: 'user_not_found' }
  }
  return { kind: 'unknown', failure }
}

function judge(result: object, home: string | null): Standing {
  const parsed = userResult.safeParse(result)
  if (!parsed.success || home === null) return { kind: 'unknown', failure: refusalOf('unknown_error') }
  const { user } = parsed.data
  const why = strangerReason(user, home)
  if (why !== null) return { kind: 'stranger', why }
  const { email = null, real_name = '' } = user.profile
  return { kind: 'member', email, displayName: real_name || user.name }
}

function strangerReason(user: SlackUser, home: string): StrangerReason | null {
  if (user.team_id !== home || user.is_stranger) return 'other_workspace'
  if (user.deleted) return 'account_inactive'
  if (user.is_bot || user.id === SLACKBOT) return 'bot'
  if (user.is_restricted || user.is_ultra_restricted) return 'guest'
  if (user.is_invited_user) return 'invited'
  return user.is_email_confirmed ? null : 'email_not_confirmed'
}
