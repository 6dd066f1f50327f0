import type { CardView, Verb } from '../../bot/domain/views/card-view.ts'
import type { ChatPlatform, OutgoingMessage, SendOutcome } from '../../bot/ports/chat-platform.ts'

export interface Posted {
  readonly address: string
  readonly key: string
  /** The posted message in whose thread it is. */
  readonly thread: string | null
  view: CardView
  updates: number
}

/** A chat platform that keeps what it is sent. Speaks the port alone; identities are person ids. */
export interface RecordingPlatform extends ChatPlatform {
  readonly posted: Posted[]
  /** What somebody, or a channel, sees now. */
  seenBy(who: string): readonly CardView[]
  /** Answers of `send` from now on, by address; `null` for the normal one. */
  answerWith(answer: ((message: OutgoingMessage) => SendOutcome | null | Promise<SendOutcome | null>) | null): void
}

export function createRecordingPlatform(
  name: string,
  people: readonly string[] | null = null,
  threads = false,
  feedInterval?: number,
): RecordingPlatform {
  const posted: Posted[] = []
  let answer: ((message: OutgoingMessage) => SendOutcome | null | Promise<SendOutcome | null>) | null = null
  return {
    name,
    threads,
    ...(feedInterval !== undefined && { feedInterval }),
    posted,
    seenBy: (who) => posted.filter(({ address }) => address === who).map(({ view }) => view),
    answerWith: (next) => {
      answer = next
    },
    understand: async ({ raw }) => {
      const from = String(raw['from'])
      const identity = { platform: name, tenant: 'local', userId: from }
      const common = { kind: 'intent', identity, replyTo: from, language: null } as const
      if (typeof raw['text'] === 'string') return { ...common, intent: { kind: 'text', text: raw['text'] } }
      if (typeof raw['verb'] !== 'string') return { kind: 'ignored', reason: 'neither text nor action' }
      const inputs = (raw['inputs'] ?? {}) as { [name: string]: string }
      const requestId = typeof raw['requestId'] === 'string' ? raw['requestId'] : null
      const termsVersion = typeof raw['termsVersion'] === 'number' ? raw['termsVersion'] : null
      return { ...common, intent: { kind: 'action', verb: raw['verb'] as Verb, requestId, termsVersion, inputs } }
    },
    addressOf: async (personId) => (people === null || people.includes(personId) ? personId : null),
    send: async (message) => {
      const special = await answer?.(message)
      if (special) return special
      const existing = posted.find(({ key }) => key === message.key)
      if (existing) {
        existing.view = message.view
        existing.updates += 1
      } else
        posted.push({
          address: message.address,
          key: message.key,
          thread: message.thread ?? null,
          view: message.view,
          updates: 0,
        })
      return { outcome: 'sent', messageId: message.key }
    },
  }
}
