import type { CardView, Verb } from '../../bot/domain/views/card-view.ts'
import type { ChatPlatform, OutgoingMessage, SendOutcome } from '../../bot/ports/chat-platform.ts'
import type { Random } from './random.ts'
import { HOME_TENANT, PEOPLE, slackIdOf } from './world.ts'

export interface Message {
  readonly id: string
  readonly key: string
  readonly address: string
  view: CardView
  viewVersion: number
}

export interface PlatformFaults {
  readonly retry: number
  /** Posted, and the answer is lost. */
  readonly lost: number
  readonly unreachable: number
}

/** A chat platform that keeps what it is sent, knows a key it has seen, and fails as often as it is told. */
export interface FakePlatform extends ChatPlatform {
  readonly messages: ReadonlyMap<string, Message>
  faults: PlatformFaults
  userIdOf(personId: string): string
}

export const NO_PLATFORM_FAULTS: PlatformFaults = { retry: 0, lost: 0, unreachable: 0 }

export function createFakePlatform(name: 'web' | 'slack', random: Random, now: () => number): FakePlatform {
  const messages = new Map<string, Message>()
  const userIdOf = (personId: string) => (name === 'web' ? personId : slackIdOf(personId))

  function post(message: OutgoingMessage): Message {
    const { key, address, view, viewVersion } = message
    const known = messages.get(key)
    if (!known) {
      const posted = { id: `${name}-${messages.size + 1}`, key, address, view, viewVersion }
      messages.set(key, posted)
      return posted
    }
    known.view = view
    known.viewVersion = viewVersion
    return known
  }

  const platform: FakePlatform = {
    name,
    threads: name === 'slack',
    ...(name === 'slack' && { feedInterval: 1000 }),
    messages,
    faults: NO_PLATFORM_FAULTS,
    userIdOf,
    understand: async ({ raw }) => {
      const userId = String(raw['from'])
      const tenant = String(raw['tenant'] ?? (name === 'web' ? 'local' : HOME_TENANT))
      const common = {
        kind: 'intent',
        identity: { platform: name, tenant, userId },
        replyTo: `user:${userId}`,
        language: null,
      } as const
      if (typeof raw['text'] === 'string') return { ...common, intent: { kind: 'text', text: raw['text'] } }
      if (typeof raw['verb'] !== 'string') return { kind: 'ignored', reason: 'neither text nor action' }
      const inputs = (raw['inputs'] ?? {}) as { [input: string]: string }
      const requestId = typeof raw['requestId'] === 'string' ? raw['requestId'] : null
      const termsVersion = typeof raw['termsVersion'] === 'number' ? raw['termsVersion'] : null
      return { ...common, intent: { kind: 'action', verb: raw['verb'] as Verb, requestId, termsVersion, inputs } }
    },
    addressOf: async (personId) =>
      PEOPLE[personId]?.includes(name as 'web' | 'slack') ? `user:${userIdOf(personId)}` : null,
    send: async (message): Promise<SendOutcome> => {
      const { retry, lost, unreachable } = platform.faults
      if (random.chance(unreachable)) return { outcome: 'unreachable', reason: 'gone' }
      if (random.chance(retry)) {
        const notBefore = random.chance(0.5) ? now() + random.int(100, 30_000) : null
        return { outcome: 'retry', notBefore, reason: 'rateLimited' }
      }
      const posted = post(message)
      if (random.chance(lost)) return { outcome: 'retry', notBefore: null, reason: 'timeout' }
      return { outcome: 'sent', messageId: posted.id }
    },
  }
  return platform
}
