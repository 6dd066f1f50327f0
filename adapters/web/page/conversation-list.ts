import type { WireConversation } from '../wire.ts'
import { byId, make } from './dom.ts'
import type { Wording } from './wording.ts'

/** Draws the links to the conversations, each with how much of it is unread. */
export function drawConversations(
  conversations: readonly WireConversation[],
  current: string,
  unread: ReadonlyMap<string, number>,
  words: Wording,
): void {
  byId('conversations', HTMLUListElement).replaceChildren(
    ...conversations.map((conversation) => drawConversation(conversation, current, unread, words)),
  )
  const total = [...unread.values()].reduce((sum, count) => sum + count, 0)
  document.title = total > 0 ? `(${total}) Elevate` : 'Elevate'
}

function drawConversation(
  { name, label }: WireConversation,
  current: string,
  unread: ReadonlyMap<string, number>,
  words: Wording,
): HTMLLIElement {
  const link = make('a', '', label)
  link.href = `#${name}`
  if (name === current) link.ariaCurrent = 'page'
  const item = make('li', '', link)
  const count = unread.get(name) ?? 0
  if (count > 0) {
    // Beside the link, not in it: the link's name stays the conversation's.
    const badge = make('span', 'badge', String(Math.min(count, 99)))
    badge.role = 'img'
    badge.ariaLabel = words.unread(count)
    item.append(badge)
  }
  return item
}
