import { z } from 'zod'

/** The channel of Microsoft Teams among those of the Bot Framework. */
export const CHANNEL = 'msteams'

const id = z.string().min(1).max(600)
const directoryId = z.string().regex(/^[0-9a-f-]{36,37}$/i)

const entity = z.object({
  type: z.string().max(60),
  /** Of a mention. */
  mentioned: z.object({ id, name: z.string().max(300).optional() }).optional(),
  text: z.string().max(600).optional(),
  /** Of `clientInfo`. */
  locale: z.string().max(40).optional(),
  timezone: z.string().max(60).optional(),
})

/**
 * The fields of an activity that are used, of those that Teams sends; everything else is left where it is.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference#activity-object
 */
export const inboundActivity = z.object({
  type: z.string().min(1).max(60),
  id: id.optional(),
  channelId: z.string().min(1).max(60),
  serviceUrl: z.string().min(1).max(500),
  from: z.object({ id, aadObjectId: directoryId.optional(), tenantId: z.string().max(60).optional() }),
  recipient: z.object({ id, isTargeted: z.boolean().optional() }),
  conversation: z.object({
    id,
    conversationType: z.enum(['personal', 'groupChat', 'channel']).optional(),
    tenantId: z.string().max(60).optional(),
  }),
  channelData: z
    .object({
      tenant: z.object({ id: z.string().max(60) }).optional(),
      channel: z.object({ id }).optional(),
    })
    .optional(),
  text: z.string().nullish(),
  name: z.string().max(100).optional(),
  value: z.unknown().optional(),
  action: z.string().max(60).optional(),
  replyToId: id.optional(),
  locale: z.string().max(40).optional(),
  localTimezone: z.string().max(60).optional(),
  entities: z
    .array(entity.catch({ type: 'unreadable' }))
    .max(200)
    .default([])
    .catch([]),
})
export type InboundActivity = z.infer<typeof inboundActivity>

/** Known to be sent by Teams, and nothing to do. */
const IGNORED_TYPES = [
  'conversationUpdate',
  'endOfConversation',
  'event',
  'messageDelete',
  'messageReaction',
  'messageUpdate',
  'typing',
]

/** What kind of thing came; null for what Teams is not known to send. */
export function kindOf({ type, name }: InboundActivity): 'message' | 'invoke' | 'installation' | 'ignored' | null {
  if (type === 'message') return 'message'
  if (type === 'invoke') return name === 'adaptiveCard/action' ? 'invoke' : null
  if (type === 'installationUpdate') return 'installation'
  return IGNORED_TYPES.includes(type) ? 'ignored' : null
}

/** The tenant that the activity names, or null where it names none, or several. */
export function tenantOf({ conversation, channelData, from }: InboundActivity): string | null {
  const named = [conversation.tenantId, channelData?.tenant?.id, from.tenantId].filter((each) => each !== undefined)
  const [first, ...others] = named.map((each) => each.toLowerCase())
  return first !== undefined && others.every((each) => each === first) ? first : null
}

/** A thread of a channel has an id of its own, made of the channel's. */
export function withoutThread(conversationId: string): string {
  return conversationId.split(';')[0] ?? conversationId
}

/** Where people talk: alone with the app, or with others. */
export function placeOf({ conversation }: InboundActivity): 'personal' | 'shared' {
  return conversation.conversationType === 'personal' ? 'personal' : 'shared'
}
