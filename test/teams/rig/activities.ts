import { randomUUID } from 'node:crypto'
import type { Conversation } from './conversations.ts'
import { BOT, type TeamsPerson } from './people.ts'

/**
 * What Teams sends to a bot, shape by shape after Microsoft's documentation:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages and the pages
 * beside it (channel messages, conversation events, Universal Actions, targeted messages).
 */
export type Activity = { readonly [name: string]: unknown }

export interface Where {
  readonly person: TeamsPerson
  readonly conversation: Conversation
  readonly serviceUrl: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly id: string
  /** Of a thread in a channel. */
  readonly rootId?: string | null
}

/** What every activity of a person has. */
function common({ person, conversation, serviceUrl, at, id, rootId }: Where) {
  const { type, tenantId, teamId } = conversation
  const thread = rootId ? `;messageid=${rootId}` : ''
  return {
    ...{ id, channelId: 'msteams', serviceUrl, timestamp: new Date(at).toISOString() },
    from: { id: person.mri, name: person.displayName, aadObjectId: person.oid },
    conversation: {
      ...{ conversationType: type, tenantId, id: `${conversation.id}${thread}` },
      ...(type !== 'personal' && { isGroup: true }),
    },
    recipient: BOT,
    channelData: {
      tenant: { id: tenantId },
      ...(teamId && { teamsChannelId: conversation.id, teamsTeamId: teamId }),
      ...(teamId && { channel: { id: conversation.id }, team: { id: teamId } }),
    },
  }
}

function client({ locale, timeZone }: TeamsPerson) {
  const info = { locale, country: locale.slice(3) || 'CA', platform: 'Web', timezone: timeZone, type: 'clientInfo' }
  return { locale, localTimezone: timeZone, entities: [info] }
}

/** Typed text: in a personal chat as it is. */
export function message(where: Where, text: string): Activity {
  return {
    ...{ ...common(where), ...client(where.person), type: 'message', textFormat: 'plain', text },
    attachments: [{ contentType: 'text/html', content: `<p>${text}</p>` }],
  }
}

/** Typed text that begins with a mention of the bot, as the client writes it. */
export function mention(where: Where, text: string): Activity {
  const at = `<at>${BOT.name}</at>`
  const entity = { type: 'mention', mentioned: BOT, text: at }
  const typed = message(where, `${at}&nbsp;${text}\n`)
  const entities = [entity, ...client(where.person).entities]
  return { ...typed, entities }
}

/** A slash command: a message that only the bot and its author see. Not in personal chats. */
export function targeted(where: Where, text: string): Activity {
  return { ...message(where, text), recipient: { ...BOT, isTargeted: true } }
}

/** A click on `Action.Submit`, of a client without Universal Actions, on the message `replyToId`. */
export function submit(where: Where, replyToId: string, value: object): Activity {
  return { ...common(where), ...client(where.person), type: 'message', replyToId, value }
}

export interface Execute {
  readonly verb: string
  /** The action's own data and the inputs of the card. */
  readonly data: object
  readonly trigger: 'manual' | 'automatic'
}

/** A click on `Action.Execute`, or a refresh, of the message `replyToId`. */
export function execute(where: Where, replyToId: string, { verb, data, trigger }: Execute): Activity {
  const { locale, localTimezone } = client(where.person)
  return {
    ...{ ...common(where), type: 'invoke', name: 'adaptiveCard/action', replyToId, locale, localTimezone },
    value: { action: { type: 'Action.Execute', id: '', verb, data }, trigger },
  }
}

/** The app was installed for a person or in a conversation, or taken away. */
export function installation(where: Where, action: 'add' | 'remove'): Activity {
  return { ...common(where), ...client(where.person), type: 'installationUpdate', action }
}

/** The bot was added to the conversation, or people were. */
export function membersAdded(where: Where, added: readonly { readonly id: string }[] = [BOT]): Activity {
  return { ...common(where), type: 'conversationUpdate', membersAdded: added }
}

export function membersRemoved(where: Where, removed: readonly { readonly id: string }[]): Activity {
  return { ...common(where), type: 'conversationUpdate', membersRemoved: removed }
}

/** Kinds that a bot is sent and need not act on. */
export function reaction(where: Where, replyToId: string): Activity {
  return { ...common(where), type: 'messageReaction', replyToId, reactionsAdded: [{ type: 'like' }] }
}

export function typing(where: Where): Activity {
  return { ...common(where), type: 'typing' }
}

/** Ids of invokes and events. Those of messages are numbers of the conversation. */
export function eventId(): string {
  return `f:${randomUUID()}`
}
