import type { WireConversation, WireMessage, WireState } from '../wire.ts'

/** Everything this person can read, kept up to date; and which conversation is open. */
export interface History {
  readonly conversations: readonly WireConversation[]
  readonly current: WireConversation
  readonly unread: ReadonlyMap<string, number>
  /** Opens the conversation of that name, or one's own. */
  open(name: string): void
  /** The messages of the open conversation, in order. */
  messages(): readonly WireMessage[]
  /** Takes a message in. `new` where it was not known before. */
  receive(message: WireMessage): 'new' | 'known'
}

/** Loads what there is. Throws what `load` throws. */
export async function loadHistory(
  { conversations }: WireState,
  load: (conversation: string) => Promise<readonly WireMessage[]>,
): Promise<History> {
  const [own] = conversations
  if (!own) throw new Error('The server names no conversation')
  const kept = new Map<string, Map<string, WireMessage>>()
  const unread = new Map<string, number>()
  let current = own

  await Promise.all(
    conversations.map(async ({ name }) => {
      const messages = await load(name)
      kept.set(name, new Map(messages.map((message) => [message.id, message])))
    }),
  )

  return {
    conversations,
    unread,
    get current() {
      return current
    },
    open(name) {
      current = conversations.find((conversation) => conversation.name === name) ?? own
      unread.delete(current.name)
    },
    messages() {
      return [...(kept.get(current.name)?.values() ?? [])].sort((a, b) => a.position - b.position)
    },
    receive(message) {
      const messages = kept.get(message.conversation)
      const known = messages?.get(message.id)
      if (!known || known.version <= message.version) messages?.set(message.id, message)
      if (known) return 'known'
      const { name } = current
      const count = message.conversation !== name && message.text === null ? 1 : 0
      if (count > 0) unread.set(message.conversation, (unread.get(message.conversation) ?? 0) + count)
      return 'new'
    },
  }
}
