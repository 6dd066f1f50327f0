import type { ChatPlatform } from '../../bot/ports/chat-platform.ts'
import { type Directory, DirectoryUnavailable } from '../../bot/ports/directory.ts'

/** Waits that long, and fails. */
export function hangingFor(ms: number): () => Promise<never> {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, ms))
    throw new DirectoryUnavailable('No answer in time')
  }
}

/** How a message fares where the chat platform hangs. */
export function hangingSend(hang: () => Promise<never>): ChatPlatform['send'] {
  return async () => {
    await hang().catch(() => {})
    return { outcome: 'retry', notBefore: null, reason: 'The platform did not answer in time' }
  }
}

/** A directory that never answers in time. */
export function hangingDirectory(hang: () => Promise<never>): Directory {
  return {
    activation: 'direct',
    person: hang,
    people: hang,
    personOf: hang,
    group: hang,
    membersOf: hang,
    scopeName: hang,
    eligibleAssignments: hang,
    allEligible: hang,
    activeAssignments: hang,
    readBack: hang,
    activate: hang,
    deactivate: hang,
  }
}
