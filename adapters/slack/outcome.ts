import type { Instant, SendOutcome } from '../../bot/index.ts'
import type { Failure } from './errors.ts'

/** Refusals that pass by themselves: the workspace is being moved, or something between Slack and us answered. */
const PASSING = new Set(['team_added_to_org', 'unknown_error'])

/** The message itself is gone or frozen, and so is posted anew. */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed'])

/** Slack would not draw the card; its text says the same. */
const UNDRAWABLE = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'invalid_attachments'])

/**
 * What a failed call means for the message. Every other refusal stays what it is until somebody does something: the
 * person is gone (`user_not_found`, `account_inactive`), the app is not in the channel (`not_in_channel`,
 * `channel_not_found`, `is_archived`) or may not write (`missing_scope`, `invalid_auth`, `token_revoked`). The next
 * state of the card tries it again.
 */
export function outcomeOf(failure: Failure, now: Instant): SendOutcome {
  switch (failure.outcome) {
    case 'limited':
      return { outcome: 'retry', notBefore: now + failure.waitMs, reason: 'ratelimited' }
    case 'unsent':
    case 'unknown':
      return { outcome: 'retry', notBefore: null, reason: failure.reason }
    case 'refused': {
      const { code } = failure
      return PASSING.has(code)
        ? { outcome: 'retry', notBefore: null, reason: code }
        : { outcome: 'unreachable', reason: code }
    }
  }
}

export function isGone(failure: Failure): boolean {
  return failure.outcome === 'refused' && GONE.has(failure.code)
}

export function isUndrawable(failure: Failure): failure is Failure & { readonly outcome: 'refused' } {
  return failure.outcome === 'refused' && UNDRAWABLE.has(failure.code)
}
