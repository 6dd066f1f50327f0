import type { Instant, SendOutcome } from '../../bot/index.ts'
import type { Failure } from './errors.ts'

/**
 * What a failed call means for the message. A refusal stays what it is until somebody does something: the app is not
 * there (403 BotNotInConversationRoster), may not write (403 MessageWritesBlocked), or the conversation is gone (404).
 * The next state of the card tries it again.
 */
export function outcomeOf(failure: Failure, now: Instant): SendOutcome {
  switch (failure.outcome) {
    case 'again':
      return {
        outcome: 'retry',
        notBefore: failure.waitMs === null ? null : now + failure.waitMs,
        reason: failure.reason,
      }
    case 'unsent':
    case 'unknown':
      return { outcome: 'retry', notBefore: null, reason: failure.reason }
    case 'refused':
      return { outcome: 'unreachable', reason: failure.code === 'unknown' ? `http_${failure.status}` : failure.code }
  }
}

/** The message, or the conversation, is no longer there. */
export function isGone(failure: Failure): boolean {
  return failure.outcome === 'refused' && (failure.status === 404 || failure.status === 410)
}

/** Teams would not draw the card, or finds it too large; its text says the same. */
export function isUndrawable(failure: Failure): failure is Failure & { readonly outcome: 'refused' } {
  return failure.outcome === 'refused' && (failure.status === 400 || failure.status === 413)
}
