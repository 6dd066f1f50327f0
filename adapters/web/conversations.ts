import type { AdapterState } from '../../bot/index.ts'
import { type MessageRecord, messageRecord, recordToJson } from './message-record.ts'

const NAMESPACE = 'web-messages'

/** Messages kept in each conversation; the oldest go first. */
export const HISTORY = 500

export interface StoredMessage {
  /** The key of its record: the conversation's address and the position in it. */
  readonly id: string
  readonly position: number
  /** Grows each time the message is replaced, also over restarts. */
  readonly version: number
  /** Orders all changes of one conversation since the start of this process: what a reader has not seen is above theirs. */
  readonly revision: number
  readonly record: MessageRecord
}

interface Conversation {
  readonly messages: StoredMessage[]
  nextPosition: number
  revision: number
  /** Writes of one conversation run one after the other. */
  tail: Promise<unknown>
}

/**
 * Everything said in the web chat, in order, in `adapter-state`. Each conversation is read once and then held in
 * memory, which is sound while one process serves the data folder. Throws what the port throws.
 */
export interface Conversations {
  /** Sets a place aside, so that what is posted later but sooner stored still comes after. */
  reserve(address: string): Promise<number>
  /** Adds a message, unless one with this key is there: that one is then brought to a newer view. */
  post(address: string, record: MessageRecord, position?: number): Promise<StoredMessage>
  /** Replaces a message by a view that is not older. Null where it is no longer kept. */
  replace(address: string, id: string, record: MessageRecord): Promise<StoredMessage | null>
  /** What changed after `revision`, in the order of change. */
  changesAfter(address: string, revision: number): Promise<readonly StoredMessage[]>
  /** All messages, in order. */
  messages(address: string): Promise<readonly StoredMessage[]>
  revision(address: string): Promise<number>
  /** Calls back after each stored change; returns how to stop that. */
  watch(listener: (address: string) => void): () => void
}

export function createConversations(state: AdapterState, history: number = HISTORY): Conversations {
  const loaded = new Map<string, Promise<Conversation>>()
  const listeners = new Set<(address: string) => void>()

  function open(address: string): Promise<Conversation> {
    const known = loaded.get(address)
    if (known) return known
    const loading = load(state, address)
    loaded.set(address, loading)
    loading.catch(() => loaded.delete(address))
    return loading
  }

  async function inTurn<T>(address: string, work: (conversation: Conversation) => Promise<T>): Promise<T> {
    const conversation = await open(address)
    const result = conversation.tail.then(() => work(conversation))
    conversation.tail = result.catch(() => undefined)
    return await result
  }

  async function write(
    address: string,
    conversation: Conversation,
    place: { readonly position: number; readonly version: number },
    record: MessageRecord,
  ): Promise<StoredMessage> {
    const id = recordKey(address, place.position)
    const saved = await state.put({
      namespace: NAMESPACE,
      key: id,
      value: recordToJson(record),
      expectedVersion: place.version,
    })
    if (saved.outcome === 'conflict') {
      loaded.delete(address)
      throw new Error(`Somebody else wrote the message ${id}; the conversation is read again`)
    }
    conversation.revision += 1
    const message = { id, position: place.position, version: saved.version, revision: conversation.revision, record }
    keepInOrder(conversation.messages, message)
    await forgetOldest(state, conversation, history)
    for (const listener of listeners) listener(address)
    return message
  }

  async function renew(address: string, conversation: Conversation, old: StoredMessage, record: MessageRecord) {
    return isNewer(record, old.record) ? await write(address, conversation, old, record) : old
  }

  return {
    async reserve(address) {
      const conversation = await open(address)
      conversation.nextPosition += 1
      return conversation.nextPosition - 1
    },
    post: (address, record, reserved) =>
      inTurn(address, async (conversation) => {
        const old = conversation.messages.find((message) => message.record.key === record.key)
        if (old) return await renew(address, conversation, old, record)
        const position = reserved ?? conversation.nextPosition
        conversation.nextPosition = Math.max(conversation.nextPosition, position + 1)
        return await write(address, conversation, { position, version: 0 }, record)
      }),
    replace: (address, id, record) =>
      inTurn(address, async (conversation) => {
        const old = conversation.messages.find((message) => message.id === id)
        return old ? await renew(address, conversation, old, record) : null
      }),
    async changesAfter(address, revision) {
      const { messages } = await open(address)
      return messages.filter((message) => message.revision > revision).sort((a, b) => a.revision - b.revision)
    },
    messages: async (address) => [...(await open(address)).messages],
    revision: async (address) => (await open(address)).revision,
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Percent-encoding keeps `/` out of the first part, so that no address is the start of another's keys. */
function recordKey(address: string, position: number): string {
  return `${encodeURIComponent(address)}/${String(position).padStart(12, '0')}`
}

async function load(state: AdapterState, address: string): Promise<Conversation> {
  const prefix = `${encodeURIComponent(address)}/`
  const messages: StoredMessage[] = []
  let nextPosition = 1
  for (let after: string | null = ''; after !== null; ) {
    const page = await state.list(NAMESPACE, { prefix, ...(after ? { after } : {}), limit: 200 })
    for (const { key, value, version } of page) {
      const position = Number(key.slice(prefix.length))
      nextPosition = position + 1
      const record = messageRecord.safeParse(value)
      if (record.success) {
        messages.push({ id: key, position, version, revision: messages.length + 1, record: record.data })
      }
    }
    after = page.at(-1)?.key ?? null
  }
  return { messages, nextPosition, revision: messages.length, tail: Promise.resolve() }
}

function keepInOrder(messages: StoredMessage[], message: StoredMessage): void {
  const same = messages.findIndex(({ id }) => id === message.id)
  if (same >= 0) {
    messages[same] = message
    return
  }
  const after = messages.findLastIndex(({ position }) => position < message.position)
  messages.splice(after + 1, 0, message)
}

async function forgetOldest(state: AdapterState, { messages }: Conversation, history: number): Promise<void> {
  while (messages.length > history) {
    const oldest = messages.shift()
    if (oldest) await state.remove(NAMESPACE, oldest.id)
  }
}

/** Runs of one effect may overtake each other: an older face of a card never covers a newer one. */
function isNewer(record: MessageRecord, old: MessageRecord): boolean {
  if (record.kind !== 'card' || old.kind !== 'card') return false
  if (record.viewVersion !== old.viewVersion) return record.viewVersion > old.viewVersion
  return JSON.stringify(record.view) !== JSON.stringify(old.view)
}
