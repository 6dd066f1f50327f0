import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type JsonObject, VERBS } from '../../bot/index.ts'
import { type InboundActivity, withoutThread } from './activity.ts'
import type { Place } from './address.ts'
import type { CardAction } from './card-action.ts'
import { LONGEST_TEXT, type TypedLine } from './command-text.ts'

const who = {
  tenant: z.string().min(1).max(60),
  userId: z.string().min(1).max(60),
  locale: z.string().max(40).nullable(),
  place: z.strictObject({
    kind: z.enum(['personal', 'shared']),
    conversationId: z.string().min(1).max(600),
    accountId: z.string().min(1).max(600),
  }),
}

/** What is stored of a delivery: enough to understand it again at any time, and nothing else. */
const teamsDelivery = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    ...who,
    text: z.string().max(LONGEST_TEXT),
    mentioned: z.array(z.string().max(600)).max(20),
    /** Typed as a slash command: a command, whatever it says. */
    isCommand: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('action'),
    ...who,
    verb: z.enum(VERBS),
    requestId: z.string().min(1).max(40).nullable(),
    termsVersion: z.int().nonnegative().nullable(),
    inputs: z.record(z.string().max(60), z.string().max(LONGEST_TEXT)),
  }),
  /** The app was added to somebody's personal chat. */
  z.strictObject({ kind: z.literal('installed'), ...who }),
])
export type TeamsDelivery = z.infer<typeof teamsDelivery>

/** Who did something: an account of the tenant, by its object id in the directory. */
export interface Sender {
  readonly tenant: string
  readonly userId: string
  readonly locale: string | null
  readonly place: Place
}

/** Reads what `rawDelivery` wrote; null for anything else. */
export function storedDelivery(raw: JsonObject): TeamsDelivery | null {
  return teamsDelivery.safeParse(raw).data ?? null
}

/** The raw content of a delivery; `understand` is its only reader. */
export function rawDelivery(delivery: TeamsDelivery): JsonObject {
  return teamsDelivery.parse(delivery)
}

export function textDelivery(sender: Sender, line: TypedLine, isCommand: boolean): TeamsDelivery {
  return { kind: 'text', ...copyOf(sender), text: line.text, mentioned: [...line.mentioned], isCommand }
}

export function actionDelivery(sender: Sender, action: CardAction & { readonly kind: 'pressed' }): TeamsDelivery {
  const { verb, requestId, termsVersion, inputs } = action
  return { kind: 'action', ...copyOf(sender), verb, requestId, termsVersion, inputs: { ...inputs } }
}

export function installedDelivery(sender: Sender): TeamsDelivery {
  return { kind: 'installed', ...copyOf(sender) }
}

function copyOf({ tenant, userId, locale, place }: Sender) {
  return { tenant, userId, locale, place: { ...place } }
}

/**
 * The key of a delivery: ids of activities are unique in their conversation only, and Teams repeats them when it tries
 * again. Null where there is no id, and so no way to tell a repetition.
 */
export function deliveryKeyOf({ type, id, conversation }: InboundActivity): string | null {
  if (id === undefined) return null
  const where = createHash('sha256').update(withoutThread(conversation.id)).update('\n').update(id).digest('base64url')
  return `${type}:${where}`
}
