/** Where a message can go. */
export type TeamsAddress =
  /** The person's own chat with Elevate, by their object id. */
  | { readonly kind: 'user'; readonly userId: string }
  /** A channel of a team, or a group chat. */
  | { readonly kind: 'channel'; readonly conversationId: string }
  | ReplyAddress

/** To the person alone, where they asked. */
export interface ReplyAddress {
  readonly kind: 'reply'
  readonly userId: string
  readonly deliveryKey: string
  readonly place: Place
}

/** Where somebody said something. */
export interface Place {
  /** Alone with the app, or with others. */
  readonly kind: 'personal' | 'shared'
  readonly conversationId: string
  /** The person's account, as it is called for this app. */
  readonly accountId: string
}

const user = /^user:([0-9a-f-]{36,37})$/
const channel = /^channel:(19:[A-Za-z0-9_.@:-]{1,300})$/
const reply =
  /^reply:([0-9a-f-]{36,37}):([A-Za-z]{1,60}:[A-Za-z0-9_-]{43}):(personal|shared):([^:]{1,2000}):([^:]{1,2000})$/

export function userAddress(userId: string): string {
  return `user:${userId}`
}

export function replyAddress(userId: string, deliveryKey: string, place: Place): string {
  const where = `${place.kind}:${encodeURIComponent(place.conversationId)}:${encodeURIComponent(place.accountId)}`
  return `reply:${userId}:${deliveryKey}:${where}`
}

/** Null for what is no address of ours. */
export function parseAddress(address: string): TeamsAddress | null {
  const [, userId] = user.exec(address) ?? []
  if (userId !== undefined) return { kind: 'user', userId }
  const [, conversationId] = channel.exec(address) ?? []
  if (conversationId !== undefined) return { kind: 'channel', conversationId }
  const [, asker, deliveryKey, kind, conversation, account] = reply.exec(address) ?? []
  if (asker === undefined || deliveryKey === undefined) return null
  const [replyConversation, accountId] = [decoded(conversation), decoded(account)]
  if (replyConversation === null || accountId === null) return null
  const place: Place = { kind: kind === 'personal' ? kind : 'shared', conversationId: replyConversation, accountId }
  return { kind: 'reply', userId: asker, deliveryKey, place }
}

/** A posted message: an activity of a conversation. */
export interface Posted {
  readonly conversationId: string
  readonly activityId: string
}

export function messageId({ conversationId, activityId }: Posted): string {
  return `${encodeURIComponent(conversationId)}/${encodeURIComponent(activityId)}`
}

export function parseMessageId(id: string | null): Posted | null {
  const [, conversation, activity] = /^([^/]{1,1000})\/([^/]{1,1000})$/.exec(id ?? '') ?? []
  const [conversationId, activityId] = [decoded(conversation), decoded(activity)]
  return conversationId !== null && activityId !== null ? { conversationId, activityId } : null
}

function decoded(text: string | undefined): string | null {
  try {
    return text === undefined ? null : decodeURIComponent(text)
  } catch {
    return null
  }
}
