/** Where a message can go. */
export type SlackAddress =
  /** The person's direct messages with Elevate. */
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'channel'; readonly channelId: string }
  /** To the person alone, where they asked. */
  | { readonly kind: 'reply'; readonly userId: string; readonly deliveryKey: string }

const user = /^user:([A-Z0-9]{1,40})$/
const channel = /^channel:([A-Z0-9]{1,40})$/
const reply = /^reply:([A-Za-z0-9]{1,40}):(.+)$/s

export function userAddress(userId: string): string {
  return `user:${userId}`
}

/** Null for what is no address of ours. */
export function parseAddress(address: string): SlackAddress | null {
  const [, userId] = user.exec(address) ?? []
  if (userId !== undefined) return { kind: 'user', userId }
  const [, channelId] = channel.exec(address) ?? []
  if (channelId !== undefined) return { kind: 'channel', channelId }
  const [, asker, deliveryKey] = reply.exec(address) ?? []
  return asker !== undefined && deliveryKey !== undefined ? { kind: 'reply', userId: asker, deliveryKey } : null
}

/** A posted message. Slack names it by its channel and time. */
export interface Posted {
  readonly channel: string
  readonly ts: string
}

export function messageId({ channel, ts }: Posted): string {
  return `${channel}:${ts}`
}

export function parseMessageId(id: string | null): Posted | null {
  const [, channelId, ts] = /^([A-Z0-9]{1,40}):([0-9]{1,20}\.[0-9]{1,12})$/.exec(id ?? '') ?? []
  return channelId !== undefined && ts !== undefined ? { channel: channelId, ts } : null
}
