import type { PersonId } from '../../bot/index.ts'

/** Where a message can go: a person's own conversation with Elevate, or a channel that everybody reads. */
export type WebAddress =
  | { readonly kind: 'person'; readonly personId: PersonId }
  | { readonly kind: 'channel'; readonly name: string }

/** What one's own conversation is called in URLs; `webChannelName` keeps channels off it. */
export const OWN_CONVERSATION = 'elevate'

export function personAddress(personId: PersonId): string {
  return `person:${personId}`
}

export function channelAddress(name: string): string {
  return `channel:${name}`
}

/** Reads an address back. A bare word is a channel, as the configuration names it after `web:`. */
export function parseAddress(address: string): WebAddress {
  if (address.startsWith('person:')) return { kind: 'person', personId: address.slice('person:'.length) }
  if (address.startsWith('channel:')) return { kind: 'channel', name: address.slice('channel:'.length) }
  return { kind: 'channel', name: address }
}
