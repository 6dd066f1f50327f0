import { z } from 'zod'

/**
 * The fields of inbound activities that the product may rely on, and what Microsoft's pages say of them. Held against
 * everything that the rig sends, so that a test cannot lean on a field that Teams does not send.
 */

const account = z.strictObject({ id: z.string().regex(/^(28|29):/), name: z.string().min(1) })
const person = account.extend({ aadObjectId: z.guid() })
const iana = z.string().regex(/^[A-Za-z]+\/[A-Za-z_/]+$|^UTC$/)

const conversation = z.strictObject({
  id: z.string().min(1),
  conversationType: z.enum(['personal', 'groupChat', 'channel']),
  tenantId: z.guid(),
  isGroup: z.literal(true).optional(),
})
const channelData = z.strictObject({
  tenant: z.strictObject({ id: z.guid() }),
  channel: z.strictObject({ id: z.string() }).optional(),
  team: z.strictObject({ id: z.string() }).optional(),
  teamsChannelId: z.string().optional(),
  teamsTeamId: z.string().optional(),
})
const clientInfo = z.strictObject({
  type: z.literal('clientInfo'),
  locale: z.string(),
  country: z.string(),
  platform: z.string(),
  timezone: iana,
})
const mentioned = z.strictObject({ type: z.literal('mention'), mentioned: account, text: z.string() })

const common = {
  id: z.string().min(1),
  channelId: z.literal('msteams'),
  serviceUrl: z.url(),
  timestamp: z.iso.datetime(),
  from: person,
  recipient: account.extend({ isTargeted: z.literal(true).optional() }),
  conversation,
  channelData,
}
const client = { locale: z.string(), localTimezone: iana }
const entities = z.array(z.union([clientInfo, mentioned]))
const numbered = z.string().regex(/^[0-9]+$/)

const typed = z.strictObject({
  ...{ ...common, ...client, entities, type: z.literal('message'), id: numbered },
  ...{ textFormat: z.literal('plain'), text: z.string() },
  attachments: z.array(z.strictObject({ contentType: z.literal('text/html'), content: z.string() })),
})
const submitted = z.strictObject({
  ...{ ...common, ...client, entities, type: z.literal('message'), id: numbered, replyToId: numbered },
  value: z.record(z.string(), z.unknown()),
})
const invoked = z.strictObject({
  ...{ ...common, ...client, type: z.literal('invoke'), name: z.literal('adaptiveCard/action'), replyToId: numbered },
  value: z.strictObject({
    action: z.strictObject({
      ...{ type: z.literal('Action.Execute'), id: z.string(), verb: z.string() },
      data: z.record(z.string(), z.unknown()),
    }),
    trigger: z.enum(['manual', 'automatic']),
  }),
})
const installed = z.strictObject({
  ...{ ...common, ...client, entities, type: z.literal('installationUpdate'), action: z.enum(['add', 'remove']) },
})
const accounts = z.array(z.looseObject({ id: z.string() }))
const changed = z.strictObject({
  ...{ ...common, type: z.literal('conversationUpdate') },
  ...{ membersAdded: accounts.optional(), membersRemoved: accounts.optional() },
})
const others = z.strictObject({
  ...{ ...common, type: z.enum(['messageReaction', 'typing']), replyToId: numbered.optional() },
  reactionsAdded: z.array(z.strictObject({ type: z.string() })).optional(),
})

export const activitySchema = z.union([typed, submitted, invoked, installed, changed, others])
