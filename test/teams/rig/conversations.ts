import { createHash } from 'node:crypto'
import type { TeamsPerson } from './people.ts'

export type ConversationType = 'personal' | 'groupChat' | 'channel'

export interface Conversation {
  readonly id: string
  readonly type: ConversationType
  readonly tenantId: string
  readonly members: readonly TeamsPerson[]
  /** Whether the app is in it: without it, Teams lets nothing through. */
  installed: boolean
  readonly teamId: string | null
  readonly messages: Message[]
}

export interface Message {
  readonly id: string
  /** Newest content, as the bot sent it, or what somebody typed. */
  activity: Outgoing
  readonly by: 'bot' | 'person'
  /** Of a thread in a channel. */
  readonly rootId: string | null
  /** Only this person sees it. */
  readonly targetOf: string | null
  edits: number
  deleted: boolean
}

export interface Outgoing {
  readonly type?: unknown
  readonly text?: unknown
  readonly summary?: unknown
  readonly attachments?: readonly Attachment[]
  readonly [name: string]: unknown
}

export interface Attachment {
  readonly contentType?: unknown
  readonly content?: unknown
}

export interface ConversationBook {
  /** Of a person with the bot. Made on demand; without the app until it is installed. */
  personal(person: TeamsPerson): Conversation
  add(name: string, type: ConversationType, members: readonly TeamsPerson[]): Conversation
  /** By id, with or without the part that names a thread. */
  find(id: string): Conversation | null
  all(): readonly Conversation[]
}

export function createConversationBook(): ConversationBook {
  const byId = new Map<string, Conversation>()

  function keep(conversation: Conversation): Conversation {
    byId.set(conversation.id, conversation)
    return conversation
  }

  return {
    personal(person) {
      const id = `a:1${hashOf(`personal:${person.oid}:${person.tenantId}`)}`
      const { tenantId } = person
      const fresh = { id, type: 'personal' as const, tenantId, members: [person], installed: false, teamId: null }
      return byId.get(id) ?? keep({ ...fresh, messages: [] })
    },
    add(name, type, members) {
      const id = `19:${hashOf(`conversation:${name}`).slice(0, 32)}@thread.${type === 'channel' ? 'tacv2' : 'v2'}`
      const tenantId = members[0]?.tenantId ?? ''
      const teamId = type === 'channel' ? `19:${hashOf(`team:${name}`).slice(0, 32)}@thread.tacv2` : null
      return keep({ id, type, tenantId, members, installed: true, teamId, messages: [] })
    },
    find: (id) => byId.get(id.split(';messageid=')[0] ?? id) ?? null,
    all: () => [...byId.values()],
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

/** The one Adaptive Card of a message, or null where it is not one card alone. */
export function cardOf(activity: Outgoing): { readonly [name: string]: unknown } | null {
  const [attachment, second] = activity.attachments ?? []
  if (!attachment || second || attachment.contentType !== 'application/vnd.microsoft.card.adaptive') return null
  const { content } = attachment
  return typeof content === 'object' && content !== null ? { ...content } : null
}
