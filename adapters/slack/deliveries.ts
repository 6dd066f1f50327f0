import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type ChatIdentity, type JsonObject, VERBS } from '../../bot/index.ts'
import type { Payload } from './body.ts'
import { commandPayload, homeOpenedPayload, LONGEST_TEXT, type SubmissionPayload } from './payloads.ts'
import { submissionPrefix } from './replies.ts'

/** The slash commands of the app's manifest. */
export const COMMANDS = ['/elevate'] as const
/** The events of the app's manifest. */
export const EVENTS = ['app_home_opened'] as const

const who = { tenant: z.string().min(1).max(40), userId: z.string().min(1).max(40) }

/** What is stored of a delivery: enough to understand it again at any time, and nothing else. */
const slackDelivery = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), ...who, text: z.string().max(LONGEST_TEXT + 20) }),
  z.strictObject({
    kind: z.literal('action'),
    ...who,
    verb: z.enum(VERBS),
    requestId: z.string().min(1).max(40).nullable(),
    termsVersion: z.int().nonnegative().nullable(),
    inputs: z.record(z.string().max(60), z.string().max(LONGEST_TEXT)),
  }),
  z.strictObject({ kind: z.literal('event'), ...who, event: z.enum(EVENTS) }),
])
export type SlackDelivery = z.infer<typeof slackDelivery>

/** Reads what `rawDelivery` wrote; null for anything else. */
export function storedDelivery(raw: JsonObject): SlackDelivery | null {
  return slackDelivery.safeParse(raw).data ?? null
}

/** The raw content of a delivery; `understand` is its only reader. */
export function rawDelivery(delivery: SlackDelivery): JsonObject {
  return slackDelivery.parse(delivery)
}

/** One inbound act, as it is stored. */
export interface Inbound {
  readonly deliveryKey: string
  readonly identity: ChatIdentity
  readonly delivery: SlackDelivery
  /** Opens one modal, soon. */
  readonly triggerId: string | null
  readonly responseUrl: string | undefined
  readonly channelId: string | null
}

/**
 * Who somebody is. The workspace is the app's own unless anything says otherwise: people in a shared channel come with
 * the workspace that is theirs, and are strangers by it. Null where no workspace is named.
 */
export function identityOf(
  home: string,
  userId: string,
  ...teams: readonly (string | null | undefined)[]
): ChatIdentity | null {
  const named = teams.filter((team) => typeof team === 'string')
  if (named.length === 0) return null
  return { platform: 'slack', tenant: named.find((team) => team !== home) ?? home, userId }
}

/** A slash command, or null where the body is not one. */
export function commandInbound(body: Payload, home: string): Inbound | null {
  const parsed = commandPayload.safeParse(body)
  if (!parsed.success) return null
  const { text, user_id, team_id, channel_id, trigger_id, response_url } = parsed.data
  const identity = identityOf(home, user_id, team_id)
  if (!identity) return null
  return {
    deliveryKey: `command:${trigger_id}`,
    identity,
    delivery: { kind: 'command', ...whoOf(identity), text: `${COMMANDS[0]} ${text}` },
    triggerId: trigger_id,
    responseUrl: response_url,
    channelId: channel_id ?? null,
  }
}

/** The home tab was opened. Null for every other event, and for the other tabs of the app. */
export function homeOpenedInbound(body: Payload, home: string): Inbound | null {
  const parsed = homeOpenedPayload.safeParse(body)
  if (!parsed.success || parsed.data.event.tab !== 'home') return null
  const { team_id, event_id, event } = parsed.data
  const identity = identityOf(home, event.user, team_id)
  if (!identity) return null
  return {
    deliveryKey: `event:${event_id}`,
    identity,
    delivery: { kind: 'event', ...whoOf(identity), event: event.type },
    triggerId: null,
    responseUrl: undefined,
    channelId: null,
  }
}

/**
 * The key of a submission. View and hash alone would not do: after field errors the same view is submitted again, with
 * the same hash. Each submission has a trigger of its own, which a redelivery repeats.
 */
export function submissionKey({ user, view, trigger_id }: SubmissionPayload): string {
  const which = trigger_id ?? createHash('sha256').update(JSON.stringify(view.state)).digest('hex')
  return `${submissionPrefix(user.id)}${view.id}:${view.hash}:${which}`
}

export function whoOf({ tenant, userId }: ChatIdentity): Pick<SlackDelivery, 'tenant' | 'userId'> {
  return { tenant, userId }
}
